//! The web app as a service: [`Web::build`] reads what it serves and binds its port, [`Web::run`] serves until told to
//! stop, then drains.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use movie_guru_pages::{Assets, Base, Published};
use movie_guru_service::{AdminToken, Drain, Draining, Limits, ListenError, Names, bind, serve};
use movie_guru_telemetry::Telemetry;
use movie_guru_telemetry::propagation::TraceParent;
use movie_guru_workshop::synthetic::Checks;
use movie_guru_workshop::{Library, Room};
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;
use url::Url;

use crate::app::App;
use crate::assets::Files;
use crate::behaviour::Behaviour;
use crate::edge::forwarded::Peers;
use crate::guide::docs::Pictures;
use crate::guide::{Guide, LabAddresses};
use crate::router;
use crate::rum::intake::Rum;
use crate::rum::limit::Limit;
use crate::upstream::{NotABackend, Patience, Upstream};

/// What the web app needs to know.
#[derive(Clone)]
pub struct Config {
    /// Where to listen; port 0 picks a free one.
    pub listen: SocketAddr,
    /// The flag that chooses another.
    pub listen_flag: &'static str,
    /// The backend, over plain HTTP.
    pub backend: Url,
    /// How long the edge waits for the backend.
    pub patience: Patience,
    /// Whether a load balancer stands in front, whose `X-Forwarded-…` headers are true.
    pub behind_proxy: bool,
    /// The path below which a proxy publishes the app.
    pub base_path: Base,
    /// Names under which it may be called besides the loopback's, where it listens on the loopback.
    pub hosts: Vec<String>,
    /// What clients may take up.
    pub limits: Limits,
    /// Whether callers decide which traces are recorded; none: on the loopback they do.
    pub trace_parent: Option<TraceParent>,
    /// Measurements that one client may report.
    pub rum_per_client: Limit,
    /// Measurements that all clients together may report.
    pub rum_in_all: Limit,
    /// The challenges of the guide, where there is no workshop; one has its own.
    pub library: Library,
    /// The team's workshop; none: the guide shows pages alone.
    pub workshop: Option<Arc<Room>>,
    /// The folder of synthetic checks that a probe runs; none: nothing runs any here, and the guide shows a check as a file.
    pub checks: Option<Arc<Checks>>,
    /// What opens the pages for coaches, and what only they may do; none: everybody may.
    pub admin: AdminToken,
    /// Where the parts of this lab are, for the guide.
    pub addresses: LabAddresses,
    /// How long `/readyz` says 503 before the port closes, so that a load balancer can turn away.
    pub drain_notice: Duration,
    /// How long requests in flight may take to end after the port closed.
    pub drain_limit: Duration,
}

impl Config {
    /// On a free port of the loopback, in front of this backend, with the embedded guide.
    pub fn new(backend: Url) -> Self {
        Self {
            listen: SocketAddr::from(([127, 0, 0, 1], 0)),
            listen_flag: "--listen",
            backend,
            patience: Patience::default(),
            behind_proxy: false,
            base_path: Base::default(),
            hosts: Vec::new(),
            limits: Limits::default(),
            trace_parent: None,
            rum_per_client: Limit { per_second: 1_000, burst: 5_000 },
            rum_in_all: Limit { per_second: 10_000, burst: 20_000 },
            library: embedded(),
            workshop: None,
            checks: None,
            admin: AdminToken::default(),
            addresses: LabAddresses::default(),
            drain_notice: Duration::ZERO,
            drain_limit: Duration::from_secs(4),
        }
    }
}

/// The challenges that travel in the binary.
fn embedded() -> Library {
    Library::embedded().unwrap_or_else(|mistakes| {
        tracing::error!(%mistakes, "the challenges in this binary cannot be read");
        Library::default()
    })
}

/// The web app cannot start.
#[derive(Debug, thiserror::Error)]
pub enum BuildError {
    /// The port is taken, or not ours to take.
    #[error(transparent)]
    Listen(#[from] ListenError),
    /// The backend's address is of no use.
    #[error(transparent)]
    Backend(#[from] NotABackend),
}

/// A web app that is bound to its port.
pub struct Web {
    listener: TcpListener,
    address: SocketAddr,
    app: Arc<App>,
    names: Names,
    limits: Limits,
    published: Published,
    telemetry: Telemetry,
    drain: Drain,
}

impl Web {
    /// Binds the port. The backend need not be there yet.
    pub async fn build(config: Config, telemetry: &Telemetry) -> Result<Self, BuildError> {
        let (listener, address) = bind(config.listen, config.listen_flag).await?;
        let names = Names::of(address, &config.hosts);
        let limits = config.limits.behind_proxy(config.behind_proxy);
        let mut addresses = config.addresses;
        if !address.ip().is_unspecified() {
            addresses.web.get_or_insert_with(|| format!("http://{address}"));
        }
        addresses.backend.get_or_insert_with(|| config.backend.as_str().trim_end_matches('/').to_owned());
        let library = config.workshop.as_ref().map_or(config.library, |room| room.library().clone());
        let app = Arc::new(App {
            upstream: Upstream::new(&config.backend, config.patience)?,
            behaviour: Behaviour::default(),
            peers: Peers { behind_proxy: config.behind_proxy },
            trace_parent: config.trace_parent.unwrap_or(TraceParent::at(address.ip())),
            assets: Assets::of_both::<Files, Pictures>(),
            guide: Guide::new(library, &addresses),
            workshop: config.workshop,
            checks: config.checks,
            addresses,
            admin: config.admin,
            rum: Rum::new(telemetry.meter(), config.rum_per_client, config.rum_in_all),
            draining: Draining::default(),
        });
        let drain = Drain { notice: config.drain_notice, limit: config.drain_limit };
        let published = Published { base: config.base_path, behind_proxy: config.behind_proxy };
        Ok(Self { listener, address, app, names, limits, published, telemetry: telemetry.clone(), drain })
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Serves until `shutdown` is cancelled, then lets the requests in flight end, for a limited time.
    pub async fn run(self, shutdown: CancellationToken) -> std::io::Result<()> {
        let router = router::router(Arc::clone(&self.app), self.names, self.limits.body, &self.telemetry);
        let router = self.published.routes(router);
        let serve = |close| serve(self.listener, router, self.limits, close);
        self.drain.serve(shutdown, &self.app.draining, serve).await
    }
}
