//! The workshop's alerts in workshop time: a day of an SLO lasts an hour, figures come every five seconds, five people use
//! the app. Each of fifty runs is evaluated as a lab does it, by a clock that the test moves.

use std::collections::BTreeMap;
use std::ops::RangeInclusive;

use futures::{StreamExt, stream};
use serde_json::Value;

use crate::board::{SCRAPE, TestBoard, at, the_four, workshop};
use crate::traffic::{FIVE, Spell, scenario, use_app};
use crate::write_api::document;

const SEEDS: u64 = 50;
const MINUTE: u64 = 60;
const HOUR: u64 = 3600;

/// When alerts fired, in seconds of the run, by SLO and policy.
type Told = BTreeMap<(String, String), Vec<u64>>;

/// One run for each seed, some at a time.
async fn runs(story: &[Spell], seconds: u64, slos: &str) -> Vec<Told> {
    let run = |seed| {
        let (story, slos) = (story.to_vec(), slos.to_owned());
        async move { tokio::spawn(run(story, seconds, seed, slos)).await.unwrap() }
    };
    stream::iter((0..SEEDS).map(run)).buffered(8).collect().await
}

async fn run(story: Vec<Spell>, seconds: u64, seed: u64, slos: String) -> Told {
    let lab = TestBoard::new().await;
    lab.apply(&slos).await;
    use_app(&lab.figures, &story, FIVE, seconds, seed);
    for second in (0..=seconds).step_by(SCRAPE.as_secs() as usize) {
        lab.evaluate(at(second)).await;
    }
    let alerts = lab.get("/api/alerts").await;
    let mut told = Told::new();
    let text = |episode: &Value, field: &str| episode["subject"][field].as_str().unwrap().to_owned();
    for episode in alerts["history"].as_array().unwrap().iter().rev() {
        let fired_at: jiff::Timestamp = episode["fired_at"].as_str().unwrap().parse().unwrap();
        let second = (fired_at.as_second() - at(0).as_second()) as u64;
        told.entry((text(episode, "slo"), text(episode, "policy"))).or_default().push(second);
    }
    told
}

/// Whether an alert fired in a stretch of the run.
fn fired(told: &Told, slo: &str, policy: &str, stretch: RangeInclusive<u64>) -> bool {
    let moments = told.get(&(slo.to_owned(), policy.to_owned()));
    moments.is_some_and(|moments| moments.iter().any(|moment| stretch.contains(moment)))
}

#[tokio::test(flavor = "multi_thread")]
async fn a_release_that_goes_wrong_is_told_in_time_and_no_page_is_false() {
    let story = [
        Spell { from: 0.0, scenario: scenario("challenge-6", &[]) },
        Spell { from: HOUR as f64, scenario: scenario("challenge-7", &[]) },
    ];
    for (seed, told) in runs(&story, HOUR + 10 * MINUTE, &the_four()).await.iter().enumerate() {
        let in_time = |minutes| HOUR..=HOUR + minutes * MINUTE;
        assert!(fired(told, "chat-is-fast", "burns-fast-10x", in_time(2)), "seed {seed}: {told:?}");
        assert!(fired(told, "chat-engages", "burns-slowly-1-5x", in_time(10)), "seed {seed}: {told:?}");
        for (slo, policy) in told.keys().filter(|(_, policy)| policy.starts_with("burns-fast")) {
            assert!(!fired(told, slo, policy, 0..=HOUR), "seed {seed}: {slo} pages in challenge 6: {told:?}");
        }
    }
}

/// Fields of a phase, and what they are instead.
type Worse<'a> = &'a [(&'a str, f64)];

#[tokio::test(flavor = "multi_thread")]
async fn each_of_the_eight_alerts_fires_when_it_should() {
    let (engaged, rejected) = (|share| ("ChatEngaged", share), |share| ("ChatRejected", share));
    let cases: [(&str, &str, Worse<'_>); 8] = [
        ("main-page-loads", "burns-fast-5x", &[("StartupSuccess", 0.2)]),
        ("main-page-loads", "burns-slowly-2x", &[("StartupSuccess", 0.65)]),
        ("main-page-is-fast", "burns-fast-10x", &[("StartupLatencyMaxMS", 1500.0)]),
        ("main-page-is-fast", "burns-slowly-2x", &[("StartupLatencyMaxMS", 1060.0)]),
        (
            "chat-engages",
            "burns-fast-3x",
            &[engaged(0.02), ("ChatAcknowledged", 0.0), rejected(0.98), ("ChatUnclassified", 0.0)],
        ),
        ("chat-engages", "burns-slowly-1-5x", &[engaged(0.35), rejected(0.4)]),
        ("chat-is-fast", "burns-fast-10x", &[("ChatLatencyMaxMS", 8000.0)]),
        ("chat-is-fast", "burns-slowly-2x", &[("ChatLatencyMaxMS", 5600.0)]),
    ];
    for (slo, policy, worse) in cases {
        let story = [
            Spell { from: 0.0, scenario: scenario("challenge-6", &[]) },
            Spell { from: (10 * MINUTE) as f64, scenario: scenario("challenge-6", worse) },
        ];
        let slos = [document("achievable.yaml", slo), workshop("alerts.yaml")].join("---\n");
        for (seed, told) in runs(&story, 20 * MINUTE, &slos).await.iter().enumerate() {
            assert!(
                fired(told, slo, policy, 10 * MINUTE..=20 * MINUTE),
                "seed {seed}: {policy} of {slo} does not tell of {worse:?}: {told:?}"
            );
        }
    }
}
