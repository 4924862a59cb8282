//! What was seen of a run: counted while it is on, told as tables and pages, and kept.

pub(crate) mod call_figures;
pub(crate) mod chart;
pub(crate) mod csv;
pub(crate) mod failure_kind;
pub(crate) mod kept;
pub(crate) mod meters;
pub(crate) mod progress;
pub(crate) mod record;
pub mod report;
pub(crate) mod stats;
pub(crate) mod tally;
pub(crate) mod timeline;
pub(crate) mod verdict;
