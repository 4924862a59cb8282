//! An event, and its kinds.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// The version of the form.
pub const VERSION: u32 = 1;

/// Something that happened.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Event {
    /// [`VERSION`].
    pub version: u32,
    /// When.
    pub at: Timestamp,
    /// Whose record it is in.
    pub team: String,
    /// What kind of thing.
    pub kind: Kind,
    /// The challenge's folder, where it is about one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub challenge: Option<String>,
    /// The criterion, where it is about one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub criterion: Option<String>,
    /// What else there is to say.
    #[serde(default, skip_serializing_if = "Map::is_empty")]
    pub detail: Map<String, Value>,
}

/// What can happen. A reader meets kinds that it does not know as [`Kind::Unknown`], and leaves them out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// The lab is up.
    LabUp,
    /// A challenge's stage was set.
    ChallengeStarted,
    /// A challenge begins anew.
    ChallengeReset,
    /// A challenge got more time: `minutes`.
    ChallengeExtended,
    /// A criterion holds that did not before: `observed`.
    CheckPassed,
    /// One that held does not hold now: `observed`.
    CheckLost,
    /// A hint was taken: `level`.
    HintTaken,
    /// The coach is called: `text`.
    HelpCalled,
    /// And has answered.
    HelpAnswered,
    /// The coach told everybody something: `text`, for so many `minutes`.
    NoticeShown,
    /// The scenario was changed: `scenario`.
    PhaseSet,
    /// A fault began.
    FaultStarted,
    /// A fault ended.
    FaultEnded,
    /// An alert fires.
    AlertFired,
    /// An alert is over.
    AlertResolved,
    /// An answer was given.
    AnswerGiven,
    /// A drill is over.
    DrillEnded,
    /// Of a version to come.
    #[serde(other)]
    Unknown,
}
