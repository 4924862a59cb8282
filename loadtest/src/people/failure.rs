//! What can go wrong with a request, told apart by where it went wrong: on the way there, on the way back, or in what
//! was said.

use std::error::Error;
use std::io;
use std::time::Duration;

use hyper_util::client::legacy;

use crate::figures::failure_kind::FailureKind;

/// What went wrong with a request, in the words of the summary.
#[derive(Debug, thiserror::Error)]
pub(crate) enum Failure {
    #[error("no connection: {cause}")]
    Connect { refused: bool, cause: String },
    #[error("no complete answer within {} s", .0.as_secs_f64())]
    TimedOut(Duration),
    #[error("the page dropped it (web.drop of the scenario)")]
    Dropped,
    #[error("the connection broke: {0}")]
    Broken(String),
    #[error("the answer broke off before its end: {0}")]
    CutShort(String),
    #[error("HTTP {status}{detail}")]
    Status { status: u16, detail: String },
    #[error("wrong content: {0}")]
    Content(String),
}

impl Failure {
    /// What the client reports before there is an answer.
    pub(crate) fn before_the_answer(error: &legacy::Error) -> Self {
        if error.is_connect() {
            Self::Connect { refused: is_refused(error), cause: root_cause(error) }
        } else {
            Self::Broken(root_cause(error))
        }
    }

    /// What the client reports while it reads the answer's body.
    pub(crate) fn in_the_answer(error: &(dyn Error + 'static)) -> Self {
        Self::CutShort(root_cause(error))
    }

    pub(crate) fn kind(&self) -> FailureKind {
        match self {
            Self::Connect { refused: true, .. } => FailureKind::Refused,
            Self::TimedOut(_) => FailureKind::TimedOut,
            Self::Broken(_) | Self::CutShort(_) => FailureKind::Reset,
            Self::Status { status: 400..500, .. } => FailureKind::ClientError,
            Self::Status { status: 500..600, .. } => FailureKind::ServerError,
            Self::Content(_) => FailureKind::WrongContent,
            Self::Dropped => FailureKind::Dropped,
            Self::Connect { .. } | Self::Status { .. } => FailureKind::Other,
        }
    }
}

fn is_refused(error: &(dyn Error + 'static)) -> bool {
    let mut cause = Some(error);
    while let Some(this) = cause {
        let refused = |error: &io::Error| error.kind() == io::ErrorKind::ConnectionRefused;
        if this.downcast_ref::<io::Error>().is_some_and(refused) {
            return true;
        }
        cause = this.source();
    }
    false
}

fn root_cause(error: &(dyn Error + 'static)) -> String {
    let mut cause = error;
    while let Some(deeper) = cause.source() {
        cause = deeper;
    }
    cause.to_string()
}
