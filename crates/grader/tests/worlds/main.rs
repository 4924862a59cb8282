//! Timelines and their worlds: what is read, what monitoring has of it, and that this is what the app itself would show.

#![expect(clippy::unwrap_used, reason = "a test says what went wrong by panicking")]

mod instruments;
mod mistakes;
mod prometheus;
mod properties;
mod recorded;
mod shipped;

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use movie_guru_contract::{Metric, Operation};
use movie_guru_grader::timeline::{Calm, Traffic};
use movie_guru_grader::{Concern, Feature, Subject, Timeline, World};
use movie_guru_slo::Target;
use promql::Queryable;
use series::{METRIC_NAME, Points};

/// An SLO of 28 days at the usual pace.
fn subject(operation: Operation, feature: Feature, target: f64) -> Subject {
    Subject {
        title: "s".into(),
        concern: Concern { operation, feature },
        target: Target::new(target).unwrap(),
        window: Duration::from_hours(28 * 24),
        slo: None,
        pace: 1.0,
        alerts: Vec::new(),
    }
}

/// Some scrapes, 30 s apart, in which nothing happens and nothing is left to chance.
fn exact(scrapes: u32, per_second: f64) -> Timeline {
    let every = Duration::from_secs(30);
    Timeline {
        name: "exact".into(),
        title: "Exact".into(),
        story: "Nothing happens.".into(),
        length: every * (scrapes - 1),
        every,
        seed: 1,
        traffic: Traffic { per_second, at_night: 1.0, instances: 1, is_exact: true },
        calm: Calm::default(),
        troubles: Vec::new(),
        restarts: Vec::new(),
    }
}

fn names(metrics: &[Metric]) -> BTreeSet<String> {
    metrics.iter().flat_map(Metric::series).collect()
}

/// All series by their names and labels, as they are written.
fn series(world: &World) -> BTreeMap<String, Points> {
    let of = |selected: Result<promql::Selected, _>| {
        let (labels, points) = selected.unwrap();
        let own = labels.iter().filter(|(name, _)| *name != METRIC_NAME);
        let own: Vec<_> = own.map(|(name, value)| format!("{name}=\"{value}\"")).collect();
        (format!("{}{{{}}}", labels[METRIC_NAME], own.join(",")), points)
    };
    world.select(&[], i64::MIN, i64::MAX).map(of).collect()
}

/// The sum of the last values of the series whose names and labels have all of these texts.
fn last(world: &World, texts: &[&str]) -> f64 {
    let all = series(world);
    let meant = all.iter().filter(|(name, _)| texts.iter().all(|text| name.contains(text)));
    meant.map(|(_, points)| points.values.last().unwrap()).sum()
}
