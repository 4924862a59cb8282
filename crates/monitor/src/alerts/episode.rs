//! An alert while its condition holds, and from when it fires to its end.

use std::time::Duration;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::subject::Subject;

/// An alert whose condition holds.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[schema(as = ActiveAlert)]
pub struct Active {
    /// Which.
    pub subject: Subject,
    /// Since when its condition has held.
    pub held_since: Timestamp,
    /// Since when it has fired; none while it is pending.
    pub fired_at: Option<Timestamp>,
    /// Since when its condition has not held any more, while it is kept.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub kept_since: Option<Timestamp>,
    /// The burn rate over its long window.
    pub value: f64,
}

impl Active {
    /// Whether it goes on firing although its condition does not hold: as in [`movie_guru_slo::Watch`].
    pub(super) fn is_kept(&mut self, now: Timestamp, keep: Duration) -> bool {
        self.fired_at.is_some() && passed(*self.kept_since.get_or_insert(now), now) < keep
    }

    /// `pending` or `firing`, as Prometheus' API says.
    pub const fn state(&self) -> &'static str {
        if self.fired_at.is_some() { "firing" } else { "pending" }
    }
}

/// An alert that fired, from then to its end.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Episode {
    /// Counts them, from 1.
    pub id: u64,
    /// Which.
    pub subject: Subject,
    /// When its condition began to hold.
    pub held_since: Timestamp,
    /// When it fired.
    pub fired_at: Timestamp,
    /// When it was over; none while it fires.
    pub resolved_at: Option<Timestamp>,
    /// The highest burn rate that was seen.
    pub highest: f64,
}

/// How long it is from one moment to a later one.
pub(super) fn passed(since: Timestamp, now: Timestamp) -> Duration {
    Duration::try_from(now.duration_since(since)).unwrap_or_default()
}
