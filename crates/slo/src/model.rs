//! An SLO once everything it refers to has been found: what the arithmetic and the renderings work on.
//!
//! One `Slo` is one objective. OpenSLO allows several on a ratio; here each has a name, a budget and alerts of its own.

use std::collections::BTreeMap;

use crate::selector::Selector;
use crate::shorthand::Shorthand;
use crate::window::Window;

/// Annotation on an alert condition: the short window of a multi-window alert, a [`Shorthand`]. OpenSLO v1 has room
/// for one window only.
pub const SHORT_WINDOW: &str = "movie-guru-lab/short-window";
/// Annotation on an alert condition: so many requests must have come in its long window, or it does not hold. Without it
/// [`Alert::least_requests`] follows from the target.
pub const MIN_REQUESTS: &str = "movie-guru-lab/min-requests";
/// Annotation on an alert condition: how long an alert goes on firing once the condition holds no more, a [`Shorthand`];
/// `keep_firing_for` of Prometheus, of which OpenSLO v1 knows nothing. Without it [`Alert::KEEP`].
pub const KEEP_FIRING_FOR: &str = "movie-guru-lab/keep-firing-for";
/// Annotation on an SLO: `"true"` where requests from before its creation count too.
pub const LOOK_BACK: &str = "movie-guru-lab/look-back";

/// What every OpenSLO object carries.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Metadata {
    /// The name by which others refer to it: an RFC 1123 label.
    pub name: String,
    /// The name for people.
    pub display_name: Option<String>,
    /// Labels of the user's own; each has one value or several.
    pub labels: BTreeMap<String, Vec<String>>,
    /// Annotations, [`SHORT_WINDOW`] and [`LOOK_BACK`] among them.
    pub annotations: BTreeMap<String, String>,
}

impl Metadata {
    /// The name for people, or else the name.
    pub fn title(&self) -> &str {
        self.display_name.as_deref().unwrap_or(&self.name)
    }
}

/// A group of SLOs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Service {
    /// Its name.
    pub metadata: Metadata,
    /// What it is.
    pub description: Option<String>,
}

/// Where an alert goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NotificationTarget {
    /// Its name.
    pub metadata: Metadata,
    /// What it is.
    pub description: Option<String>,
    /// The kind of target: `slack`, `webhook`, `inbox`.
    pub target: String,
}

/// A service level objective.
#[derive(Clone, Debug, PartialEq)]
pub struct Slo {
    /// Its name.
    pub metadata: Metadata,
    /// What it promises, for people.
    pub description: Option<String>,
    /// The name of its [`Service`].
    pub service: String,
    /// What is measured.
    pub indicator: Indicator,
    /// Over which time.
    pub window: Window,
    /// The share of requests that must be good.
    pub target: Target,
    /// The name of the objective, for people.
    pub objective: Option<String>,
    /// When somebody is told.
    pub alerts: Vec<Alert>,
}

impl Slo {
    /// Whether requests from before its creation count: [`LOOK_BACK`].
    pub fn looks_back(&self) -> bool {
        self.metadata.annotations.get(LOOK_BACK).is_some_and(|value| value == "true")
    }
}

/// A service level indicator.
#[derive(Clone, Debug, PartialEq)]
pub struct Indicator {
    /// Its name.
    pub metadata: Metadata,
    /// What it is, for people.
    pub description: Option<String>,
    /// How requests are told apart.
    pub measure: Measure,
}

/// Which requests are good, from counters that only rise.
#[derive(Clone, Debug, PartialEq)]
pub enum Measure {
    /// Good ones of all.
    Good {
        /// Counts the good ones.
        good: Selector,
        /// Counts all.
        total: Selector,
    },
    /// All but the bad ones.
    Bad {
        /// Counts the bad ones.
        bad: Selector,
        /// Counts all.
        total: Selector,
    },
    /// Those on the right side of a bound of a histogram.
    Threshold {
        /// The histogram, without `_bucket`.
        histogram: Selector,
        /// Which side is good.
        side: Side,
        /// The bound of a bucket, in the histogram's unit.
        bound: f64,
    },
}

/// Which side of a threshold is good. A bucket counts what is at most its bound, so `lt` and `gte` cannot be told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Side {
    /// `lte`
    AtMost,
    /// `gt`
    Above,
}

/// The share of requests that must be good: at least 0, below 1.
#[derive(Clone, Copy, Debug, PartialEq, PartialOrd)]
pub struct Target(f64);

impl Target {
    /// None where the share is not in `[0, 1)`: an objective of 100 % leaves no budget to burn.
    pub fn new(share: f64) -> Option<Self> {
        (0.0..1.0).contains(&share).then_some(Self(share))
    }

    /// The share, `[0, 1)`.
    pub const fn share(self) -> f64 {
        self.0
    }

    /// The error budget: the share of requests that may be bad, `(0, 1]`. Rounded to 15 decimals, so that 90 % leaves
    /// 0.1 and not 0.09999999999999998.
    pub fn budget(self) -> f64 {
        let rounded = ((1.0 - self.0) * 1e15).round() / 1e15;
        if rounded > 0.0 { rounded } else { 1.0 - self.0 }
    }

    /// The burn rate when every request is bad, 1 / (1 - target): none can be higher.
    pub fn highest_burn_rate(self) -> f64 {
        1.0 / self.budget()
    }

    /// Whether an alert of this factor can ever fire: the factor must be exceeded, so one at the highest burn rate
    /// cannot. Off by a billionth is the same, since 1 / (1 - target) is seldom a round number.
    pub fn can_exceed(self, factor: f64) -> bool {
        factor < self.highest_burn_rate() * (1.0 - 1e-9)
    }

    /// The highest factor that makes sense for an alert: the burn rate when nine requests in ten are bad, rounded down
    /// to one decimal. At [`Target::highest_burn_rate`] itself an alert could not fire, for it must be exceeded.
    pub fn highest_sensible_factor(self) -> f64 {
        // A thousandth of a tenth is what floating point may be off.
        ((self.highest_burn_rate() * 0.9 * 10.0) + 1e-4).floor() / 10.0
    }

    /// A factor to propose for an alert on a fast burn: half of the highest burn rate, rounded down to one decimal, so that
    /// it goes on firing while more than half of the requests are bad. At most 10, and 2.5 where half is less, for up to 2 a
    /// burn is a slow one; but never above [`Target::highest_sensible_factor`].
    pub fn proposed_factor(self) -> f64 {
        let half = ((self.highest_burn_rate() * 0.5 * 10.0) + 1e-4).floor() / 10.0;
        half.clamp(2.5, 10.0).min(self.highest_sensible_factor())
    }
}

/// Tells somebody when the budget burns too fast: an alert policy and its one condition.
///
/// It fires when the burn rate is above `factor` over the long window and over the short one: SRE Workbook, chapter 5,
/// "6: Multiwindow, Multi-Burn-Rate Alerts".
#[derive(Clone, Debug, PartialEq)]
pub struct Alert {
    /// The policy's name.
    pub policy: Metadata,
    /// What the policy is, for people.
    pub policy_description: Option<String>,
    /// The condition's name.
    pub condition: Metadata,
    /// What the condition is, for people.
    pub description: Option<String>,
    /// How bad it is: `page`, `ticket`.
    pub severity: String,
    /// The burn rate that must be exceeded.
    pub factor: f64,
    /// Over which time the burn rate is taken.
    pub long: Shorthand,
    /// The second, shorter time over which it must be exceeded too, so that the alert ends soon after the trouble.
    pub short: Option<Shorthand>,
    /// How long it must hold before the alert fires.
    pub after: Shorthand,
    /// How long it goes on firing once it holds no more.
    pub keep: Shorthand,
    /// How many requests there must be in the long window, where that is said: [`Alert::least_requests`].
    pub min_requests: Option<u32>,
    /// Whether the end is told as well.
    pub when_resolved: bool,
    /// Names of [`NotificationTarget`]s.
    pub targets: Vec<String>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_highest_burn_rate_is_that_of_a_total_outage() {
        let target = |share| Target::new(share).unwrap();
        assert_eq!(target(0.9).highest_burn_rate(), 10.0);
        assert!((target(0.7).highest_burn_rate() - 3.333).abs() < 0.001);
        assert_eq!(target(0.9).highest_sensible_factor(), 9.0);
        assert_eq!(target(0.7).highest_sensible_factor(), 3.0);
        assert_eq!(target(0.99).highest_sensible_factor(), 90.0);
        let proposed = [0.99, 0.95, 0.92, 0.9, 0.8, 0.75, 0.7, 0.6].map(|share| target(share).proposed_factor());
        assert_eq!(proposed, [10.0, 10.0, 6.2, 5.0, 2.5, 2.5, 2.5, 2.2]);
        assert!(target(0.9).can_exceed(9.99) && !target(0.9).can_exceed(10.0));
        assert!(target(0.99).can_exceed(99.9) && !target(0.99).can_exceed(100.0));
        assert_eq!(Target::new(1.0), None);
        assert_eq!(Target::new(f64::NAN), None);
    }
}
