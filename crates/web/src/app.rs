//! What every request can reach.

use movie_guru_pages::Assets;
use movie_guru_service::Draining;
use movie_guru_telemetry::propagation::TraceParent;

use crate::behaviour::Behaviour;
use crate::edge::forwarded::Peers;
use crate::guide::Guide;
use crate::rum::intake::Rum;
use crate::upstream::Upstream;

pub(crate) struct App {
    pub(crate) upstream: Upstream,
    pub(crate) behaviour: Behaviour,
    pub(crate) peers: Peers,
    /// Whether callers decide which traces are recorded.
    pub(crate) trace_parent: TraceParent,
    pub(crate) assets: Assets,
    pub(crate) guide: Guide,
    pub(crate) rum: Rum,
    /// Set when the server is about to stop.
    pub(crate) draining: Draining,
}
