//! What an expression means, as far as SLOs go: a number, a count of events, a share of them, or a condition on shares.
//!
//! Everything is brought to one form: bad events of all over a window, above a threshold. So `1 - good / all > 14.4 * (1 - 0.99)`,
//! `good / all < 1 - 14.4 * 0.01` and `(all - good) / all / 0.01 > 14.4` are the same.

use std::time::Duration;

use super::labels::Labels;
use crate::evidence::share::{Share, Tally};

/// More alternatives of one alert are nobody's.
const MOST_ALTERNATIVES: usize = 64;

/// Why an expression was not understood: "it …".
pub(super) type Why = String;

/// What an expression means.
#[derive(Clone, Debug)]
pub(super) enum Meaning {
    Number(Number),
    Count(Count),
    Ratio(Ratio),
    Condition(Condition),
}

/// A constant.
#[derive(Clone, Debug)]
pub(super) struct Number {
    pub(super) value: f64,
    /// The error budget in it, where its form shows one: 0.01 of `14.4 * (1 - 0.99)`.
    pub(super) budget: Option<f64>,
    /// None of a scalar.
    pub(super) labels: Option<Labels>,
}

/// Events over a window.
#[derive(Clone, Debug)]
pub(super) struct Count {
    pub(super) tally: Tally,
    pub(super) window: Duration,
    /// Whether it is so many a second.
    pub(super) per_second: bool,
    pub(super) labels: Labels,
    /// Series that are not summed up are told apart by what was selected too.
    pub(super) is_summed: bool,
}

/// `plus + times * part / all`.
#[derive(Clone, Debug)]
pub(super) struct Ratio {
    pub(super) plus: f64,
    pub(super) times: f64,
    pub(super) part: Tally,
    pub(super) all: Tally,
    pub(super) window: Duration,
    /// The budget by which it was divided.
    pub(super) budget: Option<f64>,
    pub(super) labels: Labels,
}

/// Alternatives, of each of which all must hold.
#[derive(Clone, Debug)]
pub(super) struct Condition {
    pub(super) any: Vec<Vec<Clause>>,
    pub(super) labels: Labels,
}

/// One comparison.
#[derive(Clone, Debug)]
pub(super) enum Clause {
    /// A share of bad events is above a threshold.
    Burn { share: Share, window: Duration, above: f64, budget: Option<f64>, labels: Labels },
    /// There were so many events.
    Least { tally: Tally, window: Duration, number: f64 },
}

/// The sides of a comparison that is not turned round.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Side {
    Above,
    Below,
}

impl Number {
    pub(super) fn scalar(value: f64) -> Self {
        Self { value, budget: None, labels: None }
    }

    /// As a budget, where it can be one.
    fn as_budget(&self) -> Option<f64> {
        self.budget.or(Some(self.value)).filter(|budget| *budget > 0.0 && *budget < 1.0)
    }

    pub(super) fn plus(&self, other: &Self) -> (f64, Option<f64>) {
        (self.value + other.value, self.budget.or(other.budget))
    }

    /// 1 less a target is a budget.
    pub(super) fn minus(&self, other: &Self) -> (f64, Option<f64>) {
        let value = self.value - other.value;
        let is_target = self.value == 1.0 && (0.5..1.0).contains(&other.value);
        (value, self.budget.or(other.budget).or(is_target.then_some(value)))
    }

    /// A factor times a budget, in either order.
    pub(super) fn times(&self, other: &Self) -> (f64, Option<f64>) {
        let part = |one: f64, factor: f64| (one > 0.0 && one < 1.0 && factor >= 1.0).then_some(one);
        let shown = part(self.value, other.value).or_else(|| part(other.value, self.value));
        (self.value * other.value, self.budget.or(other.budget).or(shown))
    }

    pub(super) fn over(&self, other: &Self) -> (f64, Option<f64>) {
        (self.value / other.value, self.budget)
    }
}

impl Count {
    /// With another, so many times.
    pub(super) fn with(&self, times: f64, other: &Self, labels: Labels) -> Result<Self, Why> {
        self.same_window(other)?;
        Ok(Self { tally: self.tally.with(times, &other.tally), labels, ..self.clone() })
    }

    fn same_window(&self, other: &Self) -> Result<(), Why> {
        if self.window != other.window {
            return Err("it puts counts over different windows together".to_owned());
        }
        if self.per_second != other.per_second {
            return Err("it puts a rate and an increase together".to_owned());
        }
        Ok(())
    }

    pub(super) fn of(&self, all: &Self, labels: Labels) -> Result<Ratio, Why> {
        self.same_window(all)?;
        if all.tally.is_nothing() {
            return Err("it divides by nothing".to_owned());
        }
        let (part, all) = (self.tally.clone(), all.tally.clone());
        Ok(Ratio { plus: 0.0, times: 1.0, part, all, window: self.window, budget: None, labels })
    }

    /// So many events at least.
    pub(super) fn at_least(&self, number: f64) -> Clause {
        let number = if self.per_second { number * self.window.as_secs_f64() } else { number };
        Clause::Least { tally: self.tally.clone(), window: self.window, number }
    }
}

impl Ratio {
    pub(super) fn shifted(self, by: f64) -> Self {
        Self { plus: self.plus + by, ..self }
    }

    pub(super) fn scaled(self, by: f64) -> Self {
        Self { plus: self.plus * by, times: self.times * by, ..self }
    }

    pub(super) fn over(self, number: &Number) -> Result<Self, Why> {
        if number.value == 0.0 {
            return Err("it divides by nothing".to_owned());
        }
        let budget = self.budget.or(number.as_budget());
        Ok(Self { budget, ..self.scaled(1.0 / number.value) })
    }

    /// The share as it is, read as one of bad events, or as one of good ones.
    pub(super) fn share(&self, is_of_bad: bool) -> Result<Share, Why> {
        let is = |plus: f64, times: f64| (self.plus - plus).abs() < 1e-9 && (self.times - times).abs() < 1e-9;
        let rest = || self.all.with(-1.0, &self.part);
        let value = if is(0.0, 1.0) {
            self.part.clone()
        } else if is(1.0, -1.0) {
            rest()
        } else {
            return Err("it is no share of events, between 0 and 1".to_owned());
        };
        let bad = if is_of_bad { value } else { self.all.with(-1.0, &value) };
        Ok(Share { bad, all: self.all.clone() })
    }

    /// The comparison as one of the share of bad events.
    pub(super) fn compared(&self, side: Side, number: &Number) -> Result<Clause, Why> {
        if self.times == 0.0 {
            return Err("it compares no share".to_owned());
        }
        let bound = (number.value - self.plus) / self.times;
        // What must be high is bad; a negative sign turns it round.
        let part_is_bad = (side == Side::Above) == (self.times > 0.0);
        let rest = || self.all.with(-1.0, &self.part);
        let (bad, above) = if part_is_bad { (self.part.clone(), bound) } else { (rest(), 1.0 - bound) };
        Ok(Clause::Burn {
            share: Share { bad, all: self.all.clone() },
            window: self.window,
            above,
            budget: self.budget.or(number.budget),
            labels: self.labels.clone(),
        })
    }
}

impl Condition {
    pub(super) fn of(clause: Clause, labels: Labels) -> Self {
        Self { any: vec![vec![clause]], labels }
    }

    pub(super) fn and(&self, other: &Self, labels: Labels) -> Result<Self, Why> {
        if self.any.len() * other.any.len() > MOST_ALTERNATIVES {
            return Err(format!("it has more than {MOST_ALTERNATIVES} alternatives"));
        }
        let both = |one: &Vec<Clause>| -> Vec<Vec<Clause>> {
            other.any.iter().map(|other| one.iter().chain(other).cloned().collect()).collect()
        };
        Ok(Self { any: self.any.iter().flat_map(both).collect(), labels })
    }

    pub(super) fn or(&self, other: &Self) -> Self {
        Self { any: self.any.iter().chain(&other.any).cloned().collect(), labels: self.labels.clone() }
    }
}
