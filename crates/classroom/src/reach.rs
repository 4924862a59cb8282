//! The way to a team's lab: on this machine, or through a cluster's API server.

use async_trait::async_trait;
use serde::Serialize;
use tokio::io::{AsyncRead, AsyncWrite};

/// Which part of a lab.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Service {
    /// The app, the guide, the workshop's API.
    Web,
    /// `/phase`
    Backend,
    /// The load generator.
    Load,
    /// Prometheus' HTTP API, with figures of this lab: the monitor, or a Prometheus.
    Metrics,
}

/// Bytes to and from a service.
pub trait Stream: AsyncRead + AsyncWrite + Send + Unpin {}
impl<T: AsyncRead + AsyncWrite + Send + Unpin> Stream for T {}

/// How many pods there are, and what does not come up.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Health {
    /// Pods, or processes, that are ready.
    pub ready: usize,
    /// Those that should be.
    pub of: usize,
    /// What does not come up, each as a sentence with its next step.
    pub stuck: Vec<String>,
}

/// The way to one team's lab.
#[async_trait]
pub trait Reach: Send + Sync {
    /// A connection of its own. Dropping it closes it.
    ///
    /// # Errors
    /// In words for the coach, with a next step. A service that this lab does not have is [`Away::None`].
    async fn connect(&self, service: Service) -> Result<Box<dyn Stream>, Away>;

    /// The admin token; none where the lab has none.
    ///
    /// # Errors
    /// As [`Reach::connect`].
    async fn admin_token(&self) -> Result<Option<String>, Away>;

    /// The password of the load generator's page (user `any`); none where it has none.
    ///
    /// # Errors
    /// As [`Reach::connect`].
    async fn load_password(&self) -> Result<Option<String>, Away>;

    /// How its pods or processes are.
    ///
    /// # Errors
    /// As [`Reach::connect`].
    async fn health(&self) -> Result<Health, Away>;
}

/// Why a lab cannot be asked.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Away {
    /// This lab has no such service.
    #[error("this lab has no {0:?}")]
    None(Service),
    /// It does not answer, with a next step.
    #[error("{0}")]
    Unreachable(String),
}
