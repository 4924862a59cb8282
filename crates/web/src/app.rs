//! What every request can reach.

use std::sync::atomic::AtomicBool;

use movie_guru_pages::Assets;

use crate::behaviour::Behaviour;
use crate::edge::forwarded::Peers;
use crate::guide::Guide;
use crate::rum::Rum;
use crate::upstream::Upstream;

pub(crate) struct App {
    pub(crate) upstream: Upstream,
    pub(crate) behaviour: Behaviour,
    pub(crate) peers: Peers,
    pub(crate) assets: Assets,
    pub(crate) guide: Guide,
    pub(crate) rum: Rum,
    /// Set when the server is about to stop.
    pub(crate) draining: AtomicBool,
}
