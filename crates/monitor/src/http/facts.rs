//! What the monitor says of itself in Prometheus' words.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use movie_guru_slo::promql::duration;
use tsdb::Store;

use crate::scrape::ScrapeConfig;

/// What is told, and what it is told from.
pub(crate) struct Facts {
    pub(crate) started: Timestamp,
    pub(crate) address: SocketAddr,
    /// What is scraped; nothing where the metrics come from another server.
    pub(crate) scrape: ScrapeConfig,
    /// The monitor's own store, where it has one.
    pub(crate) store: Option<Arc<Store>>,
    /// How long samples are kept.
    pub(crate) retention: Option<Duration>,
}

impl Facts {
    /// Of a monitor that starts now and listens there.
    pub(crate) fn new(address: SocketAddr) -> Self {
        Self { started: Timestamp::now(), address, scrape: ScrapeConfig::default(), store: None, retention: None }
    }

    /// The same as Prometheus writes it.
    pub(crate) fn retention(&self) -> String {
        self.retention.map(duration).unwrap_or_default()
    }
}
