//! The share of bad requests below which a condition never holds.

use std::time::Duration;

use promql::QueryError;

use super::needs::{Needs, needs};
use super::scene::Scene;
use super::scrapes::Scrapes;
use crate::subject::{Condition, Feature, Recording, Subject};
use crate::timeline::{Amount, Calm, Harm, Shape, Timeline, Traffic, Trouble};
use crate::world::World;

/// Between two scrapes, on the calendar: where a query's ranges are short, as in all worlds, and otherwise longer, since
/// nothing changes.
const EVERY: (Duration, Duration) = (Duration::from_secs(30), Duration::from_secs(300));
/// So many more scrapes than a query looks back.
const MORE: u32 = 24;
/// Requests a second, as by day on most timelines: what a number of them means depends on it.
const PER_SECOND: f64 = 0.7;
/// Shares below this are none.
const NONE: f64 = 1e-6;
/// From [`NONE`] to all these leave three digits.
const HALVINGS: usize = 12;

/// The share of bad requests, 0 to 1, below which a condition never holds, however long it lasts; none where it does not even
/// if all are bad. For burn rates [`movie_guru_slo::Target`] says it; for queries it is found by halving, to two digits, on
/// worlds in which a constant share of constant traffic is bad.
pub fn least_error_rate(subject: &Subject, condition: &Condition, recordings: &[Recording]) -> Option<f64> {
    match condition {
        Condition::BurnRate(alert) => {
            let target = subject.slo.as_ref().map_or(subject.target, |slo| slo.target);
            target.can_exceed(alert.factor).then(|| (alert.factor * target.budget()).max(0.0))
        }
        Condition::Query { query, .. } => halved(|share| holds(subject, query, recordings, share).unwrap_or(false)),
    }
}

/// Where something that holds above a share, and not below it, begins to; none where it does not hold at 1.
fn halved(holds: impl Fn(f64) -> bool) -> Option<f64> {
    if !holds(1.0) {
        return None;
    }
    if holds(NONE) {
        return Some(0.0);
    }
    let (mut below, mut above) = (NONE, 1.0_f64);
    for _ in 0..HALVINGS {
        // Halved in their logarithms, for small shares are told as exactly as large ones.
        let middle = (below * above).sqrt();
        *(if holds(middle) { &mut above } else { &mut below }) = middle;
    }
    Some(two_digits((below * above).sqrt()))
}

fn two_digits(share: f64) -> f64 {
    format!("{share:.1e}").parse().unwrap_or(share)
}

/// Whether a query has an answer when this share of requests has been bad for as long as it looks back.
fn holds(subject: &Subject, query: &str, recordings: &[Recording], share: f64) -> Result<bool, QueryError> {
    let needs = needs([query], recordings, World::known_metrics);
    let world = World::of(&constant(subject, &needs, share), subject, &needs.names);
    let mut scene = Scene::new(&world, Scrapes::of(&world));
    scene.record([query], recordings);
    scene.holds_at_last(query)
}

fn constant(subject: &Subject, needs: &Needs, share: f64) -> Timeline {
    // Queries are on the clock, timelines on the calendar.
    let calendar =
        |clock: Duration| Duration::try_from_secs_f64(clock.as_secs_f64() * subject.pace).unwrap_or_default();
    let every = needs.shortest.map_or(EVERY.1, |shortest| calendar(shortest / 2)).clamp(EVERY.0, EVERY.1);
    let length = calendar(needs.back) + every * MORE;
    let harm = match subject.concern.feature {
        Feature::Answers => Harm::Failing,
        Feature::Fast(_) => Harm::Slow,
        Feature::Pleases => Harm::Displeasing,
    };
    let trouble = Trouble {
        title: String::new(),
        from: Duration::ZERO,
        lasts: length,
        harms: vec![harm],
        amount: Amount::Share(share),
        shape: Shape::Constant,
        instances: None,
    };
    Timeline {
        name: String::new(),
        title: String::new(),
        story: String::new(),
        length,
        every,
        seed: 0,
        traffic: Traffic { per_second: PER_SECOND, at_night: 1.0, instances: 1, is_exact: true },
        calm: Calm::default(),
        troubles: vec![trouble],
        restarts: Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::subject::Concern;
    use movie_guru_contract::Operation;
    use movie_guru_slo::Target;
    use std::collections::BTreeMap;

    #[test]
    fn halving_finds_a_share_to_two_digits() {
        for share in [0.000_25, 0.0144, 0.09, 0.5] {
            let found = halved(|asked| asked > share).unwrap();
            assert!((found / share - 1.0).abs() < 0.04, "{share}: {found}");
        }
        assert_eq!(halved(|asked| asked > 0.0137), Some(0.014));
        assert_eq!(halved(|_| false), None);
        assert_eq!(halved(|_| true), Some(0.0));
    }

    fn least(pace: f64, query: String, recordings: &[Recording]) -> Option<f64> {
        let subject = Subject {
            title: String::new(),
            concern: Concern { operation: Operation::Chat, feature: Feature::Answers },
            target: Target::new(0.999).unwrap(),
            window: Duration::from_secs(30 * 86_400),
            slo: None,
            pace,
            alerts: Vec::new(),
        };
        let condition = Condition::Query { query, after: Duration::ZERO, keep: Duration::ZERO };
        least_error_rate(&subject, &condition, recordings)
    }

    #[test]
    fn the_least_error_rate_of_a_query_is_found_in_constant_worlds() {
        let metrics = Operation::Chat.metrics();
        let (all, good) = (metrics.attempts.exposed(), metrics.success.unwrap().exposed());
        let share = |range: &str| format!("1 - sum(rate({good}[{range}])) / sum(rate({all}[{range}]))");
        assert_eq!(least(1.0, format!("{} > 0.0142", share("1h")), &[]), Some(0.014));
        assert_eq!(least(24.0, format!("{} > 0.0142", share("150s")), &[]), Some(0.014));
        let pair = format!("{} > 0.000621 and {} > 0.000311", share("3d"), share("1m"));
        assert_eq!(least(1.0, pair, &[]), Some(0.00062));
        assert_eq!(least(1.0, format!("{} > 1", share("1h")), &[]), None);
        assert_eq!(least(1.0, format!("{} > 0", share("20s")), &[]), None, "one scrape is no rate");
        let per_second = format!("sum(rate({all}[5m])) - sum(rate({good}[5m])) > 0.177");
        assert_eq!(least(1.0, per_second, &[]), Some(0.25), "of 0.7 a second");
        let recording = Recording { record: "errors".to_owned(), query: share("5m"), labels: BTreeMap::from([]) };
        assert_eq!(least(1.0, "avg_over_time(errors[2h]) > 0.0321".to_owned(), &[recording]), Some(0.032));
        assert_eq!(least(1.0, "errors > 0.03".to_owned(), &[]), None, "which nobody records");
        assert_eq!(least(1.0, "vector(1)".to_owned(), &[]), Some(0.0));
        assert_eq!(least(1.0, "sum(".to_owned(), &[]), None);
    }
}
