//! What every page and every answer of the monitor is made from.

use std::sync::Arc;

use movie_guru_service::Draining;

use crate::http::facts::Facts;
use crate::pages::Pages;
use crate::scrape::Targets;
use crate::slos::Board;
use crate::source::MetricsSource;

/// The monitor's parts, shared by its routes.
pub(crate) struct App {
    /// Where metrics are asked for.
    pub(crate) source: Arc<dyn MetricsSource>,
    /// What is scraped, and how that went; nothing where the metrics come from another server.
    pub(crate) targets: Arc<Targets>,
    /// SLOs and alerts.
    pub(crate) board: Arc<Board>,
    /// What people look at.
    pub(crate) pages: Arc<Pages>,
    /// What the API says of the monitor itself.
    pub(crate) facts: Facts,
    /// Whether the monitor has been told to end.
    pub(crate) draining: Draining,
}
