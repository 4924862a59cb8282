//! `lab slo`.

#![expect(clippy::unwrap_used, reason = "a test says what went wrong by panicking")]

use std::path::Path;
use std::process::{Command, Output};

use movie_guru_contract::Operation;
use tempfile::TempDir;

use crate::running::{Lab, json, lab, text};

fn slo(arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_lab"));
    command.arg("slo").args(arguments).env_remove("LAB_GCP_PROJECT").output().unwrap()
}

fn workshop(file: &str) -> String {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../slos").join(file).display().to_string()
}

#[test]
fn the_workshops_own_slos_are_sound_shipped_and_from_their_folder() {
    let shipped = slo(&["validate"]);
    assert!(shipped.status.success(), "{}", text(&shipped.stderr));
    assert!(text(&shipped.stdout).contains("chat-is-fast                        99 % over 24h  alerts at 10x, 2x"));
    let from_folder = slo(&["validate", &workshop("")]);
    assert_eq!(text(&from_folder.stdout), text(&shipped.stdout), "{}", text(&from_folder.stderr));
}

#[test]
fn mistakes_are_told_with_file_and_line_and_what_to_do_next() {
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("mine.yaml");
    let good = std::fs::read_to_string(workshop("achievable.yaml")).unwrap();
    let wrong = good.replacen("value: 5000", "value: 4900", 1).replacen("burns-fast-5x", "burns-fast-10x", 1);
    std::fs::write(&file, wrong).unwrap();
    let refused = slo(&["validate", file.to_str().unwrap(), &workshop("alerts.yaml"), &workshop("movie-guru.yaml")]);
    let complaint = text(&refused.stderr);
    assert_eq!(refused.status.code(), Some(1));
    for part in [
        "2 problems",
        "mine.yaml:",
        "spec.objectives[0].value must be a bound of a bucket",
        "4000 or 5000 would do",
        "can never fire on SLO `main-page-loads`",
        "The highest factor that makes sense is 9",
        "run the same command again",
    ] {
        assert!(complaint.contains(part), "{part}: {complaint}");
    }
    let alone = slo(&["validate", &workshop("achievable.yaml")]);
    assert!(text(&alone.stderr).contains("name the file with what it refers to as well"), "{}", text(&alone.stderr));
}

#[test]
fn slos_are_written_for_each_reader() {
    let rules = slo(&["render", "--to", "prometheus", "--time-scale", "24"]);
    assert!(text(&rules.stdout).contains("- alert: ChatIsFastBurnsFast10x"), "{}", text(&rules.stderr));
    assert!(text(&rules.stdout).contains("slo:sli_error:ratio_rate2m30s"), "an hour lasts two minutes and a half");

    let gcp = slo(&["render", "--to", "gcp", "--project", "my-project"]);
    let gcp: serde_json::Value = serde_json::from_slice(&gcp.stdout).unwrap();
    assert_eq!(gcp["serviceLevelObjectives"].as_array().unwrap().len(), 13);

    let folder = TempDir::new().unwrap();
    let again = folder.path().join("again.yaml");
    std::fs::write(&again, slo(&["render", "--to", "openslo"]).stdout).unwrap();
    let read = slo(&["validate", again.to_str().unwrap()]);
    assert_eq!(text(&read.stdout), text(&slo(&["validate"]).stdout), "{}", text(&read.stderr));
}

#[test]
fn a_metric_that_others_measure_is_taken_where_that_is_asked_for() {
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("shop.yaml");
    let text = std::fs::read_to_string(workshop("achievable.yaml")).unwrap();
    let fast = text.split("\n---\n").find(|part| part.contains("\n  name: chat-is-fast\n")).unwrap();
    let fast = fast.split("  alertPolicies:").next().unwrap();
    let latency = Operation::Chat.metrics().latency.exposed();
    std::fs::write(&file, fast.replace(&latency, "shop_wait_seconds")).unwrap();
    let (file, service) = (file.to_str().unwrap(), workshop("movie-guru.yaml"));
    let refused = text_of(&["validate", file, &service]);
    assert!(refused.contains("not measured: `shop_wait_seconds`") && refused.contains("--any-metric"), "{refused}");
    assert!(text_of(&["validate", "--any-metric", file, &service]).contains("Sound: "));
    assert!(
        text_of(&["render", "--any-metric", "--to", "prometheus", file, &service]).contains("shop_wait_seconds_count")
    );
}

/// All that a command says.
fn text_of(arguments: &[&str]) -> String {
    let output = slo(arguments);
    text(&[output.stdout, output.stderr].concat())
}

#[test]
fn what_cannot_be_written_is_refused_with_what_to_add() {
    let refused = |arguments: &[&str]| {
        let output = slo(&[["render"].as_slice(), arguments].concat());
        assert!(!output.status.success() && output.stdout.is_empty());
        text(&output.stderr)
    };
    assert!(refused(&["--to", "gcp"]).contains("add --project"));
    assert!(refused(&["--to", "openslo", "--time-scale", "24"]).contains("leave --time-scale out"));
    assert!(refused(&["--to", "prometheus", "--time-scale", "0"]).contains("from 1 (real time)"));
    assert!(refused(&["--to", "prometheus", "/no/such/file.yaml"]).contains("/no/such/file.yaml cannot be read"));
}

#[tokio::test(flavor = "multi_thread")]
async fn slos_are_applied_to_a_running_lab_listed_and_deleted() {
    let folder = TempDir::new().unwrap();
    let running = Lab::up(folder.path(), &["--users", "0", "--scenario", "healthy", "--no-probe"]);
    let said = |arguments: &[&str]| {
        let output = lab(folder.path(), &[["slo"].as_slice(), arguments].concat());
        assert!(output.status.success(), "{arguments:?}: {}", text(&output.stderr));
        text(&output.stdout)
    };
    assert!(said(&["list"]).contains("There is no SLO yet. Begin with `lab slo apply FILE`"));
    let applied = said(&["apply", &workshop("achievable.yaml"), &workshop("alerts.yaml")]);
    assert!(
        applied.contains("created   SLO chat-is-fast") && applied.contains("AlertPolicy burns-fast-10x"),
        "{applied}"
    );
    let listed = said(&["list"]);
    assert!(
        listed.contains("chat-is-fast") && listed.ends_with("In workshop time: a day of an SLO lasts 1h.\n"),
        "{listed}"
    );
    let api = json(&running.url("monitor", "api/slos")).await;
    assert_eq!(api["slos"].as_array().unwrap().len(), 4);

    let wrong = folder.path().join("wrong.yaml");
    let good = std::fs::read_to_string(workshop("achievable.yaml")).unwrap();
    std::fs::write(&wrong, good.replacen("value: 5000", "value: 4900", 1)).unwrap();
    let line = good.lines().position(|line| line.contains("value: 5000")).unwrap() + 1;
    let files = ["slo", "apply", &workshop("alerts.yaml"), wrong.to_str().unwrap()];
    let refused = lab(folder.path(), &files);
    let complaint = text(&refused.stderr);
    assert!(!refused.status.success());
    assert!(
        complaint.contains(&format!("wrong.yaml:{line}:")) && complaint.contains("nothing was changed"),
        "{complaint}"
    );

    assert!(said(&["delete", "--alert", "burns-fast-10x"]).contains("is deleted"));
    assert!(said(&["delete", "chat-is-fast"]).contains("is deleted"));
    let gone = lab(folder.path(), &["slo", "delete", "chat-is-fast"]);
    assert!(text(&gone.stderr).contains("There is no SLO `chat-is-fast`"), "{}", text(&gone.stderr));
    assert!(!said(&["list"]).contains("chat-is-fast "));
}
