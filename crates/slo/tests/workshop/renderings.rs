//! What is rendered, as it stands in `rendered/` (`UPDATE=1 cargo test` writes it anew), and what those say of it who
//! will read it.

use std::ffi::OsStr;
use std::fs;
use std::path::Path;

use jiff::Timestamp;
use movie_guru_slo::render::{gcp, openslo, prometheus};
use movie_guru_slo::{SloSet, TimeScale};
use movie_guru_test_support::{promtool, script};

use crate::files::{parse, workshop};
use crate::mistakes::GOOD;

const PROJECT: &str = "my-project";

fn kept(name: &str, rendered: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/workshop/rendered").join(name);
    if std::env::var_os("UPDATE").is_some() {
        fs::write(&path, rendered).unwrap();
    }
    let known = fs::read_to_string(&path).unwrap_or_default();
    for (line, (known, rendered)) in known.lines().zip(rendered.lines()).enumerate() {
        assert_eq!(known, rendered, "{name}, line {}", line + 1);
    }
    assert_eq!(known.lines().count(), rendered.lines().count(), "{name}");
}

/// The two sorts of SLI, with a page and a ticket each.
fn two() -> SloSet {
    let mut set = workshop();
    set.slos.retain(|slo| ["chat-engages", "chat-is-fast"].contains(&slo.metadata.name.as_str()));
    set
}

fn workshop_time() -> TimeScale {
    TimeScale::new(24.0, std::time::Duration::from_secs(5), Timestamp::UNIX_EPOCH).unwrap()
}

#[test]
fn prometheus_rules_are_as_kept() {
    kept("prometheus.yaml", &prometheus::rules(&two(), &TimeScale::REAL).unwrap());
}

#[test]
fn cloud_monitoring_resources_are_as_kept() {
    let rendered = gcp::resources(&two(), PROJECT).unwrap();
    kept("gcp.json", &(serde_json::to_string_pretty(&rendered).unwrap() + "\n"));
}

#[test]
fn openslo_is_as_kept() {
    kept("openslo.yaml", &openslo::yaml(&two()).unwrap());
}

#[test]
fn openslo_comes_back_as_the_same_slos() {
    for set in [workshop(), parse(GOOD).unwrap()] {
        let text = openslo::yaml(&set).unwrap();
        let again = parse(&text).unwrap_or_else(|problems| panic!("{problems}\n{text}"));
        let sorted = |set: &SloSet| {
            let mut services = set.services.clone();
            services.sort_by(|one, other| one.metadata.name.cmp(&other.metadata.name));
            services
        };
        assert_eq!(again.slos, set.slos);
        assert_eq!(sorted(&again), sorted(&set));
        assert_eq!(again.targets, set.targets);
    }
}

#[test]
fn promtool_takes_every_rule() {
    let folder = tempfile::tempdir().unwrap();
    for (name, scale) in [("real.yaml", TimeScale::REAL), ("workshop.yaml", workshop_time())] {
        fs::write(folder.path().join(name), prometheus::rules(&workshop(), &scale).unwrap()).unwrap();
        let Some(verdict) = promtool(folder.path(), &["check", "rules", name]) else { return };
        assert!(verdict.passed(), "{}", verdict.text);
        assert!(verdict.text.contains("SUCCESS"), "{}", verdict.text);
    }
}

#[test]
fn cloud_monitoring_takes_every_resource() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("gcp.json");
    let mut rendered = gcp::resources(&workshop(), PROJECT).unwrap();
    fs::write(&file, rendered.to_string()).unwrap();
    let check = [OsStr::new("slos"), file.as_os_str()];
    let Some(verdict) = script("check-gcp", check) else { return };
    assert!(verdict.passed(), "{}", verdict.text);
    assert!(verdict.text.starts_with("34 messages, 0 refused"), "{}", verdict.text);
    // The judge does refuse what is wrong.
    rendered["alertPolicies"][0]["combiner"] = "BOTH".into();
    fs::write(&file, rendered.to_string()).unwrap();
    assert!(!script("check-gcp", check).unwrap().passed());
}

#[test]
fn what_cloud_monitoring_has_no_room_for_is_refused_with_the_reason() {
    let refused = |from: &str, to: &str| {
        let set = parse(&GOOD.replace(from, to)).unwrap_or_else(|problems| panic!("{problems}"));
        gcp::resources(&set, PROJECT).unwrap_err().to_string()
    };
    let error = refused("duration: 7d", "duration: 36h");
    assert!(error.contains("SLO `page-loads`: Cloud Monitoring has rolling windows of 1 to 30 whole days"), "{error}");
    assert!(refused("target: 0.9\n", "target: 0.99999\n").contains("up to 0.9999"));
    assert!(refused("2026-01-31", "2026-01-01").contains("midnight in UTC"), "eight o'clock in Berlin");
}
