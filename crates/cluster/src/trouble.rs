//! What can go wrong with a cluster, each with its next step.

use serde::Serialize;
use thiserror::Error;

/// Why something on a cluster was not done.
#[derive(Debug, Error)]
pub enum Trouble {
    /// The kubeconfig has no such context, or cannot be read.
    #[error("{0}")]
    Config(String),
    /// The program that the kubeconfig names for tokens fails, or does not end.
    #[error("{0}")]
    Auth(String),
    /// Nobody answers.
    #[error("the cluster at {address} does not answer: {why}")]
    Unreachable {
        /// Its address, without secrets.
        address: String,
        /// In a few words.
        why: String,
    },
    /// The API server does not allow it.
    #[error("not allowed: {what}; ask for {right}")]
    Forbidden {
        /// What was tried.
        what: String,
        /// The right that is missing, as `kubectl auth can-i` takes it: `create deployments.apps -n team-1`.
        right: String,
    },
    /// Somebody else's: it is there and not of this bundle, or fields of it are another's.
    #[error("{object} is not ours: {why}")]
    NotOurs {
        /// `Deployment/web`
        object: String,
        /// Whose it is, and what to do.
        why: String,
    },
    /// The API server refuses an object.
    #[error("{object} is refused: {why}")]
    Refused {
        /// `Deployment/web`
        object: String,
        /// In the server's words.
        why: String,
    },
    /// It did not come up, or did not go, in time.
    #[error("{}", .0.iter().map(ToString::to_string).collect::<Vec<_>>().join("; "))]
    Stuck(Vec<Stuck>),
    /// It was called off.
    #[error("called off")]
    CalledOff,
}

/// Something that does not come up, why, and the next step.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Error)]
#[error("{object}: {why}. {next}")]
pub struct Stuck {
    /// `Pod/web-5d9`
    pub object: String,
    /// What Kubernetes says of it.
    pub why: String,
    /// What to do.
    pub next: String,
}
