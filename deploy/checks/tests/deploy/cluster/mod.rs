//! Every overlay on a real API server, as docs/deploy.md says a person does it: secrets, apply, roll-out, delete.

mod older;
mod server;

use std::collections::BTreeSet;

use movie_guru_test_support::{skipped, workspace};
use serde_json::{Value, json};

use crate::rendered::overlays;
use server::Server;

/// None where there is no API server, and that is allowed.
fn server() -> Option<Server> {
    overlays()?;
    Server::start().map_err(|why| skipped(&why)).ok()
}

#[test]
fn every_overlay_is_applied_rolled_out_and_removed_without_leftovers() {
    let Some(server) = server() else { return };
    server.apply(&older::custom_kinds()).unwrap();
    for (name, objects) in overlays().unwrap() {
        let objects: Vec<Value> = in_a_namespace(objects).iter().map(older::spelled_for_1_20).collect();
        let before = everything(&server);
        make_secrets(&server);
        server.apply(&objects).unwrap_or_else(|why| panic!("{name}: {why}"));
        let stored = server.get(&objects);
        assert_eq!(not_stored(&objects, &stored), Vec::<String>::new(), "{name}");
        roll_out(&server, name, &objects);

        // Whatever is written now, we write.
        server.order("pause");
        let rolled_out = server.get(&objects);
        server.apply(&objects).unwrap();
        assert_eq!(written(&rolled_out, &server.get(&objects)), Vec::<String>::new(), "{name}: by the second apply");
        server.order("resume");

        server.with_input(&["delete", "--ignore-not-found", "--timeout=120s", "-f", "-"], &objects).unwrap();
        let left: Vec<_> = everything(&server).difference(&before).cloned().collect();
        assert!(left.is_empty(), "{name} leaves {left:?}");
    }
}

#[test]
fn a_change_is_seen_and_what_1_20_does_not_know_is_refused() {
    let Some(server) = server() else { return };
    let (_, objects) = overlays().unwrap().iter().find(|(name, _)| name == "gke").unwrap();
    let web =
        objects.iter().find(|object| object["kind"] == "Deployment" && object["metadata"]["name"] == "web").unwrap();
    let namespace = objects.iter().find(|object| object["kind"] == "Namespace").unwrap().clone();
    let refused = server.apply(&[namespace.clone(), web.clone()]).unwrap_err();
    assert!(refused.contains("unknown field \"sleep\""), "{refused}");
    let unknown = json!({"apiVersion": "example.org/v1", "kind": "Unheard", "metadata": {"name": "x"}});
    let refused = server.apply(&[unknown]).unwrap_err();
    assert!(refused.contains("no matches for kind"), "{refused}");

    server.order("pause");
    let mut objects = [namespace, older::spelled_for_1_20(web)];
    server.apply(&objects).unwrap();
    let first = server.get(&objects);
    objects[1]["spec"]["template"]["spec"]["containers"][0]["image"] = json!("another");
    server.apply(&objects).unwrap();
    let second = server.get(&objects);
    assert_eq!(written(&first, &second), ["Deployment/web"]);
    objects[1]["spec"]["paused"] = json!(true);
    assert_eq!(not_stored(&objects, &second), ["Deployment/web: spec.paused"]);
}

/// What goes on top of a lab has none of its own; it then gets a lab's.
fn in_a_namespace(objects: &[Value]) -> Vec<Value> {
    let is = |object: &&Value| object["kind"] == "Namespace";
    if objects.iter().any(|object| is(&object)) {
        return objects.to_vec();
    }
    let namespace = overlays().unwrap().iter().find_map(|(_, objects)| objects.iter().find(is)).unwrap();
    [std::slice::from_ref(namespace), objects].concat()
}

/// By the script that a person runs; the second time it leaves alone what is there.
fn make_secrets(server: &Server) {
    let script = workspace().join("deploy/k8s/make-secrets");
    let made = server.run(&script, &[], "").unwrap();
    assert!(made.contains("secret/movie-guru created"), "{made}");
    assert!(server.run(&script, &[], "").unwrap().contains("there already"));
}

fn roll_out(server: &Server, overlay: &str, objects: &[Value]) {
    for object in objects {
        let (kind, name) = (object["kind"].as_str().unwrap(), object["metadata"]["name"].as_str().unwrap());
        let namespace = object["metadata"]["namespace"].as_str().unwrap_or_default();
        let what = format!("{kind}/{name}").to_lowercase();
        let active = format!("--for=jsonpath={{.status.active}}={}", object["spec"]["parallelism"]);
        let arguments = match kind {
            "Deployment" | "StatefulSet" => &["rollout", "status"][..],
            // Its pods never end here.
            "Job" => &["wait", &active],
            _ => continue,
        };
        let done = server.kubectl(&[arguments, &["--timeout=120s", "-n", namespace, &what]].concat());
        done.unwrap_or_else(|why| panic!("{overlay}: {what}: {why}"));
    }
}

/// Whose resource version is another: each write changes it.
fn written(before: &[Value], after: &[Value]) -> Vec<String> {
    let version = |object: &Value| object["metadata"]["resourceVersion"].clone();
    let pairs = before.iter().zip(after).filter(|(before, after)| version(before) != version(after));
    pairs.map(|(before, _)| id(before)).collect()
}

/// `Kind/name`
fn id(object: &Value) -> String {
    format!("{}/{}", object["kind"].as_str().unwrap(), object["metadata"]["name"].as_str().unwrap())
}

/// All that the cluster stores, but what happened and who leads.
fn everything(server: &Server) -> BTreeSet<String> {
    let kinds = server.kubectl(&["api-resources", "--verbs=list,delete", "--output=name", "--no-headers"]).unwrap();
    let passing = ["events", "events.events.k8s.io", "leases.coordination.k8s.io"];
    let kinds: Vec<_> = kinds.lines().filter(|kind| !passing.contains(kind)).collect();
    let columns = "--output=custom-columns=KIND:.kind,NAMESPACE:.metadata.namespace,NAME:.metadata.name";
    let all = server.kubectl(&["get", &kinds.join(","), "--all-namespaces", "--no-headers", columns]).unwrap();
    all.lines().map(|line| line.split_whitespace().collect::<Vec<_>>().join(" ")).collect()
}

/// The fields that were sent and are not there as they were sent: a server drops silently what a switch of its has off.
fn not_stored(sent: &[Value], stored: &[Value]) -> Vec<String> {
    assert_eq!(sent.len(), stored.len());
    let mut missing = Vec::new();
    for (sent, stored) in sent.iter().zip(stored) {
        assert_eq!(id(sent), id(stored));
        compare(sent, stored, "", &mut |path| missing.push(format!("{}: {path}", id(sent))));
    }
    missing
}

fn compare(sent: &Value, stored: &Value, path: &str, say: &mut impl FnMut(&str)) {
    let below = |name: &str| if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") };
    match (sent, stored) {
        (Value::Object(sent), Value::Object(_)) => {
            sent.iter().for_each(|(name, value)| compare(value, &stored[name], &below(name), say));
        }
        (Value::Array(sent), Value::Array(there)) if sent.len() == there.len() => {
            let pairs = sent.iter().zip(there).enumerate();
            pairs.for_each(|(at, (value, there))| compare(value, there, &below(&at.to_string()), say));
        }
        _ if sent == stored => {}
        _ => say(path),
    }
}
