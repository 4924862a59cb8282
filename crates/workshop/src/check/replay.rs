//! The team's alerts, replayed against a timeline whose truth is known.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use movie_guru_slo::{Bin, Count, History, Measure, Slo, TimeScale};
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use serde::Deserialize;

use super::alerts::{is_fast, is_slow};
use super::counts::{Scenario, Sli};
use super::finding::Finding;
use super::scene::Scene;
use super::slos::find;

/// The workshop's: a day of a window lasts an hour. A lab that runs at another pace is judged by the same timeline.
const PACE: f64 = 24.0;
/// As long as the board takes from one look to the next.
const STEP: Duration = Duration::from_secs(5);
/// So long all is well, and then so long there is trouble, on the clock.
const HEALTHY: Duration = Duration::from_secs(3 * 3600);
const TROUBLE: Duration = Duration::from_secs(1800);
/// A fast alert is told within so long, on the clock; in the workshop's time that is two hours.
const SOON: Duration = Duration::from_secs(300);
/// What five people do.
const EVENTS_A_SECOND: f64 = 0.5;
/// Any would do; the same for all, so that the same alerts have the same verdict.
const SEED: u64 = 7;

/// Alerts of these SLIs are right on a timeline that is well at first, and then has trouble.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ReplayCheck {
    /// The scenario in which all is well.
    pub healthy: String,
    /// The scenario of the trouble.
    pub trouble: String,
    /// SLIs whose fast alert fires in the trouble, soon.
    #[serde(default)]
    pub fast: Vec<Sli>,
    /// SLIs whose slow alert fires in the trouble.
    #[serde(default)]
    pub slow: Vec<Sli>,
    /// SLIs none of whose alerts fires.
    #[serde(default)]
    pub quiet: Vec<Sli>,
    /// What is looked at; both where it is left out.
    pub only: Option<Part>,
}

/// A part of the timeline.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Part {
    /// Nothing fires while all is well.
    Healthy,
    /// What should fire does, once there is trouble.
    Trouble,
}

/// What an SLO's alerts did.
struct Replayed {
    /// The policy and how far into the healthy part it fired.
    early: Option<(String, Duration)>,
    /// How long after the trouble began the first slow and the first fast one fired.
    slow: Option<Duration>,
    fast: Option<Duration>,
    /// The policy that fired in the trouble.
    any: Option<String>,
}

impl ReplayCheck {
    pub(super) async fn look(&self, scene: &Scene<'_>) -> Finding {
        let slos = match scene.evidence.board.slos().await {
            Ok(slos) => slos,
            Err(missing) => return missing.into(),
        };
        let scale = TimeScale::new(PACE, STEP, Timestamp::UNIX_EPOCH).unwrap_or(TimeScale::REAL);
        let (Some(healthy), Some(trouble)) = (Scenario::named(&self.healthy), Scenario::named(&self.trouble)) else {
            return Finding::not_yet("The scenarios of this check are not there.", "Tell your coach.");
        };
        let mut said = Vec::new();
        for sli in self.fast.iter().chain(&self.slow).chain(&self.quiet) {
            let slo = match find(*sli, &slos, scene.evidence.metrics.as_ref()).await {
                Ok(Ok(slo)) => &slo.slo,
                Ok(Err(finding)) => return finding,
                Err(missing) => return missing.into(),
            };
            let title = slo.metadata.title();
            if slo.alerts.is_empty() {
                return Finding::fails(format!("“{title}” has no alert to replay."), "Give it a slow and a fast one.");
            }
            let replayed = replay(*sli, slo, &healthy, &trouble, &scale);
            if self.only != Some(Part::Trouble)
                && let Some((policy, at)) = replayed.early
            {
                return Finding::fails(
                    format!("{policy} of “{title}” fires after {} min in which all is well.", at.as_secs() / 60),
                    "A call for nothing. Raise its factor, or its windows, so that a few failures in a row are not enough.",
                );
            }
            if self.only == Some(Part::Healthy) {
                said.push(format!("“{title}” stays quiet"));
                continue;
            }
            let found = if self.fast.contains(sli) {
                self.fast_enough(title, &replayed)
            } else if self.slow.contains(sli) {
                told(title, &replayed)
            } else {
                quiet(title, &replayed)
            };
            match found {
                Ok(observed) => said.push(observed),
                Err(finding) => return finding,
            }
        }
        Finding::holds(format!(
            "On a timeline of {} h that is well and {} min that are not: {}.",
            HEALTHY.as_secs() / 3600,
            TROUBLE.as_secs() / 60,
            said.join("; ")
        ))
    }

    fn fast_enough(&self, title: &str, replayed: &Replayed) -> Result<String, Finding> {
        match replayed.fast {
            Some(after) if after <= SOON => Ok(format!("“{title}” calls after {}", minutes(after))),
            Some(after) => Err(Finding::fails(
                format!("The fast alert of “{title}” fires {} after {} began.", minutes(after), self.trouble),
                "That is late for a fast burn. Shorten its windows, or the time that it has to hold.",
            )),
            None => Err(Finding::fails(
                format!("No fast alert of “{title}” fires in {}, where its budget burns fast.", self.trouble),
                "Look at its factor and windows: would it fire if everything failed, and how soon?",
            )),
        }
    }
}

fn told(title: &str, replayed: &Replayed) -> Result<String, Finding> {
    match replayed.slow {
        Some(after) => Ok(format!("“{title}” says after {} that it burns slowly", minutes(after))),
        None => Err(Finding::fails(
            format!("No slow alert of “{title}” fires, where its budget burns at 1.7 times the speed it may."),
            "Lower its factor below that, and give it a window that is full within half an hour of the clock.",
        )),
    }
}

fn quiet(title: &str, replayed: &Replayed) -> Result<String, Finding> {
    match &replayed.any {
        None => Ok(format!("“{title}” stays quiet")),
        Some(policy) => Err(Finding::fails(
            format!("{policy} of “{title}” fires, though nothing changed for it."),
            "A call for nothing. Raise its factor, or its windows.",
        )),
    }
}

fn minutes(length: Duration) -> String {
    format!("{:.0} min", length.as_secs_f64() / 60.0)
}

fn replay(sli: Sli, slo: &Slo, healthy: &Scenario, trouble: &Scenario, scale: &TimeScale) -> Replayed {
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
    let mut replayed = Replayed { early: None, slow: None, fast: None, any: None };
    for alert in &slo.alerts {
        let fired = history.fired(slo, alert, scale, (1..=all).map(|step| at(STEP * step)));
        let since = |moment: Timestamp| Duration::try_from(moment.duration_since(begin)).unwrap_or_default();
        let name = alert.policy.title();
        if let Some(period) = fired.iter().find(|period| since(period.start) <= HEALTHY) {
            replayed.early.get_or_insert_with(|| (name.to_owned(), since(period.start)));
        }
        let Some(period) = fired.iter().find(|period| since(period.end) > HEALTHY) else { continue };
        let after = since(period.start).saturating_sub(HEALTHY);
        replayed.any.get_or_insert_with(|| name.to_owned());
        let of = if is_slow(alert) { &mut replayed.slow } else { &mut replayed.fast };
        if is_slow(alert) || is_fast(alert, slo.target) {
            *of = Some(of.map_or(after, |earlier| earlier.min(after)));
        }
    }
    replayed
}
