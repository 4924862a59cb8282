//! What a check says.

use serde::{Deserialize, Serialize};

use crate::evidence::Missing;

/// How a criterion stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// It holds.
    Holds,
    /// It does not.
    DoesNotHold,
    /// There is not enough to judge by.
    NotYet,
    /// A person has to judge.
    ForYourCoach,
}

/// What a check says of a criterion.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Finding {
    /// How it stands.
    pub verdict: Verdict,
    /// What was seen.
    pub observed: String,
    /// What to do next; none where it holds.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
}

impl Finding {
    /// It holds, by this.
    pub fn holds(observed: impl Into<String>) -> Self {
        Self { verdict: Verdict::Holds, observed: observed.into(), next: None }
    }

    /// It does not: what was seen, and the next step.
    pub fn fails(observed: impl Into<String>, next: impl Into<String>) -> Self {
        Self { verdict: Verdict::DoesNotHold, observed: observed.into(), next: Some(next.into()) }
    }

    /// It cannot be said yet: what is missing, and what to do or how long to wait.
    pub fn not_yet(observed: impl Into<String>, next: impl Into<String>) -> Self {
        Self { verdict: Verdict::NotYet, observed: observed.into(), next: Some(next.into()) }
    }

    /// A person has to judge, by this.
    pub fn for_your_coach(observed: impl Into<String>) -> Self {
        Self { verdict: Verdict::ForYourCoach, observed: observed.into(), next: None }
    }
}

/// Evidence that is missing never holds, and says what to do.
impl From<Missing> for Finding {
    fn from(missing: Missing) -> Self {
        Self::not_yet(missing.in_words(), missing.next_step())
    }
}
