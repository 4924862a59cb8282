//! What every page and every answer of the monitor is made from.

use std::sync::Arc;

use movie_guru_service::Draining;

use crate::api::Facts;
use crate::pages::Pages;
use crate::scrape::Targets;
use crate::slos::Board;
use crate::source::MetricsSource;

/// The monitor's parts, shared by its routes.
pub struct App {
    /// Where metrics are asked for.
    pub source: Arc<dyn MetricsSource>,
    /// What is scraped, and how that went; nothing where the metrics come from another server.
    pub targets: Arc<Targets>,
    /// SLOs and alerts.
    pub board: Arc<Board>,
    /// What people look at.
    pub pages: Arc<Pages>,
    /// What the API says of the monitor itself.
    pub(crate) facts: Facts,
    /// Whether the monitor has been told to end.
    pub(crate) draining: Draining,
}
