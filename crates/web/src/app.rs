//! What every request can reach.

use std::sync::Arc;

use movie_guru_pages::Assets;
use movie_guru_service::{AdminToken, Draining};
use movie_guru_telemetry::propagation::TraceParent;
use movie_guru_workshop::Room;

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
    /// The team's workshop; none where the guide shows pages alone.
    pub(crate) workshop: Option<Arc<Room>>,
    /// What opens the pages for coaches.
    pub(crate) admin: AdminToken,
    pub(crate) rum: Rum,
    /// Set when the server is about to stop.
    pub(crate) draining: Draining,
}
