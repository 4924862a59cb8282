//! Alerts on worlds against Debian's Prometheus: the same samples, the same rules, the same moments.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test says what went wrong by panicking")]

mod documents;
mod ranges;
mod rules;

use std::collections::BTreeMap;
use std::time::Duration;

use movie_guru_contract::Operation;
use movie_guru_grader::replay::{self, Played, Stage};
use movie_guru_grader::timeline::{Amount, Calm, Harm, Shape, Traffic, Trouble};
use movie_guru_grader::{Concern, Condition, Feature, GradedAlert, Recording, Subject, Timeline, World};
use movie_guru_slo::{Period, Target};

const fn minutes(minutes: u64) -> Duration {
    Duration::from_secs(minutes * 60)
}

/// Some hours in which everything happens that changes what counters look like: an outage, slow answers on some instances,
/// spikes, and two restarts.
fn busy(length: Duration) -> Timeline {
    let trouble = |title: &str, share_of_length: f64, lasts, harm, amount, shape, instances| Trouble {
        title: title.to_owned(),
        from: Duration::from_secs((length.as_secs_f64() * share_of_length) as u64),
        lasts,
        harms: vec![harm],
        amount: Amount::Share(amount),
        shape,
        instances,
    };
    let spikes = Shape::Spikes { every: minutes(5), each: minutes(1) };
    Timeline {
        name: "busy".to_owned(),
        title: "Busy".to_owned(),
        story: "Much happens.".to_owned(),
        length,
        every: Duration::from_secs(30),
        seed: 7,
        traffic: Traffic { per_second: 3.0, at_night: 1.0, instances: 3, is_exact: false },
        calm: Calm { failing: 0.002, slow: 0.01, displeasing: 0.1 },
        troubles: vec![
            trouble("outage", 0.3, minutes(9), Harm::Failing, 0.6, Shape::Constant, None),
            trouble("slow", 0.5, minutes(25), Harm::Slow, 0.9, Shape::Rising, Some(2)),
            trouble("spikes", 0.7, minutes(30), Harm::Failing, 0.9, spikes, None),
        ],
        restarts: vec![length / 3, length / 5 * 4],
    }
}

/// An SLO on answers in the chat without a document, with these alerts: names, queries, `for`, `keep_firing_for`.
fn subject(alerts: &[(&str, String, Duration, Duration)]) -> Subject {
    let alert = |(name, query, after, keep): &(&str, String, Duration, Duration)| GradedAlert {
        name: (*name).to_owned(),
        severity: "page".to_owned(),
        condition: Condition::Query { query: query.clone(), after: *after, keep: *keep },
    };
    Subject {
        title: "Chat answers".to_owned(),
        concern: Concern { operation: Operation::Chat, feature: Feature::Answers },
        target: Target::new(0.99).unwrap(),
        window: minutes(28 * 24 * 60),
        slo: None,
        pace: 1.0,
        alerts: alerts.iter().map(alert).collect(),
    }
}

/// Names of the chat's counters and of its histogram.
struct Names {
    attempts: String,
    success: String,
    latency: String,
}

fn names() -> Names {
    let metrics = Operation::Chat.metrics();
    Names {
        attempts: metrics.attempts.exposed(),
        success: metrics.success.unwrap().exposed(),
        latency: metrics.latency.exposed(),
    }
}

fn recording(record: &str, query: &str, labels: &[(&str, &str)]) -> Recording {
    let labels: BTreeMap<_, _> = labels.iter().map(|(name, value)| ((*name).to_owned(), (*value).to_owned())).collect();
    Recording { record: record.to_owned(), query: query.to_owned(), labels }
}

fn world(timeline: &Timeline, subject: &Subject, recordings: &[Recording]) -> World {
    World::of(timeline, subject, &replay::metrics(subject, recordings))
}

/// What each alert does.
fn played(world: &World, subject: &Subject, recordings: &[Recording]) -> Vec<Played> {
    let (stage, failed) = Stage::set(world, recordings, subject);
    assert!(failed.is_empty(), "{failed:?}");
    subject.alerts.iter().map(|alert| stage.play(subject, alert).unwrap()).collect()
}

/// Whether something is going on at each scrape but the last, at which what goes on ends.
fn at_scrapes(world: &World, periods: &[Period]) -> Vec<bool> {
    let is_on = |scrape| periods.iter().any(|period| period.holds(world.moment(scrape)));
    (0..world.scrapes - 1).map(is_on).collect()
}
