//! How much a team needs a coach.

use serde::Serialize;

/// How much a team needs a coach. The later, the more.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Level {
    /// It has not been asked yet.
    Unknown,
    /// It has not begun, or is done.
    Idle,
    /// It works.
    Working,
    /// Somebody should look.
    Look,
    /// Its lab is away.
    Away,
    /// It calls.
    Calls,
}

/// Whether a team needs a coach.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Need {
    /// How much.
    pub level: Level,
    /// Why, in a few words.
    pub why: String,
    /// For how long, in whole minutes: teams of one level are ordered by it.
    pub minutes: i64,
}

impl Level {
    /// In a word or two, for those who do not see colours.
    pub const fn words(self) -> &'static str {
        match self {
            Self::Unknown => "not known",
            Self::Idle => "idle",
            Self::Working => "at work",
            Self::Look => "look",
            Self::Away => "lab away",
            Self::Calls => "calls you",
        }
    }
}
