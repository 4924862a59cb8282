//! Why a team's lab is not as it should be, with the next step.

use movie_guru_classroom::local::LocalError;
use movie_guru_cluster::Trouble;
use serde::Serialize;

use crate::manifests::ManifestsError;

/// Why a team's lab is not as it should be. Other teams' are not concerned.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, thiserror::Error)]
#[error("{words}")]
pub(crate) struct Fault {
    /// What is wrong, and the next step.
    pub(crate) words: String,
    /// Whether nobody answers, so that nothing is known of the lab.
    pub(crate) away: bool,
}

impl Fault {
    pub(crate) fn new(words: impl Into<String>) -> Self {
        Self { words: words.into(), away: false }
    }
}

impl From<Trouble> for Fault {
    fn from(trouble: Trouble) -> Self {
        match trouble {
            Trouble::Unreachable { .. } => {
                let next = "is it on, and are you in its network? `coach doctor` looks";
                Self { words: format!("{trouble}; {next}"), away: true }
            }
            Trouble::Auth(words) => Self { words, away: true },
            _ => Self::new(trouble.to_string()),
        }
    }
}

impl From<movie_guru_google_cloud::Trouble> for Fault {
    fn from(trouble: movie_guru_google_cloud::Trouble) -> Self {
        use movie_guru_google_cloud::Trouble as Of;
        let away = matches!(
            trouble,
            Of::Unreachable { .. }
                | Of::TooSlow { .. }
                | Of::Failing { .. }
                | Of::LoggedOut { .. }
                | Of::NoCredentials(_)
        );
        Self { words: trouble.to_string(), away }
    }
}

impl From<LocalError> for Fault {
    fn from(error: LocalError) -> Self {
        Self::new(error.to_string())
    }
}

impl From<ManifestsError> for Fault {
    fn from(error: ManifestsError) -> Self {
        Self::new(error.to_string())
    }
}
