//! Bundles for bug reports: what is in them, and what is not.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use movie_guru_test_kubernetes::{Hand, StandIn};
use serde_json::{Value, json};
use tokio::runtime::Runtime;

use crate::coach::Coach;
use crate::local::Labs;

/// Every file of a bundle, by its name in it.
fn files(folder: &Path) -> Vec<(String, String)> {
    let mut found = Vec::new();
    let mut open = vec![folder.to_owned()];
    while let Some(path) = open.pop() {
        let mode = fs::metadata(&path).unwrap().permissions().mode() & 0o077;
        assert_eq!(mode, 0, "others may read {path:?}");
        if path.is_dir() {
            open.extend(fs::read_dir(&path).unwrap().map(|entry| entry.unwrap().path()));
        } else {
            let name = path.strip_prefix(folder).unwrap().display().to_string();
            found.push((name, fs::read_to_string(&path).unwrap()));
        }
    }
    found.sort();
    found
}

fn base64(text: &str) -> String {
    use base64::Engine as _;
    base64::prelude::BASE64_STANDARD.encode(text)
}

/// Each stands in a place of its own, so that the one that is found says which.
const SECRETS: [&str; 19] = [
    "in-a-secret-0e1f",
    "in-a-secret-of-others-22aa",
    "first-line-of-a-key-31bb",
    "in-an-env-value-4c5d",
    "in-a-url-6e7f",
    "in-an-override-8a9b",
    "in-an-overridden-secret-1c2d",
    "in-an-argument-3e4f",
    "in-a-config-5a6b",
    "in-an-annotation-7c8d",
    "in-a-log-header-9e0f",
    "in-a-log-query-a1b2",
    "in-a-log-of-json-c3d4",
    "in-a-log-of-a-url-e5f6",
    "in-an-event-a7b8",
    "in-the-kubeconfig-c9d0",
    "in-the-kubeconfigs-program-e1f2",
    "in-the-environment-a3b4",
    "in-what-was-random-c5d6e7f8",
];

/// The stand-in's kubeconfig with secrets in it.
fn kubeconfig(server: &StandIn) -> std::path::PathBuf {
    let mut config: Value = serde_json::from_str(&fs::read_to_string(server.kubeconfig()).unwrap()).unwrap();
    config["users"][0]["user"]["token"] = SECRETS[15].into();
    let program = json!({"name": "other", "user": {"exec": {"apiVersion": "client.authentication.k8s.io/v1", "command": "true",
        "interactiveMode": "Never", "env": [{"name": "SOME_TOKEN", "value": SECRETS[16]}]}}});
    config["users"].as_array_mut().unwrap().push(program);
    let file = server.folder().join("with-secrets");
    fs::write(&file, config.to_string()).unwrap();
    file
}

fn teams() -> String {
    let variable = |name: &str, value: &str| json!({"op": "add", "path": "/spec/template/spec/containers/0/env/-", "value": {"name": name, "value": value}});
    let patch = json!([
        {"op": "add", "path": "/metadata/annotations", "value": {"note/api-key": SECRETS[9], "note/kept": "kept-as-it-is"}},
        {"op": "add", "path": "/spec/template/spec/containers/0/args", "value": ["--some-token", SECRETS[7], "--level", "kept-level"]},
        variable("SMTP_PASSWORD", SECRETS[3]),
        variable("UPSTREAM", &format!("postgres://guru:{}@db:5432/movies", SECRETS[4])),
        variable("OVERRIDDEN_TOKEN", SECRETS[5]),
        variable("ODD", SECRETS[18]),
    ]);
    json!({"version": 1, "images": "images.txt", "defaults": {"overlay": "local", "context": "stand-in"},
        "teams": [{"name": "popcorn", "namespace": "popcorn", "overrides": [{"kind": "Deployment", "name": "backend", "patch": patch}]}]})
    .to_string()
}

#[test]
fn a_bundle_of_a_cluster_has_what_helps_and_no_secret_wherever_it_stood() {
    let server = StandIn::start();
    let coach = Coach::with(&kubeconfig(&server));
    coach.images('a');
    coach.write("teams.yaml", &teams());
    let (code, said) = coach.json(&["up"]);
    assert_eq!(code, 0, "{said:#}");
    let runtime = Runtime::new().unwrap();
    let hand = Hand::new(&server.kubeconfig(), "somebody");
    let create = |path: &str, object: Value| drop(runtime.block_on(hand.create(path, &object)));
    let secret = |name: &str, data: Value| json!({"apiVersion": "v1", "kind": "Secret", "metadata": {"name": name}, "data": data});
    create(
        "/api/v1/namespaces/popcorn/secrets",
        secret("one", json!({"x": base64(SECRETS[0]), "y": base64(SECRETS[6])})),
    );
    let lines = format!("{}\nsecond line of the key\n", SECRETS[2]);
    create(
        "/api/v1/namespaces/popcorn/secrets",
        secret("other", json!({"a": base64(SECRETS[1]), "b": base64(&lines)})),
    );
    let config = json!({"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "config", "annotations":
            {"kubectl.kubernetes.io/last-applied-configuration": format!("{{\"password\":\"{}\"}}", SECRETS[8])}},
        "data": {"app.ini": format!("[smtp]\npassword = {}\nhost = kept-host\n", SECRETS[8]), "seen": SECRETS[0]}});
    create("/api/v1/namespaces/popcorn/configmaps", config);
    let event = json!({"apiVersion": "v1", "kind": "Event", "metadata": {"name": "e"}, "reason": "Failed",
        "message": format!("cannot log in with token={}, and kept-words", SECRETS[14]),
        "involvedObject": {"kind": "Pod", "name": "web-1"}, "lastTimestamp": "2026-01-01T00:00:00Z"});
    create("/api/v1/namespaces/popcorn/events", event);
    let admin =
        runtime.block_on(hand.get("/api/v1/namespaces/popcorn/secrets/movie-guru")).unwrap()["data"]["admin-token"]
            .clone();
    let admin_base64 = admin.as_str().unwrap().to_owned();
    let admin =
        String::from_utf8(base64::Engine::decode(&base64::prelude::BASE64_STANDARD, &admin_base64).unwrap()).unwrap();
    let log = [
        "kept: the first line".to_owned(),
        format!("> GET /phase Authorization: Bearer {}", SECRETS[10]),
        format!("GET /x?access_token={}&page=2 200", SECRETS[11]),
        format!("{{\"message\":\"logs in\",\"body\":\"{{\\\"password\\\":\\\"{}\\\"}}\"}}", SECRETS[12]),
        format!("cannot reach postgresql://guru:{}@db/movies", SECRETS[13]),
        format!("nobody should say {} or {} or {admin} or {admin_base64}", SECRETS[0], SECRETS[2]),
        format!("the coach is {} and {}, mail goes by {}", SECRETS[15], SECRETS[17], SECRETS[3]),
    ];
    server.log("backend", &log.iter().map(String::as_str).collect::<Vec<_>>());

    let output = coach
        .command(&["support", "popcorn", "--to", "bug", "--output", "json"])
        .env("SOME_API_KEY", SECRETS[17])
        .output()
        .unwrap();
    let (out, err) = (String::from_utf8(output.stdout).unwrap(), String::from_utf8(output.stderr).unwrap());
    assert_eq!(output.status.code(), Some(0), "{out}{err}");
    let said: Value = serde_json::from_str(&out).unwrap();
    let mut files = files(&coach.path("bug"));
    let names: Vec<_> = files.iter().map(|(name, _)| name.clone()).collect();
    files.push(("what it says".to_owned(), format!("{out}{err}")));
    let mut secrets: Vec<String> = SECRETS.iter().map(|secret| (*secret).to_owned()).collect();
    secrets.extend([admin, admin_base64, base64(SECRETS[0]), base64(&lines), "second line of the key".to_owned()]);
    for (name, text) in &files {
        for secret in &secrets {
            let at = text.find(secret.as_str());
            assert!(
                at.is_none(),
                "{name} has {secret}: {}",
                text.lines().find(|line| line.contains(secret.as_str())).unwrap()
            );
        }
        assert!(!text.contains("managedFields"), "{name}");
    }

    let of = |name: &str| {
        let found =
            files.iter().find(|(file, _)| file == name || file.starts_with(name) && file.ends_with(".backend.log"));
        found.unwrap_or_else(|| panic!("{name} is not among {names:?}")).1.clone()
    };
    for (name, words) in [
        ("README.md", "coach support"),
        ("teams.yaml", "kept-as-it-is"),
        ("manifests.yaml", "kept-level"),
        ("context.yaml", "stand-in"),
        ("objects/Deployment.yaml", "kept-level"),
        ("objects/ConfigMap.yaml", "kept-host"),
        ("objects/Secret.yaml", "name: movie-guru"),
        ("objects/Pod.yaml", "phase: Running"),
        ("events.txt", "kept-words"),
        ("logs/", "kept: the first line"),
        ("logs/", "page=2 200"),
        ("versions.json", "\"coach\""),
        ("versions.json", "\"cluster\": \"v1."),
        ("class.json", "popcorn"),
        ("doctor.txt", "cluster"),
        ("manifests.yaml", "SMTP_PASSWORD"),
        ("manifests.yaml", "postgres://(redacted)@db:5432/movies"),
    ] {
        assert!(of(name).contains(words), "{name}: {}", of(name));
    }
    assert_eq!(said["pack"], "tar -czf bug.tar.gz -C . bug");

    let again = coach.run(&["support", "popcorn", "--to", "bug"]);
    assert!(again.code == 2 && again.err.contains("already"), "{again:?}");
}

#[test]
fn without_the_cluster_a_bundle_says_what_it_lacks() {
    let coach = Coach::new();
    coach.images('a');
    coach.write("teams.yaml", &teams());
    let ran = coach.run(&["support", "popcorn"]);
    assert!(
        ran.code == 0 && ran.out.contains("Not in it: objects") && ran.out.contains("tar -czf popcorn-"),
        "{ran:?}"
    );
    let folder = fs::read_dir(coach.path("support")).unwrap().next().unwrap().unwrap().path();
    let files = files(&folder);
    assert!(files.iter().any(|(name, _)| name == "manifests.yaml"), "{files:?}");
    let secret =
        files.iter().find(|(_, text)| [3, 4, 5, 7, 9, 18].iter().any(|at: &usize| text.contains(SECRETS[*at])));
    assert!(secret.is_none(), "{secret:?}");
}

#[test]
fn a_bundle_of_a_lab_on_this_machine_has_its_log_and_no_token() {
    let Some(labs) = Labs::up(1) else { return };
    let kept = labs.kept("popcorn");
    let token = kept["admin_token"].as_str().unwrap();
    let log = labs.coach.path("labs/popcorn/lab.log");
    let said = fs::read_to_string(&log).unwrap();
    fs::write(&log, format!("{said}somebody said {token}\nthe last line\n")).unwrap();
    let (code, said) = labs.coach.json(&["support", "popcorn", "--to", "bug"]);
    assert_eq!((code, &said["missing"]), (0, &json!([])), "{said:#}");
    let files = files(&labs.coach.path("bug"));
    assert!(files.iter().all(|(_, text)| !text.contains(token)), "{files:?}");
    let of = |name: &str| &files.iter().find(|(file, _)| file == name).unwrap().1;
    assert!(of("lab.log").contains("Movie Guru Lab is up") && of("lab.log").contains("the last line"));
    assert!(of("process.json").contains(kept["addresses"]["web"].as_str().unwrap()));
    assert!(of("versions.json").contains("lab ") && of("class.json").contains("requests_per_second"));
}
