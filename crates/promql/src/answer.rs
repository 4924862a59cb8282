//! What is asked for, and what is answered.

use std::time::Duration;

use jiff::Timestamp;
use series::{Labels, Sample, Series};

/// What an instant query answers.
#[derive(Clone, Debug, PartialEq)]
pub enum Answer {
    /// A number.
    Scalar(Sample),
    /// A text.
    Text(Timestamp, String),
    /// Each series' value at the moment.
    Vector(Vec<(Labels, Sample)>),
    /// Each series' samples in a range up to the moment.
    Matrix(Vec<Series>),
}

/// The moments of a range query: from `start`, every `step`, up to `end`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Range {
    /// The first.
    pub start: Timestamp,
    /// The last is not later.
    pub end: Timestamp,
    /// Between two; a whole number of milliseconds, above 0.
    pub step: Duration,
}
