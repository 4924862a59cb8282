//! PromQL, evaluated as Prometheus 2.42 does, for the lab shows its attendees what Prometheus would show them.
//!
//! The store brings an evaluator too, but not that one: its ranges leave out their first moment, so every rate over
//! samples in step with the query has another value; sub-queries begin elsewhere; and neither its time nor its memory is
//! bounded. Here `promql-parser` reads the query, and an expression is evaluated once for all steps of a range, series by
//! series, so what groups and matches series is found once and not at each step.

mod aggregate;
mod binary;
mod budget;
mod eval;
mod format;
mod functions;
mod go_number;
mod histogram;
mod labels;
mod matching;
mod over_time;
mod query;
mod quoted;
mod range;
mod rate;
mod re2;
mod rows;
mod selector;
mod sets;
mod spelling;

pub use budget::Limits;
pub(crate) use budget::{Budget, timed_out};
pub(crate) use format::{formatted, reads_series};
pub(crate) use query::{instant, is_deep, over_range};
pub(crate) use rows::Points;
pub(crate) use selector::selectors;
