//! Why a lab does not do what it is asked.

use crate::reach::{Away, Service};

/// Why a lab does not do what it is asked.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum LabError {
    /// There is no way to it.
    #[error(transparent)]
    Away(#[from] Away),
    /// It takes too long.
    #[error("{part} did not answer within {seconds} s; `coach logs TEAM` may say why")]
    Slow {
        /// Who was asked.
        part: &'static str,
        /// So long was waited.
        seconds: u64,
    },
    /// It was asked in vain, and said why.
    #[error("{part} says ({status}): {detail}")]
    Refused {
        /// Who was asked.
        part: &'static str,
        /// HTTP's status.
        status: u16,
        /// Its own words.
        detail: String,
    },
    /// The connection broke, or what came over it is no answer.
    #[error("{part} cannot be understood: {detail}")]
    Broken {
        /// Who was asked.
        part: &'static str,
        /// What happened.
        detail: String,
    },
    /// It cannot be asked for, as it stands.
    #[error("{0}")]
    NotNow(String),
}

impl LabError {
    pub(crate) fn broken(service: Service, error: &dyn std::error::Error) -> Self {
        Self::Broken { part: part(service), detail: error.to_string() }
    }

    /// Whether this lab has no such part: what it would say is then not known, and nothing is wrong.
    pub const fn is_none(&self) -> bool {
        matches!(self, Self::Away(Away::None(_)))
    }

    /// Whether the lab could not be reached, so that asking again later may help.
    pub const fn is_unreachable(&self) -> bool {
        matches!(self, Self::Away(Away::Unreachable(_)) | Self::Slow { .. } | Self::Broken { .. })
    }

    /// HTTP's status, where it answered.
    pub const fn status(&self) -> Option<u16> {
        match self {
            Self::Refused { status, .. } => Some(*status),
            _ => None,
        }
    }
}

/// A service in words.
pub(crate) const fn part(service: Service) -> &'static str {
    match service {
        Service::Web => "the web app",
        Service::Backend => "the backend",
        Service::Load => "the load generator",
        Service::Metrics => "the monitoring",
    }
}
