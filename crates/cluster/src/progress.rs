//! How far something is that takes a while.

use serde::Serialize;

use crate::trouble::Stuck;

/// How far a roll-out is, or a removal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Progress {
    /// Workloads that are rolled out; objects that are gone.
    pub ready: usize,
    /// All that there are.
    pub of: usize,
    /// What it waits for, in a few words; empty where it waits for nothing.
    pub waits_for: String,
    /// What does not come up by itself.
    pub stuck: Vec<Stuck>,
}
