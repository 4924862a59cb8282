//! Few people, and the workshop's alerts: nothing is told without reason, and what is told can be seen. On virtual time: what
//! people make of hours of a phase is drawn, and the arithmetic that the board uses goes over it.

use std::collections::BTreeMap;
use std::thread;

use jiff::Timestamp;
use movie_guru_monitor::contract;
use movie_guru_slo::{Bin, Count, History, Period, Slo, SloSet, Source, Target};

use crate::board::{SCRAPE, TestBoard, at, the_four, workshop, workshop_scale};
use crate::lifecycle::{chat_is_fast, state};
use crate::traffic::{FIVE, People, Rises, Spell, rises, scenario, use_app};
use crate::write_api::document;

const MINUTE: u64 = 60;
const HOUR: u64 = 3600;
/// In flight when an SLO is made, and the scrape after: what was before does not count.
const FIRST: u64 = 35;

const THREE: People = People { load_pages: 1, chat: 1, probe: false };
const NOBODY: People = People { load_pages: 0, chat: 0, probe: true };

/// How many runs: fewer than `docs/slo.md` tells of, unless `LAB_SEEDS` says otherwise.
fn seeds() -> u64 {
    std::env::var("LAB_SEEDS").map_or(6, |seeds| seeds.parse().unwrap())
}

fn slos() -> SloSet {
    let text = [the_four(), workshop("movie-guru.yaml")].join("---\n");
    SloSet::parse(&[Source { name: "slos", text: &text }], &contract()).unwrap()
}

/// What an SLO counts of a scrape.
fn count(slo: &Slo, rises: &Rises) -> Count {
    let (good, total) = match slo.metadata.name.as_str() {
        "main-page-loads" => (rises.pages_loaded, rises.pages),
        "main-page-is-fast" => (rises.pages_fast, rises.pages),
        "chat-engages" => (rises.engaged, rises.engaged + rises.not_engaged),
        "chat-is-fast" => (rises.chats_fast, rises.chats),
        other => panic!("{other} is another SLO"),
    };
    Count { good, total }
}

/// When each alert fires in a run that lasts so long, by SLO and policy.
fn fired(slos: &SloSet, story: &[Spell], people: People, seconds: u64, seed: u64) -> BTreeMap<String, Vec<Period>> {
    let rises = rises(story, people, seconds, seed);
    let moments: Vec<Timestamp> = (0..=seconds).step_by(SCRAPE.as_secs() as usize).map(at).collect();
    let mut all = BTreeMap::new();
    for slo in &slos.slos {
        let bins = moments.iter().zip(&rises).skip((FIRST / SCRAPE.as_secs()) as usize);
        let history = History::new(bins.map(|(end, rises)| Bin { end: *end, count: count(slo, rises) }).collect());
        for alert in &slo.alerts {
            let periods = history.fired(slo, alert, &workshop_scale(), moments.iter().copied());
            all.insert(format!("{} {}", slo.metadata.name, alert.policy.name), periods);
        }
    }
    all
}

/// Runs of eight hours in which nothing is wrong; the alarms that there were.
fn alarms(name: &'static str, people: People) -> Vec<String> {
    let run = move |from: u64| {
        let (slos, story) = (slos(), [Spell { from: 0.0, scenario: scenario(name, &[]) }]);
        let mut alarms = Vec::new();
        for seed in (from..seeds()).step_by(2) {
            for (alert, periods) in fired(&slos, &story, people, 8 * HOUR, seed) {
                alarms.extend(periods.iter().map(|period| format!("{name}, seed {seed}: {alert} at {}", period.start)));
            }
        }
        alarms
    };
    let other = thread::spawn(move || run(1));
    [run(0), other.join().unwrap()].concat()
}

#[test]
fn with_five_people_nothing_is_told_while_nothing_is_wrong() {
    for name in ["healthy", "challenge-6"] {
        let alarms = alarms(name, FIVE);
        eprintln!("{name}: {} runs of 8 h, {} false alarms", seeds(), alarms.len());
        assert!(alarms.is_empty(), "{alarms:#?}");
    }
}

#[test]
fn three_people_and_the_probe_alone_are_not_told_of_chance() {
    for people in [THREE, NOBODY] {
        for name in ["healthy", "challenge-6"] {
            let alarms = alarms(name, people);
            assert!(alarms.is_empty(), "{alarms:#?}");
        }
    }
}

#[test]
fn what_the_form_proposes_goes_on_firing_while_the_release_is_on() {
    let story = [
        Spell { from: 0.0, scenario: scenario("challenge-6", &[]) },
        Spell { from: HOUR as f64, scenario: scenario("challenge-7", &[]) },
    ];
    for share in [0.75, 0.8, 0.85, 0.9, 0.95, 0.99] {
        let (mut slos, target) = (slos(), Target::new(share).unwrap());
        slos.slos.retain(|slo| slo.metadata.name == "chat-is-fast");
        let slo = &mut slos.slos[0];
        slo.target = target;
        slo.alerts.retain(|alert| alert.policy.name == "burns-fast-10x");
        slo.alerts[0].factor = target.proposed_factor();
        let end = HOUR + 30 * MINUTE;
        for seed in 0..4 * seeds() {
            let told = fired(&slos, &story, FIVE, end, seed);
            let periods: Vec<_> = told.values().flatten().filter(|period| period.start >= at(HOUR)).collect();
            let goes_on = periods.len() == 1 && periods[0].start <= at(HOUR + 5 * MINUTE) && periods[0].end == at(end);
            assert!(goes_on, "{share}, seed {seed}: {periods:?}");
        }
    }
}

#[test]
fn what_fires_stays_until_it_was_seen_and_does_not_flap() {
    let story = [
        Spell { from: 0.0, scenario: scenario("challenge-6", &[]) },
        Spell { from: HOUR as f64, scenario: scenario("challenge-7", &[]) },
        Spell { from: (HOUR + 20 * MINUTE) as f64, scenario: scenario("challenge-6", &[]) },
    ];
    let mut told = 0;
    for people in [FIVE, THREE, NOBODY] {
        for seed in 0..4 * seeds() {
            for (alert, periods) in fired(&slos(), &story, people, 2 * HOUR, seed) {
                for period in &periods {
                    assert!(period.length().as_secs() >= MINUTE, "seed {seed}: {alert} {periods:?}");
                }
                // A slow one is for trouble that is hardly any: over half an hour of workshop time it comes and goes.
                let once = !alert.contains("burns-fast") || periods.len() <= 1;
                assert!(once, "seed {seed}: {alert} fires once for one trouble: {periods:?}");
                told += periods.len();
            }
        }
    }
    assert!(told > 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_board_says_the_same_as_virtual_time() {
    let story = [
        Spell { from: 0.0, scenario: scenario("challenge-6", &[]) },
        Spell { from: (10 * MINUTE) as f64, scenario: scenario("challenge-7", &[]) },
    ];
    for (seed, people) in [(1, FIVE), (2, THREE), (3, NOBODY)] {
        let lab = TestBoard::new().await;
        lab.apply(&the_four()).await;
        use_app(&lab.figures, &story, people, 20 * MINUTE, seed);
        let mut firing: BTreeMap<String, Vec<u64>> = BTreeMap::new();
        for second in (0..=20 * MINUTE).step_by(SCRAPE.as_secs() as usize) {
            lab.evaluate(at(second)).await;
            for alert in lab.alerts()["alerts"].as_array().unwrap().iter().filter(|alert| alert["state"] == "firing") {
                let text = |label: &str| alert["labels"][label].as_str().unwrap().to_owned();
                firing.entry(format!("{} {}", text("slo"), text("policy"))).or_default().push(second);
            }
        }
        for (alert, periods) in fired(&slos(), &story, people, 20 * MINUTE, seed) {
            let fires = |second: &u64| periods.iter().any(|period| period.holds(at(*second)));
            let last = periods.last().map(|period| period.end).filter(|end| *end == at(20 * MINUTE));
            let wanted: Vec<u64> = (0..=20 * MINUTE)
                .step_by(SCRAPE.as_secs() as usize)
                .filter(|second| fires(second) || last == Some(at(*second)))
                .collect();
            assert_eq!(firing.remove(&alert).unwrap_or_default(), wanted, "seed {seed}: {alert}");
        }
    }
}

#[tokio::test]
async fn an_alert_says_how_many_requests_it_takes_and_its_condition_may_say_so() {
    let lab = TestBoard::new().await;
    lab.apply(&the_four()).await;
    let least = async |slo: &str| {
        let slo = lab.get(&format!("/api/slos/{slo}")).await;
        let alerts = slo["alerts"].as_array().unwrap().iter();
        alerts.map(|alert| alert["min_requests"].as_u64().unwrap()).collect::<Vec<_>>()
    };
    // So many that a single bad one is not above the threshold, and at least ten.
    assert_eq!(least("chat-is-fast").await, [10, 50]);
    assert_eq!(least("chat-engages").await, [10, 10]);
    let more = workshop("alerts.yaml").replace(
        "short-window: 5m",
        "short-window: 5m\n          movie-guru-lab/min-requests: \"300\"\n          movie-guru-lab/keep-firing-for: 0m",
    );
    lab.apply(&[document("achievable.yaml", "chat-is-fast"), more].join("---\n")).await;
    assert_eq!(least("chat-is-fast").await, [300, 50]);
    let rules = lab.rules();
    let fast = &rules["groups"][1]["rules"][0];
    assert_eq!(fast["keepFiringFor"], 0.0);
    assert!(fast["query"].as_str().unwrap().ends_with(">= 300)"), "{fast}");
    // Ten chats a scrape are 300 in the 150 s of the long window, which begins when the SLO is made.
    for second in (0..400).step_by(5) {
        lab.figures.chats(at(second), 5.0, 0.0);
        lab.evaluate(at(second)).await;
    }
    assert_eq!(state(&lab).await, "inactive", "150 requests are too few");
    for second in (400..600).step_by(5) {
        lab.figures.chats(at(second), 12.0, 0.0);
        lab.evaluate(at(second)).await;
    }
    assert_eq!(state(&lab).await, "firing");
    lab.apply(&chat_is_fast()).await;
    assert_eq!(least("chat-is-fast").await, [10, 50]);
}
