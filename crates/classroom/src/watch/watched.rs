//! A lab that is watched, and how often it is asked.

use std::sync::Arc;
use std::time::Duration;

use movie_guru_workshop::{Event, RoomState};
use tokio::sync::{Notify, watch};

use crate::lab::Lab;

/// How often a lab is asked for what.
#[derive(Clone, Copy, Debug)]
pub struct Pace {
    /// What happened: hints, calls, checks.
    pub record: Duration,
    /// The whole state, also where nothing was recorded: a check's words are in no event.
    pub state: Duration,
    /// Scenario and people.
    pub stage: Duration,
    /// Figures, SLOs, alerts.
    pub figures: Duration,
    /// Pods or processes.
    pub health: Duration,
}

impl Default for Pace {
    /// So that a call for help is on the page within a second of it.
    fn default() -> Self {
        Self {
            record: Duration::from_millis(500),
            state: Duration::from_secs(5),
            stage: Duration::from_secs(3),
            figures: Duration::from_secs(10),
            health: Duration::from_secs(3),
        }
    }
}

/// A lab that is watched.
pub(super) struct Watched {
    pub(super) lab: Arc<Lab>,
    /// What was changed by a coach is asked for at once.
    pub(super) changed: Notify,
    /// State and record, for whoever shows more of one team than the class has.
    pub(super) seen: watch::Sender<Option<Arc<Seen>>>,
}

/// A team's workshop, whole.
#[derive(Clone, Debug, PartialEq)]
pub struct Seen {
    /// Its state.
    pub state: RoomState,
    /// Its record.
    pub record: Vec<Event>,
}

impl Watched {
    pub(super) fn new(lab: Arc<Lab>) -> Self {
        Self { lab, changed: Notify::new(), seen: watch::Sender::new(None) }
    }
}
