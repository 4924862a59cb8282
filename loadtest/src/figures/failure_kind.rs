//! Where a request went wrong, coarsely enough to be counted.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// The kinds of failure that figures tell apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
pub enum FailureKind {
    /// Nobody listens: the connection was refused.
    #[serde(rename = "refused")]
    Refused,
    /// No whole answer while the person waited.
    #[serde(rename = "time-out")]
    TimedOut,
    /// The connection broke, before the answer or in the middle of it.
    #[serde(rename = "reset")]
    Reset,
    /// The app says that the request was wrong.
    #[serde(rename = "4xx")]
    ClientError,
    /// The app says that it failed.
    #[serde(rename = "5xx")]
    ServerError,
    /// An answer that claims success and is none.
    #[serde(rename = "wrong-content")]
    WrongContent,
    /// The page dropped it before it left, as the scenario's `web.drop` wants.
    #[serde(rename = "dropped")]
    Dropped,
    /// Anything else: no such name, no TLS, an unusual status, a journey that broke.
    #[serde(rename = "other")]
    Other,
}

impl FailureKind {
    /// All kinds, in the order in which they are shown.
    pub const ALL: [Self; 8] = [
        Self::Refused,
        Self::TimedOut,
        Self::Reset,
        Self::ClientError,
        Self::ServerError,
        Self::WrongContent,
        Self::Dropped,
        Self::Other,
    ];

    /// What the API and the reports call it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Refused => "refused",
            Self::TimedOut => "time-out",
            Self::Reset => "reset",
            Self::ClientError => "4xx",
            Self::ServerError => "5xx",
            Self::WrongContent => "wrong-content",
            Self::Dropped => "dropped",
            Self::Other => "other",
        }
    }
}
