//! What every request can reach.

use std::sync::Arc;

use movie_guru_pages::Assets;
use movie_guru_service::{AdminToken, Draining};
use movie_guru_telemetry::propagation::TraceParent;
use movie_guru_workshop::Room;
use movie_guru_workshop::synthetic::Checks;

use crate::behaviour::Behaviour;
use crate::edge::forwarded::Peers;
use crate::guide::{Guide, LabAddresses};
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
    /// The folder of synthetic checks; none where nothing runs them.
    pub(crate) checks: Option<Arc<Checks>>,
    /// Where the parts of this lab are, for links.
    pub(crate) addresses: LabAddresses,
    /// What opens the pages for coaches.
    pub(crate) admin: AdminToken,
    pub(crate) rum: Rum,
    /// Set when the server is about to stop.
    pub(crate) draining: Draining,
}
