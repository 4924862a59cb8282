//! What becomes of what targets answer, and of targets that do not.

use std::time::Duration;

use axum::body::Body;
use futures::{StreamExt, stream};
use movie_guru_monitor::scrape::{Job, ScrapeTarget};

use crate::lab::{Lab, Target};

#[tokio::test(flavor = "multi_thread")]
async fn a_target_is_scraped_under_its_labels() {
    let folder = tempfile::tempdir().unwrap();
    let target = Target::answering(
        "# HELP requests_total All of them.\n# TYPE requests_total counter\nrequests_total{job=\"own\",code=\"200\"} 7\n",
    )
    .await;
    let labelled =
        ScrapeTarget { address: target.address.to_string(), labels: [("team".to_owned(), "7".to_owned())].into() };
    let lab = Lab::scraping(folder.path(), vec![Job { targets: vec![labelled], ..target.job() }]).await;
    lab.until("requests_total", 7.0).await;
    let (labels, _) = lab.values("requests_total").await.remove(0);
    let instance = target.address.to_string();
    let wanted = serde_json::json!({
        "__name__": "requests_total", "code": "200", "exported_job": "own", "instance": instance, "job": "test", "team": "7",
    });
    assert_eq!(labels, wanted);
    lab.until("up{job=\"test\"}", 1.0).await;
    lab.until("scrape_samples_scraped", 1.0).await;
    assert!(lab.values("scrape_duration_seconds").await[0].1 > 0.0);
    let metadata = lab.get("api/v1/metadata").await;
    assert_eq!(metadata["data"]["requests_total"][0]["type"], "counter");
    assert_eq!(metadata["data"]["requests_total"][0]["help"], "All of them.");
    let shown = lab.target().await;
    assert_eq!((shown["health"].as_str(), shown["scrapePool"].as_str()), (Some("up"), Some("test")));
    lab.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_ends_is_gone_at_once_and_not_in_five_minutes() {
    let folder = tempfile::tempdir().unwrap();
    let target = Target::answering("stays 1\ngoes 1\n").await;
    let lab = Lab::scraping(folder.path(), vec![target.job()]).await;
    lab.until("count(stays) + count(goes)", 2.0).await;
    target.say("stays 1\n");
    lab.until("count(stays) unless count(goes)", 1.0).await;
    target.say("this is no exposition\n");
    lab.until("up", 0.0).await;
    assert_eq!(lab.values("stays").await, []);
    let shown = lab.until_error("line 1 is not Prometheus' text format").await;
    assert_eq!(shown["health"], "down");
    target.say("stays 2\n");
    lab.until("stays", 2.0).await;
    lab.until("up", 1.0).await;
    assert_eq!(lab.target().await["lastError"], "");
    lab.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_targets_do_wrong_is_bounded_and_said() {
    let folder = tempfile::tempdir().unwrap();
    let target = Target::answering("a 1\n").await;
    let slow = Duration::from_millis(300);
    let lab = Lab::scraping(
        folder.path(),
        vec![Job { timeout: slow, body_limit: 1 << 20, sample_limit: 1000, ..target.job() }],
    )
    .await;
    lab.until("up", 1.0).await;

    // 100 MB, of which no more than the limit is read.
    target.set(|| {
        let chunk = bytes_of("#".repeat(1 << 16) + "\n");
        Body::from_stream(stream::repeat(chunk).take(1600).map(Ok::<_, std::io::Error>))
    });
    lab.until_error("body size limit exceeded").await;
    lab.until("up", 0.0).await;

    // Never ends.
    target.set(|| Body::from_stream(stream::pending::<Result<Vec<u8>, std::io::Error>>()));
    lab.until_error("context deadline exceeded").await;

    // Breaks off.
    target.set(|| {
        Body::from_stream(stream::iter([Ok(bytes_of("a 1\n".to_owned())), Err(std::io::Error::other("broken"))]))
    });
    lab.until_values("up", |values| matches!(values, [(_, 0.0)])).await;

    // Not text, too many samples.
    target.set(|| Body::from(vec![0xff, 0xfe, 0]));
    lab.until_error("does not begin with the name of a metric").await;
    target.set(|| Body::from(&b"a{b=\"\xff\"} 1"[..]));
    lab.until_error("UTF-8").await;
    target.set(|| Body::from((0..1001).map(|index| format!("a{{b=\"{index}\"}} 1\n")).collect::<String>()));
    lab.until_error("more than 1000 samples").await;

    target.say("a 3\n");
    lab.until("a", 3.0).await;
    lab.stop().await;
}

fn bytes_of(text: String) -> Vec<u8> {
    text.into_bytes()
}

#[tokio::test(flavor = "multi_thread")]
async fn an_absent_target_is_down() {
    let folder = tempfile::tempdir().unwrap();
    let address = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let lab = Lab::scraping(folder.path(), vec![Job::new("gone", [address.to_string()])]).await;
    lab.until("up", 0.0).await;
    let shown = lab.until_error("onnection refused").await;
    assert_eq!(shown["health"], "down");
    lab.stop().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn samples_that_are_not_newer_are_left_out() {
    let folder = tempfile::tempdir().unwrap();
    let target = Target::answering("twice 1\ntwice 2\nonce 1\n").await;
    let lab = Lab::scraping(folder.path(), vec![target.job()]).await;
    lab.until("twice", 1.0).await;
    let shown = lab.until_error("1 samples were left out").await;
    assert_eq!(shown["health"], "up");
    // A clock that goes back, and one that is far ahead: a target's own timestamps.
    let now = jiff::Timestamp::now().as_millisecond();
    let ahead = now + 3_600_000;
    target.set(move || Body::from(format!("clock 1 {now}\nahead 1 {ahead}\n")));
    lab.until("clock", 1.0).await;
    target.set(move || Body::from(format!("clock 2 {}\nfine 1\n", now - 60_000)));
    lab.until("fine", 1.0).await;
    assert_eq!(lab.values("clock").await[0].1, 1.0);
    assert_eq!(lab.values("ahead offset -2h").await, []);
    // What is too old says so, and what does not change says nothing.
    target.set(move || Body::from(format!("old 1 {}\n", now - 3_700_000)));
    lab.until_error("more than an hour older").await;
    target.set(move || Body::from(format!("kept 1 {now}\n")));
    lab.until_values("kept", |values| values.len() == 1).await;
    let before = lab.target().await["lastScrape"].clone();
    while lab.target().await["lastScrape"] == before {
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    assert_eq!(lab.target().await["lastError"], "");
    lab.stop().await;
}
