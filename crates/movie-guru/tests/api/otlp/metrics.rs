//! Metrics go two ways, and say the same on both.

use std::collections::BTreeMap;
use std::time::SystemTime;

use movie_guru_contract::{Operation, PROCESS_CPU, PROCESS_OPEN_FDS, PROCESS_RESIDENT_MEMORY};
use movie_guru_test_collector::Collector;
use movie_guru_test_support::Sample;
use serde_json::json;

use super::{prometheus, pushing, started};
use crate::app_under_test::{Person, until};
use crate::phases::phase_with;
use crate::scrape::Scrape;

/// Some of everything that is counted: successes, failures, clients' mistakes, what has no route.
pub(super) async fn traffic(person: &Person) {
    person.post("/phase", &phase_with(&[("LoginSuccess", json!(0))])).await;
    assert_eq!(person.post("/login", &json!({"user": "ann"})).await.status, 500);
    person.post("/phase", &json!({"scenario": "healthy"})).await;
    person.login("ann").await;
    for message in ["Something funny", "Thanks, I like it", "No, that is bad"] {
        assert_eq!(person.chat(message).await.status, 200);
    }
    let likes = json!({"actors": [], "directors": [], "genres": ["comedy"], "others": []});
    let dislikes = json!({"actors": [], "directors": [], "genres": [], "others": []});
    let profile = json!({"content": {"likes": likes, "dislikes": dislikes}});
    assert_eq!(person.post("/preferences", &profile).await.status, 200);
    for path in ["/startup", "/preferences", "/search?q=comedy", "/history", "/", "/readyz"] {
        assert_eq!(person.get(path).await.status, 200, "{path}");
    }
    assert_eq!(person.chat("").await.status, 422);
    assert_eq!(person.get("/nowhere").await.status, 404);
    assert_eq!(person.get("/logout").await.status, 200);
}

/// Read anew whenever somebody asks, so the two ways differ by what happened between. All else must be the same.
fn differs_by_nature(sample: &Sample) -> bool {
    [PROCESS_CPU, PROCESS_RESIDENT_MEMORY, PROCESS_OPEN_FDS].iter().any(|metric| sample.name == metric.exposed())
}

/// By series. Panics where one is there twice.
fn by_series(samples: &[Sample]) -> BTreeMap<String, &Sample> {
    let series: BTreeMap<_, _> = samples.iter().map(|sample| (sample.series(), sample)).collect();
    assert_eq!(series.len(), samples.len(), "a series is there twice");
    series
}

fn same(pushed: &Sample, scraped: &Sample) -> bool {
    // Each way adds up for itself, in the order in which threads come by: the last digits of a sum may differ.
    let slack = if pushed.name.ends_with("_sum") { scraped.value.abs() * 1e-12 } else { 0.0 };
    differs_by_nature(pushed) || (pushed.value - scraped.value).abs() <= slack
}

/// What the collector got of the time after the traffic is what `/metrics` says then: series for series, both ways round.
pub(super) async fn pushed_is_what_is_scraped(collector: &Collector, person: &Person) {
    traffic(person).await;
    let over = SystemTime::now();
    until("metrics are pushed", async || collector.push_since(over).is_some()).await;
    let push = collector.push_since(over).unwrap();
    // Asking for it is counted as well, but after it was answered.
    let scrape = Scrape::of(person).await;

    let pushed = prometheus::samples(&push.metrics);
    let (pushed, scraped) = (by_series(&pushed), by_series(&scrape.samples));
    let mut wrong = Vec::new();
    for series in pushed.keys().chain(scraped.keys().filter(|series| !pushed.contains_key(*series))) {
        match (pushed.get(series), scraped.get(series)) {
            (Some(pushed), Some(scraped)) if same(pushed, scraped) => {}
            (Some(pushed), Some(scraped)) => wrong.push(format!("{series}: {} and {}", pushed.value, scraped.value)),
            (Some(_), None) => wrong.push(format!("{series}: only pushed")),
            (None, _) => wrong.push(format!("{series}: only scraped")),
        }
    }
    assert!(wrong.is_empty(), "pushed and scraped: {wrong:#?}");
    assert!(pushed.len() > 1000, "only {} series", pushed.len());
    assert_eq!(scrape.recorded(Operation::Chat).successes, 3.0);
    assert_eq!(push.resource["service.name"], "movie-guru");
    assert_eq!(push.resource["service.version"], env!("CARGO_PKG_VERSION"));
}

#[tokio::test]
async fn what_is_pushed_is_what_is_scraped() {
    let folder = tempfile::tempdir().unwrap();
    let collector = Collector::start();
    let (_binary, person) = started(pushing(folder.path(), collector.endpoint())).await;
    pushed_is_what_is_scraped(&collector, &person).await;
}
