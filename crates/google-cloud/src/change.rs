//! What became of something in a project.

use serde::Serialize;
use thiserror::Error;

use crate::trouble::Trouble;

/// What became of it, or would.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Did {
    /// It was not there.
    Created,
    /// It was there, otherwise.
    Changed,
    /// It was there as it is wanted; nothing was written.
    Unchanged,
    /// It is wanted no more, or was there twice.
    Deleted,
}

/// Something in a project, and what became of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Change {
    /// `Dashboard/login`
    pub object: String,
    /// What became of it.
    pub did: Did,
    /// Which fields are different, as paths; none where nothing is, or all of it is new or gone.
    pub fields: Vec<String>,
}

impl Change {
    pub(crate) fn of(kind: &str, item: &str, did: Did) -> Self {
        Self { object: format!("{kind}/{item}"), did, fields: Vec::new() }
    }
}

/// It did not come to its end; the next call goes on from there.
#[derive(Debug, Error)]
#[error("{why}")]
pub struct Stopped {
    /// What was done before.
    pub done: Vec<Change>,
    /// Why it went no further.
    #[source]
    pub why: Trouble,
}
