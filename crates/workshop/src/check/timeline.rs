//! A timeline whose truth is known: hours that are well, and then trouble.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use movie_guru_slo::{Bin, Count, History, Measure, Slo, TimeScale};
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

use super::burn::{called, is_fast, is_slow};
use super::counts::{Scenario, Sli};

/// The workshop's: a day of a window lasts an hour. A lab that runs at another pace is judged by the same timeline.
const PACE: f64 = 24.0;
/// As long as the board takes from one look to the next.
const STEP: Duration = Duration::from_secs(5);
/// So long all is well, and then so long there is trouble, on the clock.
pub(super) const HEALTHY: Duration = Duration::from_secs(3 * 3600);
pub(super) const TROUBLE: Duration = Duration::from_secs(1800);
/// What five people do.
const EVENTS_A_SECOND: f64 = 0.5;
/// Any would do; the same for all, so that the same alerts have the same verdict.
const SEED: u64 = 7;

/// What an SLO's alerts did.
pub(super) struct Replayed {
    /// The policy and how far into the healthy part it fired.
    pub(super) early: Option<(String, Duration)>,
    /// How long after the trouble began the first slow and the first fast one fired.
    pub(super) slow: Option<Duration>,
    pub(super) fast: Option<Duration>,
    /// How many times as fast as it may the budget burns in the trouble, in the long run.
    pub(super) burn: f64,
    /// The policy that fired in the trouble.
    pub(super) any: Option<String>,
}

/// What the alerts of an SLO do while a scenario is on and then another.
pub(super) fn replay(sli: Sli, slo: &Slo, healthy: &Scenario, trouble: &Scenario) -> Replayed {
    let scale = &TimeScale::new(PACE, STEP, Timestamp::UNIX_EPOCH).unwrap_or(TimeScale::REAL);
    let bound = match &slo.indicator.measure {
        Measure::Threshold { bound, .. } => Some(*bound),
        _ => None,
    };
    let mut chance = ChaCha8Rng::seed_from_u64(SEED);
    let begin = Timestamp::UNIX_EPOCH;
    let at = |length: Duration| begin + SignedDuration::try_from(length).unwrap_or_default();
    let steps = |length: Duration| (length.as_secs_f64() / STEP.as_secs_f64()) as u32;
    let (well, all) = (steps(HEALTHY), steps(HEALTHY) + steps(TROUBLE));
    let mut due = 0.0;
    let bins = (1..=all).map(|step| {
        let share = if step <= well { healthy } else { trouble }.share(sli, bound);
        due += EVENTS_A_SECOND * STEP.as_secs_f64();
        let total = due as u32;
        due -= f64::from(total);
        let good = (0..total).filter(|_| chance.random_bool(share.clamp(0.0, 1.0))).count();
        Bin { end: at(STEP * step), count: Count { good: good as f64, total: f64::from(total) } }
    });
    let history = History::new(bins.collect());
    let burn = (1.0 - trouble.share(sli, bound)) / slo.target.budget();
    let mut replayed = Replayed { early: None, slow: None, fast: None, burn, any: None };
    for alert in &slo.alerts {
        let fired = history.fired(slo, alert, scale, (1..=all).map(|step| at(STEP * step)));
        let since = |moment: Timestamp| Duration::try_from(moment.duration_since(begin)).unwrap_or_default();
        if let Some(period) = fired.iter().find(|period| since(period.start) <= HEALTHY) {
            replayed.early.get_or_insert_with(|| (called(alert), since(period.start)));
        }
        let Some(period) = fired.iter().find(|period| since(period.end) > HEALTHY) else { continue };
        let after = since(period.start).saturating_sub(HEALTHY);
        replayed.any.get_or_insert_with(|| called(alert));
        let of = if is_slow(alert) { &mut replayed.slow } else { &mut replayed.fast };
        if is_slow(alert) || is_fast(alert, slo.target) {
            *of = Some(of.map_or(after, |earlier| earlier.min(after)));
        }
    }
    replayed
}
