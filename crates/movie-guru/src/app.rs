//! What every request can reach.

use std::sync::Arc;

use movie_guru_service::{AdminToken, Draining};
use movie_guru_telemetry::operations::OperationMeters;
use movie_guru_telemetry::propagation::TraceParent;

use crate::clock::Clock;
use crate::phase::Stage;
use crate::store::Store;
use guru::catalogue::Catalogue;
use guru::talk::ChatEngine;

pub(crate) struct App {
    pub(crate) store: Arc<dyn Store>,
    pub(crate) engine: Arc<dyn ChatEngine>,
    pub(crate) catalogue: Arc<Catalogue>,
    pub(crate) stage: Arc<Stage>,
    pub(crate) meters: OperationMeters,
    pub(crate) clock: Clock,
    pub(crate) admin_token: AdminToken,
    /// Whether callers decide which traces are recorded.
    pub(crate) trace_parent: TraceParent,
    /// Set when the server is about to stop.
    pub(crate) draining: Draining,
}
