//! Requests counted, and what follows for an SLO. Request-based, as in the SRE Workbook, chapter 2 (Implementing SLOs), and as Cloud Monitoring computes it.

use std::ops::{Add, Sub};
use std::time::Duration;

use crate::model::{Alert, Target};
use crate::shorthand::{Shorthand, Unit};

/// How many requests were good, of how many. Fractions are fine: a counter may have them.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Count {
    /// The good ones.
    pub good: f64,
    /// All.
    pub total: f64,
}

impl Count {
    /// The SLI: good ones of all, 0 to 1; none without requests.
    pub fn sli(&self) -> Option<f64> {
        (self.total > 0.0).then(|| (self.good / self.total).clamp(0.0, 1.0))
    }

    /// How fast the budget burns: the share of bad requests, as a multiple of the share that may be bad. 1 spends the
    /// budget exactly (SRE Workbook, chapter 5, "4: Alert on Burn Rate"). Without requests nothing burns: 0.
    pub fn burn_rate(&self, target: Target) -> f64 {
        if self.total <= 0.0 {
            return 0.0;
        }
        // Not 1 less the SLI: one bad of 200 is to be 0.005, and not a hair more.
        ((self.total - self.good) / self.total).clamp(0.0, 1.0) / target.budget()
    }

    /// The part of the error budget that is left: 1 is all of it, 0 none, below 0 more was spent than there was. The
    /// budget is the share of the counted requests that may be bad (SRE Workbook, chapter 2).
    pub fn budget_left(&self, target: Target) -> f64 {
        1.0 - self.burn_rate(target)
    }
}

impl Add for Count {
    type Output = Self;

    fn add(self, other: Self) -> Self {
        Self { good: self.good + other.good, total: self.total + other.total }
    }
}

impl Sub for Count {
    type Output = Self;

    fn sub(self, other: Self) -> Self {
        Self { good: self.good - other.good, total: self.total - other.total }
    }
}

/// A share of fewer requests says nothing.
const LEAST: f64 = 10.0;

impl Alert {
    /// How long an alert goes on firing where its condition does not say: five minutes.
    pub const KEEP: Shorthand = Shorthand { number: 5, unit: Unit::Minute };

    /// How many requests suit a target and a factor: so many that a single bad one is not above the threshold,
    /// 1 / (factor * budget), and at least ten. In a service with little traffic one failed request is a high burn rate
    /// (SRE Workbook, chapter 5, "Low-Traffic Services and Error Budget Alerting").
    pub fn suitable_requests(target: Target, factor: f64) -> u32 {
        // A billionth is what floating point may be off.
        (1.0 / (factor * target.budget()) - 1e-9).ceil().max(LEAST) as u32
    }

    /// How many requests there must be in the long window, or the condition does not hold: what it says, or what suits.
    pub fn least_requests(&self, target: Target) -> u32 {
        self.min_requests.unwrap_or_else(|| Self::suitable_requests(target, self.factor))
    }

    /// Whether the condition holds, given what was counted over its long window and, where it has one, its short one.
    pub fn holds(&self, target: Target, long: Count, short: Option<Count>) -> bool {
        let above = |count: Count| count.burn_rate(target) > self.factor;
        long.total >= f64::from(self.least_requests(target)) && above(long) && short.is_none_or(above)
    }
}

/// When the budget will be spent if requests go on as they did over the burn rate's window.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Exhaustion {
    /// It is spent.
    Spent,
    /// After so long.
    After(Duration),
    /// Not while things go on like this: the burn rate is at most 1, or the period of the calendar ends before.
    NotInSight,
}

/// What a budget is counted over, seen from now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Span {
    /// How much of the window has been counted: less than its length while the SLO is young.
    pub counted: Duration,
    /// The whole window.
    pub length: Duration,
    /// Whether it rolls: then, once it is full, old requests leave as new ones come. A period of the calendar ends.
    pub rolls: bool,
}

impl Exhaustion {
    /// When a budget of which `left` is left is spent at a burn rate, if as many requests come as before and those that
    /// leave a rolling window are like the average of it. For a full window with its whole budget this is the SRE
    /// Workbook's window / burn rate (chapter 5, "4: Alert on Burn Rate").
    ///
    /// With `c = 1 - left` consumed over the time `e` counted so far, and burn rate `b` from now on: while the window
    /// fills, (c e + b t) / (e + t) = 1 at t = e left / (b - 1). Once it is full and rolls, (c (w - t) + b t) / w = 1 at
    /// t = w left / (b - c).
    pub fn project(left: f64, burn_rate: f64, span: Span) -> Self {
        if left <= 0.0 {
            return Self::Spent;
        }
        if burn_rate <= 1.0 || span.counted.is_zero() {
            return Self::NotInSight;
        }
        let (counted, length) = (span.counted.as_secs_f64(), span.length.as_secs_f64());
        let filling = counted * left / (burn_rate - 1.0);
        let after = if counted + filling <= length {
            filling
        } else if span.rolls {
            length * left / (burn_rate - 1.0 + left)
        } else {
            return Self::NotInSight;
        };
        Duration::try_from_secs_f64(after).map_or(Self::NotInSight, Self::After)
    }
}
