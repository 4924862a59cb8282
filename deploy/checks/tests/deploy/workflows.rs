//! The workflows in `.github/workflows`: held against GitHub's schema and the rules of this crate, and their scripts run as
//! far as they can be here.

use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpListener;
use std::process::Command;
use std::thread;

use movie_guru_deploy_checks::workflow::problems;
use movie_guru_test_support::{script, workspace};
use serde_json::Value;

use crate::scripts::have;

fn texts() -> Vec<(String, String)> {
    let files = fs::read_dir(workspace().join(".github/workflows")).unwrap().map(|entry| entry.unwrap().path());
    files
        .map(|file| (file.file_name().unwrap().to_str().unwrap().to_owned(), fs::read_to_string(file).unwrap()))
        .collect()
}

fn read(text: &str) -> Value {
    serde_saphyr::from_str(text).unwrap()
}

#[test]
fn they_fit_the_published_schema() {
    let Some(said) = script("check-workflows", [""; 0]) else { return };
    assert!(said.passed() && said.text.contains("2 workflows, 2 schemas, 0 refused"), "{}", said.text);
}

#[test]
fn what_github_does_not_know_is_refused() {
    let (_, release) = texts().into_iter().find(|(name, _)| name == "release.yml").unwrap();
    let folder = tempfile::tempdir().unwrap();
    for (right, wrong) in [("timeout-minutes: 5\n", "timeout-minute: 5\n"), ("runs-on: ubuntu-24.04", "runs: x")] {
        let file = folder.path().join("release.yml");
        fs::write(&file, release.replace(right, wrong)).unwrap();
        let Some(said) = script("check-workflows", [&file]) else { return };
        assert!(!said.passed(), "{wrong}: {}", said.text);
    }
}

#[test]
fn they_keep_every_rule() {
    let texts = texts();
    assert_eq!(texts.len(), 2);
    for (name, text) in texts {
        assert_eq!(problems(&text, &read(&text)), Vec::<String>::new(), "{name}");
    }
}

#[test]
fn every_rule_that_is_broken_is_named() {
    let (_, release) = texts().into_iter().find(|(name, _)| name == "release.yml").unwrap();
    let commit = "@08c6903cd8c0fde910a37f88322edcfb5dd907a8 # v5.0.0";
    let cases = [
        (commit, "@v5 # v5.0.0", "not named by commit"),
        (commit, "@08c6903cd8c0fde910a37f88322edcfb5dd907a8", "which version"),
        ("on:\n", "on:\n  pull_request_target:\n", "strangers"),
        ("concurrency:", "env:", "each other's way"),
        ("permissions:\n  contents: read", "permissions:\n  contents: write", "every job may write"),
        ("packages: write", "actions: write", "images: may write actions"),
        ("    permissions: {}", "    permissions: write-all", "tell: has all rights"),
        ("persist-credentials: false", "persist-credentials: true", "leaves its token"),
        ("image=\"$REGISTRY/$name\"", "image=\"${{ vars.REGISTRY }}/$name\"", "part of a script"),
    ];
    for (right, wrong, expected) in cases {
        assert!(release.contains(right), "{right}");
        let text = release.replace(right, wrong);
        let found = problems(&text, &read(&text));
        assert!(found.iter().any(|problem| problem.contains(expected)), "{wrong}: {found:?}");
    }
}

/// The script of one step.
fn script_of(workflow: &Value, job: &str, step: &str) -> String {
    let steps = workflow["jobs"][job]["steps"].as_array().unwrap();
    steps.iter().find(|each| each["name"] == step).unwrap()["run"].as_str().unwrap().to_owned()
}

/// Answers one request, and gives its body.
fn webhook() -> (String, thread::JoinHandle<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = format!("http://{}/services/secret", listener.local_addr().unwrap());
    let told = thread::spawn(move || {
        let mut stream = listener.accept().unwrap().0;
        let mut request = BufReader::new(stream.try_clone().unwrap());
        let mut length = 0;
        loop {
            let mut line = String::new();
            request.read_line(&mut line).unwrap();
            if let Some(value) = line.to_lowercase().strip_prefix("content-length: ") {
                length = value.trim().parse().unwrap();
            }
            if line == "\r\n" {
                break;
            }
        }
        let mut body = vec![0; length];
        request.read_exact(&mut body).unwrap();
        stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n").unwrap();
        String::from_utf8(body).unwrap()
    });
    (address, told)
}

#[test]
fn the_webhook_is_told_of_success_and_failure_whatever_the_tag_is_called() {
    if !have(&["bash", "jq", "curl"]) {
        return;
    }
    let (_, release) = texts().into_iter().find(|(name, _)| name == "release.yml").unwrap();
    let script = script_of(&read(&release), "tell", "Tell the webhook");
    let tag = r#"v1"}$(exit 7)`id`'"#;
    for (results, roll_out, expected) in [
        ("success success success success", "success", "the release succeeded, the roll-out: success."),
        ("success success success skipped", "skipped", "the release succeeded, the roll-out: skipped."),
        ("success success success failure", "failure", "the release failed, the roll-out: failure."),
        ("success cancelled skipped skipped", "skipped", "the release failed, the roll-out: skipped."),
    ] {
        let (address, told) = webhook();
        let mut command = Command::new("bash");
        command.args(["-e", "-c", &script]).env("WEBHOOK", &address).env("RESULTS", results).env("ROLL_OUT", roll_out);
        command.env("GITHUB_REF_NAME", tag).env("GITHUB_SERVER_URL", "https://github.com");
        command.env("GITHUB_REPOSITORY", "o/r").env("GITHUB_RUN_ID", "1");
        let output = command.output().unwrap();
        let printed = String::from_utf8([&*output.stdout, &*output.stderr].concat()).unwrap();
        assert!(output.status.success(), "{printed}");
        assert!(!printed.contains("secret"), "{printed}");
        let body: Value = serde_json::from_str(&told.join().unwrap()).unwrap();
        let text = body["text"].as_str().unwrap();
        assert!(text.starts_with(&format!("Movie Guru {tag}: {expected}")), "{text}");
    }
}

#[test]
fn every_script_is_sound_to_shellcheck() {
    if !have(&["shellcheck"]) {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let mut files: Vec<_> =
        ["set-images", "roll-out", "make-secrets"].map(|name| workspace().join("deploy/k8s").join(name)).into();
    for (name, text) in texts() {
        for (job, content) in read(&text)["jobs"].as_object().unwrap() {
            for (at, step) in content["steps"].as_array().unwrap().iter().enumerate() {
                let Some(script) = step["run"].as_str() else { continue };
                let file = folder.path().join(format!("{name}-{job}-{at}"));
                fs::write(&file, format!("#!/bin/bash\nset -e\n{script}")).unwrap();
                files.push(file);
            }
        }
    }
    assert!(files.len() > 8);
    let output = Command::new("shellcheck").args(&files).output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8(output.stdout).unwrap());
}
