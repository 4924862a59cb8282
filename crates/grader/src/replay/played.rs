//! What is told of an alert.

use movie_guru_slo::Period;

/// What an alert did, on the world's clock, in order of time. One that still fires at the end ends there.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Played {
    /// When its condition held, but not long enough yet.
    pub pending: Vec<Period>,
    /// When it fired.
    pub firing: Vec<Period>,
}
