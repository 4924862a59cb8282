//! The monitor as a service: [`Monitor::build`] opens what it needs and binds its port, [`Monitor::run`] scrapes and
//! serves until told to stop, then drains.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use movie_guru_pages::Published;
use movie_guru_service::{AdminToken, Drain, Draining, Gate, Limits, ListenError, Names, bind, in_words, serve};
use movie_guru_slo::TimeScale;
use movie_guru_telemetry::Telemetry;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;
use tsdb::{OpenError, Store, StoreConfig};
use url::Url;
use utoipa_axum::router::OpenApiRouter;

use crate::alerts::NotifierConfig;
use crate::http::{self, App, Facts};
use crate::measured::contract;
use crate::pages::{Frame, Pages, PagesConfig};
use crate::scrape::config::DEFAULT_INTERVAL;
use crate::scrape::{AddressError, Job, ScrapeConfig, Targets, scrape_all};
use crate::slos::{Board, BoardConfig, BoardError};
use crate::source::{BearerToken, EmbeddedSource, MetricsSource, PrometheusSource, SourceError, SourceMetadata};

/// Where the metrics are.
#[derive(Clone, Debug)]
pub enum Metrics {
    /// In a store of the monitor's own, which it fills by scraping.
    Embedded {
        /// Where that is.
        store: StoreConfig,
        /// Whom it asks.
        scrape: ScrapeConfig,
    },
    /// On another server that speaks Prometheus' API; nothing is scraped.
    Elsewhere {
        /// The address above `api/v1`.
        url: Url,
        /// What it asks for.
        token: Option<BearerToken>,
    },
}

/// What the monitor needs to know.
#[derive(Clone, Debug)]
pub struct Config {
    /// Where to listen; port 0 picks a free one.
    pub listen: SocketAddr,
    /// Where the metrics are.
    pub metrics: Metrics,
    /// The job by which the monitor scrapes itself, for it learns its address only when it is built.
    pub own_job: Option<String>,
    /// SLOs and alerts: where they are kept, and who is told.
    pub board: BoardConfig,
    /// Whoever changes SLOs or alerts sends this as a bearer token, where it is set.
    pub admin: AdminToken,
    /// What pages say and lead to.
    pub pages: PagesConfig,
    /// Names under which it may be called besides the loopback's, where it listens on the loopback.
    pub hosts: Vec<String>,
    /// What clients may take up.
    pub limits: Limits,
    /// The path below which a proxy publishes the monitor.
    pub published: Published,
    /// How long requests in flight may take to end after the port closed.
    pub drain_limit: Duration,
}

impl Config {
    /// On a free port of the loopback, with these metrics; what attendees make is kept in `folder`. Nobody is told of
    /// alerts, and windows are as long as they say.
    pub fn new(metrics: Metrics, folder: PathBuf) -> Self {
        Self {
            listen: SocketAddr::from(([127, 0, 0, 1], 0)),
            metrics,
            own_job: Some("monitor".to_owned()),
            pages: PagesConfig { dashboards: Some(folder.join("dashboards")), ..PagesConfig::default() },
            board: BoardConfig {
                folder,
                scale: TimeScale::REAL,
                scrape_interval: DEFAULT_INTERVAL,
                notifier: NotifierConfig::default(),
            },
            admin: AdminToken::default(),
            hosts: Vec::new(),
            limits: Limits::default(),
            published: Published::default(),
            drain_limit: Duration::from_secs(4),
        }
    }
}

/// The monitor cannot start.
#[derive(Debug, thiserror::Error)]
pub enum BuildError {
    /// The port is taken, or not ours to take.
    #[error(transparent)]
    Listen(#[from] ListenError),
    /// The store is of no use.
    #[error(transparent)]
    Store(#[from] OpenError),
    /// The other server's address is of no use.
    #[error(transparent)]
    Source(#[from] SourceError),
    /// A target's address is of no use.
    #[error(transparent)]
    Target(#[from] AddressError),
    /// SLOs and alerts cannot be kept.
    #[error(transparent)]
    Board(#[from] BoardError),
}

/// A monitor that is bound to its port.
pub struct Monitor {
    listener: TcpListener,
    address: SocketAddr,
    app: Arc<App>,
    names: Names,
    limits: Limits,
    published: Published,
    telemetry: Telemetry,
    drain: Drain,
    scraping: Option<(Arc<Store>, Arc<SourceMetadata>)>,
    more_routes: OpenApiRouter,
}

impl Monitor {
    /// Opens the store and binds the port.
    ///
    /// # Errors
    /// Where either is not to be had.
    pub async fn build(config: Config, telemetry: &Telemetry) -> Result<Self, BuildError> {
        let (listener, address) = bind(config.listen, "--monitor").await?;
        Self::build_on(listener, address, config, telemetry)
    }

    /// Builds the monitor on a port that is bound already, at this address: `config.listen` does not matter. Blocks while
    /// the store opens.
    ///
    /// # Errors
    /// Where the store or another server is not to be had.
    pub fn build_on(
        listener: TcpListener,
        address: SocketAddr,
        config: Config,
        telemetry: &Telemetry,
    ) -> Result<Self, BuildError> {
        let mut facts = Facts::new(address);
        let (source, targets, scraping): (Arc<dyn MetricsSource>, _, _) = match config.metrics {
            Metrics::Embedded { store, mut scrape } => {
                facts.retention = store.retention;
                let interval = config.board.scrape_interval;
                let own_job = |name: String| {
                    let job = Job::new(&name, [reachable(address).to_string()]);
                    Job { interval, timeout: interval.min(job.timeout), ..job }
                };
                scrape.jobs.extend(config.own_job.map(own_job));
                let store = Arc::new(Store::open(&store, telemetry.meter())?);
                facts.store = Some(Arc::clone(&store));
                let metadata = Arc::new(SourceMetadata::default());
                let source = EmbeddedSource::new(Arc::clone(&store), Arc::clone(&metadata));
                let targets = Targets::new(&scrape)?;
                facts.scrape = scrape;
                (Arc::new(source), targets, Some((store, metadata)))
            }
            Metrics::Elsewhere { url, token } => {
                (Arc::new(PrometheusSource::new(&url, token)?), Targets::default(), None)
            }
        };
        let board = Board::build(config.board, Arc::clone(&source), contract(), Arc::new(Timestamp::now))?;
        let pages = Pages::new(config.pages, Arc::clone(&source), Arc::clone(&board), config.admin);
        let targets = Arc::new(targets);
        let app = Arc::new(App { source, targets, board, pages, facts, draining: Draining::default() });
        let names = Names::of(address, &config.hosts);
        let drain = Drain { notice: Duration::ZERO, limit: config.drain_limit };
        Ok(Self {
            listener,
            address,
            app,
            names,
            limits: config.limits.behind_proxy(config.published.behind_proxy),
            published: config.published,
            telemetry: telemetry.clone(),
            drain,
            scraping,
            more_routes: OpenApiRouter::default(),
        })
    }

    /// Serves these routes too, behind the same gate.
    #[must_use]
    pub fn with_routes(self, routes: OpenApiRouter) -> Self {
        Self { more_routes: self.more_routes.merge(routes), ..self }
    }

    /// Where its metrics are asked for.
    pub fn source(&self) -> Arc<dyn MetricsSource> {
        Arc::clone(&self.app.source)
    }

    /// Its SLOs and alerts.
    pub fn board(&self) -> Arc<Board> {
        Arc::clone(&self.app.board)
    }

    /// Shows pages of others as its own.
    pub fn frame(&self) -> Frame {
        Frame(Arc::clone(&self.app.pages))
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Scrapes and serves until `shutdown` is cancelled, then lets the requests in flight end, for a limited time.
    ///
    /// # Errors
    /// Where it cannot go on serving.
    pub async fn run(self, shutdown: CancellationToken) -> std::io::Result<()> {
        let gate = Gate { names: self.names, body: self.limits.body, refuse: in_words };
        let router = http::router(&self.app, self.more_routes, gate, &self.telemetry)?;
        let router = self.published.routes(router);
        let evaluating = tokio::spawn(Arc::clone(&self.app.board).run(shutdown.child_token()));
        let scraping = self.scraping.as_ref().map(|(store, metadata)| {
            let (targets, stop) = (Arc::clone(&self.app.targets), shutdown.child_token());
            tokio::spawn(scrape_all(targets, Arc::clone(store), Arc::clone(metadata), stop))
        });
        let serve = |close| serve(self.listener, router, self.limits, close);
        let served = self.drain.serve(shutdown.clone(), &self.app.draining, serve).await;
        // The server may have ended by itself.
        shutdown.cancel();
        for (part, running) in [("evaluating", Some(evaluating)), ("scraping", scraping)] {
            if let Some(running) = running
                && let Err(error) = running.await
            {
                tracing::error!(%error, "{part} broke");
            }
        }
        if let Some((store, _)) = self.scraping {
            // What breaks there is in the log, of either kind.
            let _ = tokio::task::spawn_blocking(move || store.settle()).await;
        }
        served
    }
}

/// Where a service that listens there is asked from this machine.
fn reachable(address: SocketAddr) -> SocketAddr {
    match address {
        SocketAddr::V4(v4) if v4.ip().is_unspecified() => SocketAddr::from(([127, 0, 0, 1], v4.port())),
        SocketAddr::V6(v6) if v6.ip().is_unspecified() => SocketAddr::from((std::net::Ipv6Addr::LOCALHOST, v6.port())),
        address => address,
    }
}

#[cfg(test)]
mod tests {
    use axum::body::{Body, to_bytes};
    use axum::extract::Request;
    use movie_guru_service::openapi;
    use movie_guru_telemetry::otlp::Otlp;
    use movie_guru_test_support::openapi::{documented, routed};
    use tower::ServiceExt;

    use super::*;

    /// What is answered for every method is no operation: addresses that are none, and those that tell their methods
    /// themselves.
    fn is_for_pages(operation: &str) -> bool {
        let (method, path) = operation.split_once(' ').unwrap_or_default();
        method == "ANY"
            || matches!(path, "/" | "/explore" | "/targets" | "/favicon.ico")
            || ["/dashboards", "/slos", "/alerts", "/assets/", "/plotly/"].iter().any(|below| path.starts_with(below))
    }

    #[tokio::test]
    async fn what_is_routed_is_documented_and_nothing_else() {
        let telemetry = Telemetry::new("monitor", &Otlp::off()).unwrap();
        let folder = tempfile::tempdir().unwrap();
        let metrics = Metrics::Elsewhere { url: "http://127.0.0.1:9".parse().unwrap(), token: None };
        let monitor = Monitor::build(Config::new(metrics, folder.path().to_owned()), &telemetry).await.unwrap();
        let gate = Gate { names: monitor.names, body: monitor.limits.body, refuse: in_words };
        let router = http::router(&monitor.app, OpenApiRouter::default(), gate, &telemetry).unwrap();
        let mut routed = routed(&format!("{router:?}"));
        routed.retain(|operation| !is_for_pages(operation));
        let asking = Request::get(openapi::PATH).header("host", "localhost").body(Body::empty()).unwrap();
        let document = to_bytes(router.oneshot(asking).await.unwrap().into_body(), usize::MAX).await.unwrap();
        let mut documented = documented(&serde_json::from_slice(&document).unwrap());
        documented.retain(|operation| !operation.contains(" /-/"));
        assert_eq!(documented, routed);
    }
}
