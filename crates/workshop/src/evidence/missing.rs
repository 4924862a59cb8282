//! Evidence that is not there.

/// A server of the attendee's own, in messages.
pub(super) const PROMETHEUS: &str = "that Prometheus";

/// Why something cannot be looked at.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Missing {
    /// Nobody answers.
    #[error("{what} does not answer at {address}")]
    Unreachable {
        /// Who was asked.
        what: &'static str,
        /// Where.
        address: String,
    },
    /// It takes too long.
    #[error("{what} did not answer within {seconds} s")]
    TooSlow {
        /// Who was asked.
        what: &'static str,
        /// So long was waited.
        seconds: u64,
    },
    /// It was asked in vain, and said why.
    #[error("{what} says: {detail}")]
    Refused {
        /// Who was asked.
        what: &'static str,
        /// Its own words.
        detail: String,
    },
    /// It may not be asked.
    #[error("{what} asks for a token or password, or for another one")]
    Locked {
        /// Who was asked.
        what: &'static str,
    },
    /// It is somebody else's: nothing of it is deleted from here.
    #[error("what {what} has is deleted there, not from here")]
    NotOurs {
        /// Whose it is.
        what: &'static str,
    },
    /// This lab has none.
    #[error("this lab was not told where {what} is")]
    Unknown {
        /// What is not known.
        what: &'static str,
    },
}

impl Missing {
    /// What is missing, as a sentence.
    pub fn in_words(&self) -> String {
        sentence(&self.to_string())
    }

    /// What to do about it.
    pub fn next_step(&self) -> String {
        match self {
            Self::Unreachable { what: PROMETHEUS, .. } => {
                "See whether it runs, and whether `--prometheus` has its address.".to_owned()
            }
            Self::Locked { what: PROMETHEUS } => {
                "Give its token with `--prometheus-token`, or ask your coach for one.".to_owned()
            }
            Self::TooSlow { what: PROMETHEUS, .. } => {
                "See whether it is busy, and check again; without `--prometheus` the lab's own board is checked."
                    .to_owned()
            }
            Self::Refused { what: PROMETHEUS, .. } => {
                "Mend what it names, and check again; without `--prometheus` the lab's own board is checked.".to_owned()
            }
            Self::Unreachable { .. } => "See whether it is up with `lab status`; `lab up` starts the lab.".to_owned(),
            Self::TooSlow { .. } => "Ask for less, or check again in a minute.".to_owned(),
            Self::Refused { .. } => "Mend what it names, and check again.".to_owned(),
            Self::Locked { what } => format!("Ask your coach for what opens {what}."),
            Self::NotOurs { .. } => "Delete there what is to go.".to_owned(),
            Self::Unknown { .. } => "Ask your coach: the guide must be started with its address.".to_owned(),
        }
    }
}

/// An error as a sentence: with a capital, and a full stop.
pub(crate) fn sentence(error: &str) -> String {
    let mut rest = error.trim_end_matches('.').chars();
    rest.next().into_iter().flat_map(char::to_uppercase).chain(rest).chain(['.']).collect()
}
