//! What answers are made of: the same keys, with the same kind of value.

use std::process::Command;

use jiff::Timestamp;
use movie_guru_monitor::service::{Config, Metrics};
use movie_guru_test_prometheus::write;
use movie_guru_test_support::{Server, skipped};
use serde_json::Value;
use tsdb::StoreConfig;

use super::{both, get};
use crate::lab::{Lab, Target};
use crate::samples::{self, labels};

const EXPOSED: &str = "# HELP requests_total All of them.\n# TYPE requests_total counter\nrequests_total{code=\"200\"} 7\n\
                       # TYPE size_bytes gauge\nsize_bytes 1\n";

/// Where two answers are not made of the same.
fn differences(at: &str, ours: &Value, theirs: &Value, found: &mut Vec<String>) {
    match (ours, theirs) {
        (Value::Object(our), Value::Object(their)) => {
            let keys = |of: &serde_json::Map<String, Value>| of.keys().cloned().collect::<Vec<_>>();
            if keys(our) != keys(their) {
                found.push(format!("{at}: ours has {:?}, theirs {:?}", keys(our), keys(their)));
            }
            for (key, value) in our {
                differences(&format!("{at}.{key}"), value, their.get(key).unwrap_or(&Value::Null), found);
            }
        }
        (Value::Array(our), Value::Array(their)) => {
            if let (Some(one), Some(other)) = (our.first(), their.first()) {
                differences(&format!("{at}[0]"), one, other, found);
            } else if our.is_empty() != their.is_empty() {
                found.push(format!("{at}: ours {ours}, theirs {theirs}"));
            }
        }
        (ours, theirs) if std::mem::discriminant(ours) == std::mem::discriminant(theirs) => {}
        (ours, theirs) => found.push(format!("{at}: ours {ours}, theirs {theirs}")),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_server_says_of_itself_is_made_as_prometheus_makes_it() {
    let folder = tempfile::tempdir().unwrap();
    let target = Target::answering(EXPOSED).await;
    let Some((lab, prometheus)) = both(folder.path(), &target).await else { return };
    let mut found = Vec::new();
    for path in [
        "status/config",
        "status/runtimeinfo",
        "status/tsdb",
        "status/walreplay",
        "status/buildinfo",
        "targets",
        "targets?state=Active&scrapePool=test",
        "alertmanagers",
        "rules",
        "alerts",
        "metadata",
    ] {
        let path = format!("api/v1/{path}");
        let (mut ours, theirs) = (get(&lab.url, &path).await, get(&prometheus.url, &path).await);
        // What this is besides.
        if let Some(build) = ours["data"].as_object_mut() {
            build.remove("application");
        }
        differences(&path, &ours, &theirs, &mut found);
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
    // Of the flags those that mean something here.
    let (ours, theirs) =
        (get(&lab.url, "api/v1/status/flags").await, get(&prometheus.url, "api/v1/status/flags").await);
    for (flag, value) in ours["data"].as_object().unwrap() {
        assert!(value.is_string() && theirs["data"][flag].is_string(), "{flag}: {value}");
    }
    assert_eq!(ours["data"]["query.lookback-delta"], theirs["data"]["query.lookback-delta"]);
    assert_eq!(get(&lab.url, "api/v1/status/runtimeinfo").await["data"]["storageRetention"], "15d");
    lab.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_targets_say_is_told_as_prometheus_tells_it() {
    let folder = tempfile::tempdir().unwrap();
    let target = Target::answering(EXPOSED).await;
    let Some((lab, prometheus)) = both(folder.path(), &target).await else { return };
    for path in [
        "targets/metadata",
        "targets/metadata?metric=size_bytes",
        "targets/metadata?metric=nothing",
        "targets/metadata?match_target=%7Bjob%3D%22test%22%7D",
        "targets/metadata?match_target=%7Bjob%3D%22other%22%7D",
        "targets/metadata?match_target=%7Bnothing%3D%22%22%2Cjob%3D~%22t.%2B%22%7D",
        "targets/metadata?limit=0",
        "targets/metadata?limit=1",
        "targets/metadata?limit=-1",
        "targets/metadata?limit=many",
        "metadata",
        "metadata?limit=-1",
        "metadata?metric=size_bytes",
        "scrape_pools",
        "targets?scrapePool=other",
        "targets?state=nothing",
        "query_exemplars?query=up",
    ] {
        let path = format!("api/v1/{path}");
        let (mut ours, mut theirs) = (get(&lab.url, &path).await, get(&prometheus.url, &path).await);
        for said in [&mut ours, &mut theirs] {
            if let Some(list) = said["data"].as_array_mut() {
                list.sort_by_key(ToString::to_string);
            }
        }
        assert_eq!(ours, theirs, "{path}");
    }
    lab.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn the_configuration_is_one_that_prometheus_takes() {
    let folder = tempfile::tempdir().unwrap();
    let target = Target::answering(EXPOSED).await;
    let lab = Lab::scraping(folder.path(), vec![target.job()]).await;
    let said = get(&lab.url, "api/v1/status/config").await;
    let yaml = said["data"]["yaml"].as_str().unwrap();
    assert!(yaml.contains(&target.address.to_string()), "{yaml}");
    let file = folder.path().join("told.yml");
    std::fs::write(&file, yaml).unwrap();
    lab.stop().await;
    let Ok(output) = Command::new("promtool").args(["check", "config"]).arg(&file).output() else {
        skipped("promtool is not installed");
        return;
    };
    assert!(output.status.success(), "{yaml}\n{}", String::from_utf8_lossy(&output.stderr));
}

#[tokio::test(flavor = "multi_thread")]
async fn series_and_labels_are_counted_as_prometheus_counts_them() {
    let folder = tempfile::tempdir().unwrap();
    let Some(prometheus) = Server::prometheus(folder.path(), &["--web.enable-remote-write-receiver"]).await else {
        return;
    };
    let now = Timestamp::now().as_millisecond();
    let mut lines = Vec::new();
    for metric in 0..12_usize {
        for series in 0..=metric {
            let (name, value) = (format!("metric_{metric}"), "v".repeat(series + 1));
            let label = format!("label_{metric}");
            lines.push((labels(&name, &[(&label, &value), ("all", "same")]), vec![(now - 1000, 1.0), (now, 2.0)]));
        }
    }
    write(&prometheus.url, &lines).await;
    samples::store(folder.path(), &lines).settle();
    let lab = Lab::scraping(folder.path(), Vec::new()).await;
    let (mut ours, mut theirs) =
        (get(&lab.url, "api/v1/status/tsdb").await, get(&prometheus.url, "api/v1/status/tsdb").await);
    // Of those that are equally large others may be among the first ten; what is larger than the last must be the same.
    for said in [&mut ours, &mut theirs] {
        for list in said["data"].as_object_mut().unwrap().values_mut().filter_map(Value::as_array_mut) {
            assert_eq!(list.len(), 10);
            let least = list[9]["value"].clone();
            list.retain(|entry| entry["value"] != least);
            list.sort_by_key(ToString::to_string);
        }
    }
    assert_eq!(ours, theirs);
    lab.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_is_told_and_what_was_damaged_is_said_without_secrets() {
    let folder = tempfile::tempdir().unwrap();
    let metrics =
        Metrics::Embedded { store: StoreConfig::new(folder.path().join("store")), scrape: Default::default() };
    let mut config = Config { own_job: None, ..Config::new(metrics, folder.path().to_owned()) };
    config.board.notifier.alertmanager = Some("https://user:secret@127.0.0.1:9/token".parse().unwrap());
    let lab = Lab::start(config).await;
    let told = get(&lab.url, "api/v1/alertmanagers").await;
    assert_eq!(
        told["data"]["activeAlertmanagers"],
        serde_json::json!([{ "url": "https://127.0.0.1:9/api/v2/alerts" }])
    );
    let damages = |said: Value| said["data"]["corruptionCount"].clone();
    assert_eq!(damages(get(&lab.url, "api/v1/status/runtimeinfo").await), 0);
    std::fs::write(folder.path().join("store/blocks.damaged-20260101T120000.000Z"), "").unwrap();
    assert_eq!(damages(get(&lab.url, "api/v1/status/runtimeinfo").await), 1);
    lab.stop().await;
}

/// The requests of Grafana's data source of type Prometheus: when it is saved and tested, and when a query is written.
#[tokio::test(flavor = "multi_thread")]
async fn grafana_finds_what_it_asks_for() {
    let folder = tempfile::tempdir().unwrap();
    let target = Target::answering(EXPOSED).await;
    let lab = Lab::scraping(folder.path(), vec![target.job()]).await;
    lab.until("up", 1.0).await;
    let client = reqwest::Client::new();
    let post = |path: &str, form: &[(&str, &str)]| client.post(lab.url.join(path).unwrap()).form(form);
    let health = post("api/v1/query", &[("query", "1+1"), ("time", "4"), ("timeout", "60s")]);
    let health: Value = health.send().await.unwrap().json().await.unwrap();
    assert_eq!(health["data"], serde_json::json!({ "resultType": "scalar", "result": [4, "2"] }));
    let build = get(&lab.url, "api/v1/status/buildinfo").await;
    assert_eq!(build["data"]["version"], "2.42.0");
    // No ruler, and so not another kind of server.
    assert!(build["data"].get("features").is_none());
    for (path, form) in [
        ("api/v1/labels", &[("match[]", "requests_total"), ("start", "1"), ("end", "9999999999")][..]),
        ("api/v1/series", &[("match[]", "requests_total")]),
        ("api/v1/query_exemplars", &[("query", "requests_total"), ("start", "1"), ("end", "2")]),
        ("api/v1/query_range", &[("query", "up"), ("start", "10"), ("end", "70"), ("step", "15")]),
        ("api/v1/format_query", &[("query", "up")]),
    ] {
        let answer = post(path, form).send().await.unwrap();
        assert_eq!(answer.status(), 200, "{path}");
        assert_eq!(answer.json::<Value>().await.unwrap()["status"], "success", "{path}");
    }
    for path in ["metadata?limit=10000", "label/__name__/values", "rules", "alerts", "rules?type=alert", "status/flags"]
    {
        assert_eq!(get(&lab.url, &format!("api/v1/{path}")).await["status"], "success", "{path}");
    }
    // What only other servers have is said not to be there, in a form that Grafana reads.
    let absent = reqwest::get(lab.url.join("api/v1/cardinality/label_names").unwrap()).await.unwrap();
    assert_eq!(
        (absent.status().as_u16(), absent.json::<Value>().await.unwrap()["status"].as_str()),
        (404, Some("error"))
    );
    lab.stop().await;
}
