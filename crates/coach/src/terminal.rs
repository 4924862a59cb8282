//! What the commands say, and how they end.

use std::io::Write;

use thiserror::Error;

/// A result, for people or for a pipe. A reader that has gone away is no error.
pub(crate) fn say(text: &str) {
    let _ = writeln!(std::io::stdout(), "{text}");
}

/// What is done just now. It is no result, so it does not go where results go.
pub(crate) fn tell(text: &str) {
    let _ = writeln!(std::io::stderr(), "{text}");
}

/// A result for programs.
pub(crate) fn say_json(value: &impl serde::Serialize) -> anyhow::Result<()> {
    say(&serde_json::to_string_pretty(value)?);
    Ok(())
}

/// What went wrong, with what to do next.
pub(crate) fn complain(text: &str) {
    let _ = writeln!(std::io::stderr(), "coach: {text}");
}

/// An end with a code of its own; all others are 1. clap's for wrong use is 2.
#[derive(Debug, Error)]
pub(crate) enum Failure {
    /// Used wrongly, also where a file is not as it should be.
    #[error("{0}")]
    Usage(String),
    /// A lab, a cluster or Google Cloud cannot be reached.
    #[error("{0}")]
    Unreachable(String),
}

impl Failure {
    /// The code of what cannot be reached.
    pub(crate) const UNREACHABLE: u8 = 3;

    pub(crate) const fn code(&self) -> u8 {
        match self {
            Self::Usage(_) => 2,
            Self::Unreachable(_) => Self::UNREACHABLE,
        }
    }
}
