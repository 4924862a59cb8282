//! Side by side with Prometheus: both scrape the same exporter, Prometheus evaluates the rendered rules, the lab its own
//! queries, and the same alerts fire, at most one evaluation apart.
//!
//! A minute of one scrape each fifth of a second. The lab's evaluations are made afterwards, each at the moment of one of
//! Prometheus', so that a machine that is busy does not make the two look at different times.

use std::collections::BTreeSet;
use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant};

use axum::routing::get;
use jiff::Timestamp;
use movie_guru_monitor::contract;
use movie_guru_slo::render::prometheus;
use movie_guru_slo::{SloSet, Source, TimeScale};
use movie_guru_test_support::{Server, until};
use serde_json::Value;
use tempfile::TempDir;

use crate::board::{TestBoard, Wanted, at, the_four, workshop};
use crate::counters::{
    CHAT_LATENCY_BUCKET, CHAT_LATENCY_COUNT, CHAT_OUTCOMES, PAGE_LATENCY_BUCKET, PAGE_LATENCY_COUNT, PAGES,
    PAGES_LOADED,
};
use crate::figures::Figures;

const SCRAPE: Duration = Duration::from_millis(200);
const REQUESTS_PER_SECOND: f64 = 200.0;
/// From a second on, the share of requests that are good: trouble that all notice, trouble that the tickets notice.
const STORY: [(f64, f64); 6] = [(0.0, 1.0), (10.0, 0.0), (23.0, 1.0), (41.0, 0.5), (50.0, 0.97), (56.0, 1.0)];
const SECONDS: f64 = 64.0;

/// An hour lasts ten seconds; no window is shorter than two.
fn scale() -> TimeScale {
    TimeScale::new(360.0, Duration::from_millis(500), at(0)).unwrap()
}

/// What the exporter says so long after its start: counters follow from the time, whoever asks and when.
fn metrics(elapsed: f64) -> String {
    let mut good = 0.0;
    for (index, (from, share)) in STORY.iter().enumerate() {
        let to = STORY.get(index + 1).map_or(f64::INFINITY, |(next, _)| *next);
        good += (elapsed.min(to) - from).max(0.0) * share * REQUESTS_PER_SECOND;
    }
    let (good, all) = (good.floor(), (elapsed * REQUESTS_PER_SECOND).floor());
    let bad = all - good;
    let lines = [
        format!("{} {all}", *PAGES),
        format!("{} {good}", *PAGES_LOADED),
        format!("{} {all}", *PAGE_LATENCY_COUNT),
        format!("{}{{le=\"1000\"}} {good}", *PAGE_LATENCY_BUCKET),
        format!("{}{{Outcome=\"Engaged\"}} {good}", *CHAT_OUTCOMES),
        format!("{}{{Outcome=\"Rejected\"}} {bad}", *CHAT_OUTCOMES),
        format!("{} {all}", *CHAT_LATENCY_COUNT),
        format!("{}{{le=\"5000\"}} {good}", *CHAT_LATENCY_BUCKET),
        String::new(),
    ];
    lines.join("\n")
}

fn moment(sample: &Value) -> i64 {
    (sample[0].as_f64().unwrap() * 1000.0).round() as i64
}

/// The moments of the samples of a query, in milliseconds.
async fn moments(prometheus: &Server, query: &str) -> BTreeSet<i64> {
    let series = prometheus.query(query).await;
    series.iter().flat_map(|series| series["values"].as_array().unwrap().iter().map(moment)).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn prometheus_fires_the_same_alerts_at_most_one_evaluation_apart() {
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    let exporter = listener.local_addr().unwrap();
    let text = [the_four(), workshop("movie-guru.yaml")].join("---\n");
    let set = SloSet::parse(&[Source { name: "slos", text: &text }], &contract()).unwrap();
    let config = format!(
        "global: {{scrape_interval: 200ms, scrape_timeout: 200ms, evaluation_interval: 500ms}}\n\
         rule_files: [rules.yaml]\n\
         scrape_configs: [{{job_name: exporter, static_configs: [{{targets: ['{exporter}']}}]}}]\n"
    );
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("prometheus.yml"), config).unwrap();
    std::fs::write(folder.path().join("rules.yaml"), prometheus::rules(&set, &scale()).unwrap()).unwrap();
    let Some(server) = Server::prometheus(folder.path(), &[]).await else { return };

    let begun: Arc<OnceLock<Instant>> = Arc::default();
    let told = Arc::clone(&begun);
    let exported = get(async move || metrics(told.get().map_or(0.0, |begun| begun.elapsed().as_secs_f64())));
    tokio::spawn(async move { axum::serve(listener, axum::Router::new().route("/metrics", exported)).await });
    // Prometheus takes some seconds to find its target.
    until("the first scrape", async || !server.query(&PAGES).await.is_empty()).await;
    let started = *begun.get_or_init(Instant::now);
    let figures = Figures::new();
    let http = reqwest::Client::builder().no_proxy().build().unwrap();
    let mut ticks = tokio::time::interval(SCRAPE);
    while started.elapsed().as_secs_f64() < SECONDS {
        ticks.tick().await;
        let now = Timestamp::now();
        let text = http.get(format!("http://{exporter}/metrics")).send().await.unwrap().text().await.unwrap();
        figures.read(now, &text);
    }

    let mut fired = 0;
    for slo in &set.slos {
        let name = &slo.metadata.name;
        let evaluated = moments(&server, &format!("slo:objective:ratio{{slo=\"{name}\"}}[5m]")).await;
        let wanted = Wanted { scale: scale(), ..Wanted::default() };
        let lab = TestBoard::on(TempDir::new().unwrap(), Arc::clone(&figures), wanted).await;
        lab.apply(&[crate::write_api::document("achievable.yaml", name), workshop("alerts.yaml")].join("---\n")).await;
        let mut ours: Vec<BTreeSet<String>> = Vec::new();
        for moment in &evaluated {
            lab.evaluate(Timestamp::from_millisecond(*moment).unwrap()).await;
            let alerts = lab.alerts();
            let firing = alerts["alerts"].as_array().unwrap().iter().filter(|alert| alert["state"] == "firing");
            ours.push(firing.map(|alert| alert["labels"]["alertname"].as_str().unwrap().to_owned()).collect());
        }
        for alert in &slo.alerts {
            let alert = prometheus::alert_name(slo, alert);
            let theirs = moments(&server, &format!("ALERTS{{alertname=\"{alert}\",alertstate=\"firing\"}}[5m]")).await;
            let theirs: Vec<bool> = evaluated.iter().map(|moment| theirs.contains(moment)).collect();
            let ours: Vec<bool> = ours.iter().map(|firing| firing.contains(&alert)).collect();
            let beside = |index: usize| [index.wrapping_sub(1), index + 1].map(|beside| theirs.get(beside).copied());
            for (index, firing) in ours.iter().enumerate() {
                let agrees = theirs[index] == *firing || beside(index).contains(&Some(*firing));
                assert!(agrees, "{alert} at evaluation {index}:\nours   {ours:?}\ntheirs {theirs:?}");
            }
            let apart = ours.iter().zip(&theirs).filter(|(ours, theirs)| ours != theirs).count();
            let on = theirs.iter().filter(|firing| **firing).count();
            eprintln!("{alert}: fires at {on} of {} evaluations, apart at {apart}", theirs.len());
            fired += usize::from(on > 0);
        }
    }
    assert_eq!(fired, 8, "each of them has fired");
}
