//! What every page and every answer of the monitor is made from.

use std::sync::Arc;
use std::sync::atomic::AtomicBool;

use crate::rules::Rules;
use crate::scrape::Targets;
use crate::source::MetricsSource;

/// The monitor's parts, shared by its routes.
pub struct App {
    /// Where metrics are asked for.
    pub source: Arc<dyn MetricsSource>,
    /// What is scraped, and how that went; nothing where the metrics come from another server.
    pub targets: Arc<Targets>,
    /// The rules that are evaluated, and the alerts they have.
    pub rules: Arc<dyn Rules>,
    /// Whether the monitor has been told to end.
    pub(crate) draining: AtomicBool,
}

impl App {
    /// An app of these parts.
    pub fn new(source: Arc<dyn MetricsSource>, targets: Arc<Targets>, rules: Arc<dyn Rules>) -> Self {
        Self { source, targets, rules, draining: AtomicBool::new(false) }
    }
}
