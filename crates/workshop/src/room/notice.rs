//! The coach's notice to everybody of a team: one at a time, on every page, for some minutes.
//!
//! It is on the shelf, so that all replicas of the guide show it, and is read from there at most once a second: every open page
//! asks for it all the time.

use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

/// The name of the notice on its shelf.
pub(super) const NOTICE: &str = "notice";
/// So long what was read is as good as what is there.
const FRESH: Duration = Duration::from_secs(1);

/// What the coach tells everybody.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Notice {
    /// What it says, as plain text; 1 to 500 characters.
    pub text: String,
    /// Since when.
    pub at: Timestamp,
    /// Until when it is shown.
    pub until: Timestamp,
}

/// What was read last.
#[derive(Default)]
pub(super) struct LastNotice {
    read: Mutex<Option<(Instant, Option<Notice>)>>,
    /// Held by whoever asks the shelf: the others are told what was read last, and do not wait for it.
    pub(super) asking: tokio::sync::Mutex<()>,
}

impl LastNotice {
    /// Keeps what there is now.
    pub(super) fn is(&self, notice: Option<Notice>) {
        *self.read.lock().unwrap_or_else(PoisonError::into_inner) = Some((Instant::now(), notice));
    }

    /// Whether what was read is as good as what is there.
    pub(super) fn is_fresh(&self) -> bool {
        self.get().is_some_and(|(at, _)| at.elapsed() < FRESH)
    }

    /// What was read, over or not.
    pub(super) fn kept(&self) -> Option<Notice> {
        self.get()?.1
    }

    fn get(&self) -> Option<(Instant, Option<Notice>)> {
        self.read.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }
}
