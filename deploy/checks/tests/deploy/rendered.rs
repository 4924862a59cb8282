//! Every overlay as `scripts/check-k8s` renders it: held against the published schemas, decoded strictly, and against the
//! rules of this crate, each of which is broken once on purpose.

use std::fs;
use std::sync::OnceLock;

use movie_guru_deploy_checks::problems;
use movie_guru_test_support::{script, workspace};
use serde_json::{Value, json};

use crate::{decode, scripts};

/// A name, and all objects.
type Overlay = (String, Vec<Value>);

/// The overlays by name; none where kubectl cannot be had, and that is allowed.
pub(crate) fn overlays() -> Option<&'static Vec<Overlay>> {
    static RENDERED: OnceLock<Option<Vec<Overlay>>> = OnceLock::new();
    RENDERED.get_or_init(render).as_ref()
}

/// The objects of one overlay.
pub(crate) fn overlay(wanted: &str) -> Option<&'static Vec<Value>> {
    let found = overlays()?.iter().find(|(name, _)| name == wanted);
    Some(&found.unwrap_or_else(|| panic!("no overlay {wanted}")).1)
}

fn render() -> Option<Vec<Overlay>> {
    let said = script("check-k8s", [""; 0])?;
    assert!(said.passed() && said.text.contains(" 0 refused"), "{}", said.text);
    let names = fs::read_dir(workspace().join("deploy/k8s/overlays")).unwrap();
    let names = names.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    Some(names.map(|name| (name.clone(), scripts::rendered(&name))).collect())
}

/// The overlay that is no lab, and goes on top of any.
const ON_TOP: &str = "load-job";

/// Each lab, and each with what goes on top of it.
fn labs(overlays: &[Overlay]) -> Vec<Overlay> {
    let on_top = &overlays.iter().find(|(name, _)| name == ON_TOP).unwrap().1;
    let labs = overlays.iter().filter(|(name, _)| name != ON_TOP);
    let with = |(name, objects): &Overlay| {
        [(name.clone(), objects.clone()), (format!("{name} and {ON_TOP}"), [objects.clone(), on_top.clone()].concat())]
    };
    labs.flat_map(with).collect()
}

#[test]
fn every_object_of_every_overlay_is_decoded_without_a_field_left_over() {
    let Some(overlays) = overlays() else { return };
    assert!(overlays.len() >= 4);
    for (name, objects) in overlays {
        assert!(objects.len() > 30 || name == ON_TOP, "{name} has only {} objects", objects.len());
        for object in objects {
            let left_over = decode::strictly(object);
            assert_eq!(left_over, Ok(Vec::new()), "{name}: {} {}", object["kind"], object["metadata"]["name"]);
        }
    }
}

#[test]
fn a_misspelt_field_is_left_over() {
    let Some(overlays) = overlays() else { return };
    let mut web = workload(&overlays.iter().find(|(name, _)| name == "gke").unwrap().1, "web").clone();
    web["spec"]["template"]["spec"]["containers"][0]["readinessprobe"] = json!({});
    assert_eq!(decode::strictly(&web), Ok(vec!["spec.template.spec.containers.0.readinessprobe".to_owned()]));
    let monitoring = json!({"apiVersion": "monitoring.googleapis.com/v1", "kind": "PodMonitoring",
        "metadata": {"name": "x"}, "spec": {"selector": {}, "endpoints": [{"port": "http"}]}});
    assert!(decode::strictly(&monitoring).unwrap_err().contains("interval"));
}

#[test]
fn every_overlay_keeps_every_rule() {
    let Some(overlays) = overlays() else { return };
    for (name, objects) in labs(overlays) {
        assert_eq!(problems(&objects), Vec::<String>::new(), "{name}");
    }
}

/// What an addition brings has no name that the lab has, and nothing of the lab takes its pods for its own.
#[test]
fn load_from_many_pods_leaves_the_lab_as_it_is() {
    let Some(overlays) = overlays() else { return };
    let name_of = |object: &Value| format!("{} {}", object["kind"], object["metadata"]["name"]);
    let on_top = &overlays.iter().find(|(name, _)| name == ON_TOP).unwrap().1;
    let labels =
        on_top.iter().find(|object| object["kind"] == "Job").unwrap()["spec"]["template"]["metadata"]["labels"]
            .as_object()
            .unwrap();
    let takes =
        |selector: &Value| selector.as_object().unwrap().iter().all(|(key, value)| labels.get(key) == Some(value));
    for (lab, objects) in overlays.iter().filter(|(name, _)| name != ON_TOP) {
        let names: Vec<_> = objects.iter().map(name_of).collect();
        assert!(on_top.iter().all(|object| !names.contains(&name_of(object))), "{lab}");
        for object in objects.iter().filter(|object| object["kind"] == "Deployment") {
            assert!(!takes(&object["spec"]["selector"]["matchLabels"]), "{lab}: {}", name_of(object));
        }
        let scraped = |object: &&Value| match object["kind"].as_str() {
            Some("PodMonitoring") => takes(&object["spec"]["selector"]["matchLabels"]),
            Some("Service") => object["metadata"]["name"] == "load-pods" && takes(&object["spec"]["selector"]),
            _ => false,
        };
        assert_eq!(objects.iter().filter(scraped).count(), 1, "{lab}: its pods are scraped once");
        let page = workload(objects, "load");
        let peers = page["spec"]["template"]["spec"]["containers"][0]["env"].as_array().unwrap();
        let asked = peers.iter().find(|variable| variable["name"] == "LOADTEST_PEERS").unwrap();
        let service = on_top.iter().find(|object| object["kind"] == "Service").unwrap();
        assert_eq!(asked["value"], service["metadata"]["name"], "{lab}");
        assert!(takes(&service["spec"]["selector"]) && service["spec"]["clusterIP"] == "None", "{lab}");
    }
}

pub(crate) fn workload<'a>(objects: &'a [Value], name: &str) -> &'a Value {
    let is = |object: &&Value| object["kind"] == "Deployment" && object["metadata"]["name"] == name;
    objects.iter().find(is).unwrap()
}

/// Sets, or with null removes, one field of one object.
fn broken(objects: &[Value], kind: &str, name: &str, at: &str, value: &Value) -> Vec<Value> {
    let mut objects = objects.to_vec();
    let is = |object: &&mut Value| object["kind"] == kind && object["metadata"]["name"] == name;
    let object = objects.iter_mut().find(is).unwrap_or_else(|| panic!("no {kind} {name}"));
    let (parent, field) = at.rsplit_once('/').unwrap();
    let parent = object.pointer_mut(parent).unwrap_or_else(|| panic!("nothing at {at}"));
    match (parent, value) {
        (Value::Object(parent), Value::Null) => assert!(parent.remove(field).is_some(), "nothing at {at}"),
        (Value::Object(parent), value) => drop(parent.insert(field.to_owned(), value.clone())),
        (parent, _) => panic!("{parent} has no fields"),
    }
    objects
}

#[test]
fn every_rule_that_is_broken_is_named() {
    const POD: &str = "/spec/template/spec";
    const CONTAINER: &str = "/spec/template/spec/containers/0";
    let Some(overlays) = overlays() else { return };
    let labs = labs(overlays);
    let objects = &labs.iter().find(|(name, _)| name == "gke and load-job").unwrap().1;
    let none = Value::Null;
    let pod = |field: &str| format!("{POD}/{field}");
    let container = |field: &str| format!("{CONTAINER}/{field}");
    let cases: Vec<(String, Value, &str)> = vec![
        (pod("securityContext/runAsNonRoot"), json!(false), "may run as root"),
        (pod("securityContext/runAsUser"), json!(0), "may run as root"),
        (pod("securityContext/seccompProfile"), none.clone(), "seccomp"),
        (pod("automountServiceAccountToken"), json!(true), "service-account token"),
        (pod("serviceAccountName"), none.clone(), "service account of its own"),
        (pod("hostNetwork"), json!(true), "hostNetwork"),
        (pod("volumes"), json!([{"name": "node", "hostPath": {"path": "/"}}]), "path of the node"),
        (pod("topologySpreadConstraints"), none.clone(), "not spread"),
        (pod("terminationGracePeriodSeconds"), json!(30), "is killed after 30 s, and needs 47 s"),
        (container("securityContext/allowPrivilegeEscalation"), json!(true), "may gain rights"),
        (container("securityContext/readOnlyRootFilesystem"), none.clone(), "writes to its root"),
        (container("securityContext/capabilities"), json!({"drop": ["NET_RAW"]}), "keeps capabilities"),
        (container("resources/limits"), json!({"cpu": "1"}), "no limits for memory"),
        (container("resources/requests"), none.clone(), "no requests for cpu"),
        (container("image"), json!("movie-guru:latest"), "not named by digest"),
        (
            container("env"),
            json!([{"name": "LAB_ADMIN_TOKEN", "value": "x"}]),
            "LAB_ADMIN_TOKEN stands in the manifest",
        ),
        (container("startupProbe"), none.clone(), "no startupProbe"),
        (container("readinessProbe"), json!({"httpGet": {"path": "/livez", "port": "http"}}), "only not ready"),
        (container("lifecycle"), none.clone(), "no preStop"),
        ("/spec/strategy/rollingUpdate/maxUnavailable".to_owned(), json!(1), "before another is ready"),
        ("/spec/template/metadata/labels".to_owned(), json!({}), "does not take its own pods"),
    ];
    for (at, value, said) in &cases {
        let found = problems(&broken(objects, "Deployment", "backend", at, value));
        let named = found.iter().any(|problem| problem.starts_with("Deployment backend: ") && problem.contains(said));
        assert!(named, "{at}: {found:?}");
    }
    let of_others = [
        ("Job", "load-job", "/spec/completionMode", none.clone(), "have no index"),
        ("Job", "load-job", "/spec/parallelism", json!(2), "do not all run at once"),
        ("Job", "load-job", "/spec/completions", json!(5), "told another number"),
        ("Job", "load-job", "/spec/activeDeadlineSeconds", none.clone(), "no activeDeadlineSeconds"),
        ("Job", "load-job", "/spec/backoffLimitPerIndex", none.clone(), "no backoffLimitPerIndex"),
        ("Job", "load-job", "/spec/template/spec/restartPolicy", json!("OnFailure"), "played again"),
        ("Job", "load-job", "/spec/template/spec/securityContext/runAsNonRoot", json!(false), "may run as root"),
        ("PodDisruptionBudget", "load-job", "/spec/minAvailable", json!(1), "does not keep all"),
        (
            "PodDisruptionBudget",
            "load-job",
            "/spec/selector",
            json!({"matchLabels": {"app": "x"}}),
            "Job load-job: has no",
        ),
        ("Namespace", "movie-guru", "/metadata/labels", json!({}), "restricted"),
        (
            "PodDisruptionBudget",
            "web",
            "/spec/selector",
            json!({"matchLabels": {"app": "x"}}),
            "Deployment web: has no PodDisr",
        ),
        (
            "ServiceAccount",
            "postgres",
            "/automountServiceAccountToken",
            none.clone(),
            "StatefulSet postgres: its service account",
        ),
        ("NetworkPolicy", "default-deny", "/spec/policyTypes", json!(["Ingress"]), "denies everything"),
        ("NetworkPolicy", "default-deny", "/spec/egress", json!([{}]), "every port"),
        (
            "NetworkPolicy",
            "collector",
            "/spec/podSelector",
            json!({"matchLabels": {"a": "b"}}),
            "Deployment collector: no NetworkPolicy",
        ),
    ];
    for (kind, name, at, value, said) in &of_others {
        let found = problems(&broken(objects, kind, name, at, value));
        assert!(found.iter().any(|problem| problem.contains(said)), "{kind} {name}: {found:?}");
    }
    let secret = json!({"kind": "Secret", "metadata": {"name": "movie-guru"}});
    let with_secret = [objects.clone(), vec![secret]].concat();
    assert!(problems(&with_secret).iter().any(|problem| problem.contains("a secret stands in the manifests")));
}
