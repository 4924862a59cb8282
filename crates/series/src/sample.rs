//! Values at moments, as answers have them.

use jiff::Timestamp;

use crate::labels::Labels;

/// A value at a moment, which is exact to the millisecond.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Sample {
    /// When.
    pub at: Timestamp,
    /// What; it may be infinite or not a number.
    pub value: f64,
}

/// The samples of one series, in order of time.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Series {
    /// What it is called.
    pub labels: Labels,
    /// Its samples.
    pub samples: Vec<Sample>,
}
