//! `lab grade`.

#![expect(clippy::unwrap_used, reason = "a test says what went wrong by panicking")]

use std::io::Write;
use std::path::Path;
use std::process::{Output, Stdio};

use movie_guru_contract::Operation;
use serde_json::Value;
use tempfile::TempDir;

use crate::running::{Lab, command, lab, text};

fn workshop(file: &str) -> String {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../slos").join(file).display().to_string()
}

/// `lab grade` on one timeline, so that it is soon done.
fn grade(arguments: &[&str]) -> Output {
    command(&["grade", "--timeline", "sharp-outage"]).args(arguments).output().unwrap()
}

fn graded(arguments: &[&str]) -> Value {
    let output = grade(&[arguments, &["--output", "json"]].concat());
    assert!(output.status.success(), "{arguments:?}: {}", text(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap()
}

/// An alert on the chat.
fn rules(expr: &str) -> String {
    format!("groups:\n- name: mine\n  rules:\n  - alert: Mine\n    expr: {expr}\n    labels: {{severity: page}}\n")
}

fn failing(window: &str, above: &str) -> String {
    let chat = Operation::Chat.metrics();
    let (all, good) = (chat.attempts.exposed(), chat.success.unwrap().exposed());
    rules(&format!("1 - sum(rate({good}[{window}])) / sum(rate({all}[{window}])) > {above}"))
}

#[test]
fn openslo_is_graded_with_a_verdict_in_words() {
    let files = [workshop("achievable.yaml"), workshop("alerts.yaml")];
    let files: Vec<_> = files.iter().map(String::as_str).collect();
    let output = grade(&files);
    let said = text(&output.stdout);
    assert!(output.status.success(), "{}", text(&output.stderr));
    for part in ["Main page loads", "Chat is fast", "Burns fast (10x)", "In the tables"] {
        assert!(said.contains(part), "{part}: {said}");
    }
    let json = graded(&files);
    let subjects = json["subjects"].as_array().unwrap();
    assert_eq!(subjects.len(), 4);
    assert!(subjects.iter().all(|subject| subject["timelines"][0]["name"] == "sharp-outage"), "{json:#}");
    assert!(subjects.iter().all(|subject| !subject["verdict"]["headline"].as_str().unwrap().is_empty()), "{json:#}");
}

#[test]
fn rules_are_graded_from_files_and_from_standard_input() {
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("rules.yaml");
    std::fs::write(&file, failing("1h", "14.4 * (1 - 0.999)")).unwrap();
    let from_file = graded(&[file.to_str().unwrap()]);
    let subject = &from_file["subjects"][0];
    assert_eq!((&subject["target"], &subject["alerts"][0]["name"]), (&0.999.into(), &"Mine".into()), "{from_file:#}");
    let caught = &subject["timelines"][0]["together"];
    assert!(caught["recall"].as_f64().unwrap() > 0.0, "{caught:#}");

    let mut child = command(&["grade", "--timeline", "sharp-outage", "--output", "json", "-"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    child.stdin.take().unwrap().write_all(failing("1h", "14.4 * (1 - 0.999)").as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    assert_eq!(serde_json::from_slice::<Value>(&output.stdout).unwrap()["subjects"], from_file["subjects"]);

    // Nothing says a target of a threshold that is written out.
    std::fs::write(&file, failing("5m", "0.02")).unwrap();
    let assumed = graded(&[folder.path().to_str().unwrap()]);
    assert_eq!(assumed["subjects"][0]["target"], 0.999);
    assert!(assumed["notes"][0].as_str().unwrap().contains("99.9 % over 30 days is assumed"), "{}", assumed["notes"]);
    let told = graded(&[file.to_str().unwrap(), "--target", "99"]);
    assert_eq!((&told["subjects"][0]["target"], told["notes"].as_array().unwrap().len()), (&0.99.into(), 0));
}

#[test]
fn a_page_stands_in_one_file() {
    let folder = TempDir::new().unwrap();
    let page = folder.path().join("grade.html");
    let rules = folder.path().join("rules.yaml");
    std::fs::write(&rules, failing("1h", "14.4 * (1 - 0.999)")).unwrap();
    let output = grade(&[rules.to_str().unwrap(), "--output", "html", "-o", page.to_str().unwrap()]);
    assert!(output.status.success() && text(&output.stdout).contains("grade.html"), "{}", text(&output.stderr));
    let page = std::fs::read_to_string(page).unwrap();
    assert!(page.starts_with("<!DOCTYPE html>") && page.contains("Mine") && page.contains("<svg"), "{:.300}", page);
}

#[test]
fn what_cannot_be_read_is_a_line_each_and_the_rest_is_graded() {
    let folder = TempDir::new().unwrap();
    let write = |name: &str, bytes: &[u8]| std::fs::write(folder.path().join(name), bytes).unwrap();
    write("a-good.yaml", failing("1h", "14.4 * (1 - 0.999)").as_bytes());
    write("b-empty.yaml", b"");
    write("c-latin1.yaml", b"groups: # caf\xe9\n");
    write("d-wrong.yaml", rules("sum(rat(x[5m])) > 1").as_bytes());
    write("e-other.yaml", rules("rate(shop_orders_total[5m]) > 1").as_bytes());
    write("f-large.yaml", &vec![b'#'; 9 << 20]);
    let output = grade(&[folder.path().to_str().unwrap()]);
    let said = text(&output.stdout);
    assert!(output.status.success(), "{}", text(&output.stderr));
    let said = said.split_whitespace().collect::<Vec<_>>().join(" ");
    for part in [
        "b-empty.yaml: it is empty",
        "c-latin1.yaml:1: it is no text in UTF-8",
        "d-wrong.yaml:5:15 Mine: there is no function `rat`",
        "Did you mean `rate`?",
        "Mine: it asks for `shop_orders_total`, which the timelines do not have",
        "f-large.yaml: it has 8 MB, and 8 are read",
        "The timelines have: ",
    ] {
        assert!(said.contains(part), "{part}: {said}");
    }
}

#[test]
fn wrong_use_is_refused_with_what_to_do() {
    let folder = TempDir::new().unwrap();
    let good = folder.path().join("good.yaml");
    std::fs::write(&good, failing("1h", "0.1")).unwrap();
    let good = good.to_str().unwrap();
    let empty = TempDir::new().unwrap();
    let cases: [(&[&str], &str); 8] = [
        (&["/no/such/file.yaml"], "/no/such/file.yaml cannot be read"),
        (&[empty.path().to_str().unwrap()], "holds no .yaml, .yml or .json file"),
        (&[good, "--target", "101"], "--target must be above 0 and below 100"),
        (&[good, "--target", "much"], "--target must be above 0 and below 100"),
        (&[good, "--since", "yesterday"], "--since must be a time from 1m to 7d"),
        (&[good, "--timeline", "slow-leek"], "Did you mean `slow-leak`?"),
        (&[good, "--timelines", empty.path().to_str().unwrap()], "--timelines: "),
        (&[good, "--out", "/no/such/folder/x"], "/no/such/folder/x cannot be written"),
    ];
    for (arguments, expected) in cases {
        let output = grade(arguments);
        let said = text(&output.stderr);
        assert!(output.status.code() == Some(1) && said.contains(expected), "{arguments:?}: {said}");
    }
    std::fs::write(folder.path().join("good.yaml"), rules("rate(shop_orders_total[5m]) > 1")).unwrap();
    let nothing = grade(&[good]);
    let said = text(&nothing.stderr);
    assert_eq!(nothing.status.code(), Some(1));
    assert!(said.contains("`shop_orders_total`") && said.contains("nothing that could be graded"), "{said}");
    assert_eq!(lab(folder.path(), &["grade", "--monitor-url", "http://127.0.0.1:1/"]).status.code(), Some(3));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_running_lab_is_graded_with_the_hours_that_it_recorded() {
    let folder = TempDir::new().unwrap();
    let running = Lab::up(folder.path(), &["--users", "20", "--scenario", "healthy", "--no-probe"]);
    let one = ["grade", "--timeline", "sharp-outage", "--output", "json"];
    let nothing = lab(folder.path(), &one);
    assert_eq!(nothing.status.code(), Some(1));
    assert!(text(&nothing.stderr).contains("the lab has no SLO yet"), "{}", text(&nothing.stderr));

    assert!(
        lab(folder.path(), &["slo", "apply", &workshop("achievable.yaml"), &workshop("alerts.yaml")]).status.success()
    );
    assert!(lab(folder.path(), &["phase", "set", "challenge-7", "--quiet"]).status.success());
    let of_lab = lab(folder.path(), &one);
    let of_lab: Value = serde_json::from_slice(&of_lab.stdout).unwrap();
    let titles = |grade: &Value| {
        let subjects = grade["subjects"].as_array().unwrap().iter();
        subjects.map(|subject| subject["title"].as_str().unwrap().to_owned()).collect::<std::collections::BTreeSet<_>>()
    };
    assert_eq!(titles(&of_lab).len(), 4, "{of_lab:#}");

    // The trouble is known from what the app says of itself.
    let deadline = std::time::Instant::now() + std::time::Duration::from_secs(60);
    loop {
        let since = lab(folder.path(), &[one.as_slice(), &["--since", "10m"]].concat());
        assert!(since.status.success(), "{}", text(&since.stderr));
        let since: Value = serde_json::from_slice(&since.stdout).unwrap();
        let recorded = since["subjects"].as_array().unwrap().iter().filter_map(|subject| {
            let timelines = subject["timelines"].as_array().unwrap();
            timelines.iter().find(|timeline| timeline["name"] == "recorded").cloned()
        });
        let recorded: Vec<_> = recorded.collect();
        let events = recorded.iter().flat_map(|on| on["together"]["events"].as_array().unwrap().clone());
        if events.into_iter().any(|event| event["title"] == "challenge-7" && event["spent"].as_f64().unwrap() > 0.0) {
            break;
        }
        assert!(std::time::Instant::now() < deadline, "{recorded:#?}");
        tokio::time::sleep(std::time::Duration::from_millis(500)).await;
    }

    let monitor = running.url("monitor", "");
    let by_url = lab(folder.path(), &[one.as_slice(), &["--prometheus", &monitor]].concat());
    assert_eq!(titles(&serde_json::from_slice(&by_url.stdout).unwrap()), titles(&of_lab), "{}", text(&by_url.stderr));
}
