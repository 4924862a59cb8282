//! Rules, and how many are read.

use crate::evidence::prometheus_rules::rule::Rule;

/// More are nobody's.
pub(super) const MOST_RULES: usize = 5_000;
/// Each is played on every timeline.
pub(super) const MOST_ALERTS: usize = 1_000;

/// A rule, and where it stands.
#[derive(Clone, Debug)]
pub(crate) struct Placed {
    pub(crate) rule: Rule,
    /// As people find it: file, line and column, or its group.
    pub(crate) place: String,
}
