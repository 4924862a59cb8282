//! Makes a grade, and tells it to a terminal.

pub(crate) mod cells;
mod chart;
mod grid;
mod run;
mod text;
pub(crate) mod words;

pub use crate::graded::{AlertName, BurnRate, Chart, Grade, GradedSubject, NotRead, OnAlert, OnReference, OnTimeline};
pub use run::{Options, grade, grade_on};
pub use text::text;
