//! The kinds of number that a scenario takes: one rule for each, and one way to say it.

use std::fmt;

use serde_json::Value;

/// The longest latency a scenario may ask for, in milliseconds: requests end after 30 s.
const MOST_LATENCY_MS: u64 = 29_000;

/// What a number counts, and its bounds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Quantity {
    /// A share or a probability, 0 to 1.
    Share,
    /// Whole milliseconds, 0 to 29,000.
    Milliseconds,
}

impl Quantity {
    /// Whether `value` is such a number.
    pub(super) fn takes(self, value: &Value) -> bool {
        match self {
            Self::Share => value.as_f64().is_some_and(|share| (0.0..=1.0).contains(&share)),
            Self::Milliseconds => value.as_u64().is_some_and(|ms| ms <= MOST_LATENCY_MS),
        }
    }
}

/// "a number from 0 to 1"
impl fmt::Display for Quantity {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Share => out.write_str("a number from 0 to 1"),
            Self::Milliseconds => write!(out, "a whole number of milliseconds from 0 to {MOST_LATENCY_MS}"),
        }
    }
}
