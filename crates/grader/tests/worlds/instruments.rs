//! The generator goes past the SDK, because it is a thousand times as fast. What holds the two together: the same requests,
//! recorded with the app's own instruments and read from its own exposition, are the same series with the same values.

use std::collections::{BTreeMap, BTreeSet};
use std::time::{Duration, Instant};

use movie_guru_contract::bounds::LATENCY_MS;
use movie_guru_contract::{
    CHAT_OUTCOME, CHAT_SAFETY_ISSUE, CHAT_SENTIMENT, CLIENT_ERRORS, CallResult, Metric, Operation, Outcome, Sentiment,
    WEB_LATENCY, WEB_REQUESTS, browser_operations, label,
};
use movie_guru_grader::timeline::{Amount, Calm, Harm, Shape, Trouble};
use movie_guru_grader::{Feature, Timeline, World};
use movie_guru_telemetry::operations::{ChatQuality, Ending, OperationMeters};
use movie_guru_telemetry::otlp::Otlp;
use movie_guru_telemetry::{Telemetry, instruments};
use movie_guru_test_support::Exposition;
use opentelemetry::KeyValue;

use crate::{exact, names, series, subject};

/// Labels that a scrape adds.
const OF_SCRAPES: [&str; 2] = ["job", "instance"];

/// The series of some metrics with their values, without the labels that a scrape adds.
fn of_app(telemetry: &Telemetry, metrics: &BTreeSet<String>) -> BTreeMap<String, f64> {
    let exposition = Exposition::parse(&telemetry.exposition().unwrap());
    let own = exposition.samples.into_iter().filter(|sample| metrics.contains(&sample.name));
    own.map(|sample| (sample.series(), sample.value)).collect()
}

fn of_world(world: &World, scrape: usize) -> BTreeMap<String, f64> {
    let without = |name: String| {
        let (name, labels) = name.split_once('{').unwrap();
        let is_own = |label: &&str| OF_SCRAPES.iter().all(|added| !label.starts_with(&format!("{added}=")));
        let own: Vec<_> = labels.trim_end_matches('}').split(',').filter(is_own).collect();
        if own.is_empty() { name.to_owned() } else { format!("{name}{{{}}}", own.join(",")) }
    };
    series(world).into_iter().map(|(name, points)| (without(name), points.values[scrape])).collect()
}

fn of_operations() -> Vec<Metric> {
    let of_one = |operation: Operation| {
        let metrics = operation.metrics();
        [Some(metrics.attempts), metrics.success, Some(metrics.latency), metrics.latency_older_name]
    };
    Operation::ALL.into_iter().flat_map(of_one).flatten().collect()
}

/// Sixty requests of each operation before each scrape, of which half fail before the second.
fn half_an_outage() -> Timeline {
    let (from, lasts) = (Duration::from_secs(30), Duration::from_secs(30));
    let (harms, amount) = (vec![Harm::Failing], Amount::Share(0.5));
    let trouble = Trouble { title: "Half".into(), from, lasts, harms, amount, shape: Shape::Constant, instances: None };
    Timeline { troubles: vec![trouble], ..exact(4, 2.0) }
}

/// Successes and errors before each scrape.
const REQUESTS: [(u64, u64); 4] = [(0, 0), (60, 0), (30, 30), (60, 0)];

#[test]
fn counters_are_those_that_the_app_shows_after_the_same_requests() {
    let metrics = [&of_operations()[..], &[CHAT_OUTCOME, CHAT_SENTIMENT, CHAT_SAFETY_ISSUE, CLIENT_ERRORS]].concat();
    let names = names(&metrics);
    let world = World::of(&half_an_outage(), &subject(Operation::Chat, Feature::Answers, 0.99), &names);
    assert_eq!(world.scrapes, REQUESTS.len());
    let telemetry = Telemetry::new("movie-guru", &Otlp::off()).unwrap();
    let meters = OperationMeters::new(telemetry.meter());
    for (scrape, (successes, errors)) in REQUESTS.into_iter().enumerate() {
        for operation in Operation::ALL {
            // Nothing can go wrong with a health check.
            let (successes, errors) =
                if operation == Operation::HealthCheck { (successes + errors, 0) } else { (successes, errors) };
            (0..successes).for_each(|_| meters.begin(operation, Instant::now()).end(Ending::Success));
            (0..errors).for_each(|_| meters.begin(operation, Instant::now()).end(Ending::of_status(500)));
        }
        // Four answers in five engage, seven people in ten say so.
        for number in 0..successes {
            let outcome = if number % 5 < 4 { Outcome::Engaged } else { Outcome::Acknowledged };
            let sentiment = if number % 10 < 7 { Sentiment::Positive } else { Sentiment::Neutral };
            meters.chat_quality(ChatQuality { outcome, sentiment, safety_issue: false });
        }
        let (app, world) = (of_app(&telemetry, &names), of_world(&world, scrape));
        let (of_app, of_world): (Vec<_>, Vec<_>) = (app.keys().collect(), world.keys().collect());
        assert_eq!(of_app, of_world, "scrape {scrape}");
        for (name, value) in &app {
            // How long they took is the app's own affair here.
            let is_of_time = (name.contains("_bucket") && !name.contains("+Inf")) || name.contains("_sum");
            if !is_of_time || scrape == 0 {
                assert!((value - world[name]).abs() < 1e-9, "scrape {scrape}: {name} is {value}, not {}", world[name]);
            }
        }
    }
}

#[test]
fn histograms_are_those_that_the_app_shows_after_the_same_requests() {
    let chat = Operation::Chat.metrics();
    let metrics = [chat.latency, chat.latency_older_name.unwrap()];
    let names = names(&metrics);
    let mut timeline = Timeline { calm: Calm { slow: 0.2, failing: 0.1, displeasing: 0.0 }, ..half_an_outage() };
    timeline.traffic.is_exact = false;
    let world = World::of(&timeline, &subject(Operation::Chat, Feature::Answers, 0.99), &names);
    let telemetry = Telemetry::new("movie-guru", &Otlp::off()).unwrap();
    let histograms = metrics.map(|metric| instruments::histogram(telemetry.meter(), metric));
    let results = CallResult::ALL.map(|result| [KeyValue::new(label::RESULT, result.name())]);
    let bound: Vec<_> = results.iter().map(|labels| histograms.each_ref().map(|of| of.bind(labels))).collect();
    let mut before = of_world(&world, 0);
    for scrape in 0..world.scrapes {
        let now = of_world(&world, scrape);
        for (result, histograms) in CallResult::ALL.into_iter().zip(&bound) {
            let up_to = |of: &BTreeMap<String, f64>, bound: f64| {
                of[&format!("{}_bucket{{le=\"{bound}\",result=\"{}\"}}", chat.latency.exposed(), result.name())]
            };
            let (mut lower, mut below) = (0.0, 0.0);
            let (mut least, mut most) = (0.0, 0.0);
            for bound in LATENCY_MS {
                let up_to = up_to(&now, bound) - up_to(&before, bound);
                // A bucket has its bound in it.
                (0..(up_to - below) as usize).for_each(|_| histograms.iter().for_each(|of| of.record(bound)));
                (least, most) = (least + lower * (up_to - below), most + bound * (up_to - below));
                (lower, below) = (bound, up_to);
            }
            let sum = format!("{}_sum{{result=\"{}\"}}", chat.latency.exposed(), result.name());
            let sum = now[&sum] - before[&sum];
            assert!(least <= sum && sum <= most, "scrape {scrape}: {least} to {most}, not {sum}");
        }
        let app = of_app(&telemetry, &names);
        assert_eq!(app.keys().collect::<Vec<_>>(), now.keys().collect::<Vec<_>>());
        for (name, value) in app.iter().filter(|(name, _)| !name.contains("_sum")) {
            assert_eq!(*value, now[name], "scrape {scrape}: {name}");
        }
        before = now;
    }
    assert!(before[&format!("{}_count{{result=\"success\"}}", chat.latency.exposed())] > 50.0);
}

#[test]
fn the_browsers_side_has_the_series_of_the_web_service() {
    let names = names(&[WEB_REQUESTS, WEB_LATENCY]);
    let world = World::of(&half_an_outage(), &subject(Operation::Chat, Feature::Answers, 0.99), &names);
    let telemetry = Telemetry::new("web", &Otlp::off()).unwrap();
    let requests = instruments::counter(telemetry.meter(), WEB_REQUESTS);
    let latency = instruments::histogram(telemetry.meter(), WEB_LATENCY);
    let of_one = |name: &'static str| {
        let operation = KeyValue::new(label::OPERATION, name);
        let results = CallResult::ALL.map(|result| KeyValue::new(label::RESULT, result.name()));
        let requests = results.map(|result| requests.bind(&[operation.clone(), result]));
        requests.iter().for_each(|counter| counter.add(0));
        (name, requests, latency.bind(&[operation]))
    };
    let browsers: Vec<_> = browser_operations().map(of_one).collect();
    for (scrape, (successes, errors)) in REQUESTS.into_iter().enumerate() {
        let measured = browsers.iter().filter(|(name, ..)| Operation::ALL.iter().any(|known| known.name() == *name));
        for (_, [success, error], latency) in measured {
            success.add(successes);
            error.add(errors);
            (0..successes + errors).for_each(|_| latency.record(100.0));
        }
        let (app, world) = (of_app(&telemetry, &names), of_world(&world, scrape));
        assert_eq!(app.keys().collect::<Vec<_>>(), world.keys().collect::<Vec<_>>());
        for (name, value) in app.iter().filter(|(name, _)| !name.contains("_bucket") && !name.contains("_sum")) {
            assert!((value - world[name]).abs() < 1e-9, "scrape {scrape}: {name}");
        }
    }
}
