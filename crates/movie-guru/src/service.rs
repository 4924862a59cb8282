//! The backend as a service: [`Backend::build`] opens what it needs and binds its port, [`Backend::run`] serves until
//! told to stop, then drains.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use movie_guru_contract::{DB_POOL_CONNECTIONS, PHASE_INFO, PoolState, label};
use movie_guru_service::{AdminToken, Drain, Draining, Limits, ListenError, Names, bind, serve};
use movie_guru_telemetry::Telemetry;
use movie_guru_telemetry::instruments::observed_gauge;
use movie_guru_telemetry::operations::OperationMeters;
use movie_guru_telemetry::propagation::TraceParent;
use opentelemetry::KeyValue;
use opentelemetry::metrics::Meter;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

use crate::app::App;
use crate::clock::Clock;
use crate::http;
use crate::phase::Stage;
use crate::phase::scenario::{self, Scenario, ScenarioError};
use crate::replicas;
use crate::store::postgres::{PostgresConfig, PostgresStore};
use crate::store::sqlite::SqliteStore;
use crate::store::{Store, StoreError};
use guru::catalogue::{Catalogue, CatalogueError};
use guru::engine::RuleEngine;

/// Where people, profiles and messages are kept.
#[derive(Clone, Debug)]
pub enum Database {
    /// A SQLite file in this folder, made where there is none.
    Folder(PathBuf),
    /// Gone with the process.
    Memory,
    /// A PostgreSQL database, for any number of replicas.
    Postgres(PostgresConfig),
}

/// What a backend needs to know.
#[derive(Clone, Debug)]
pub struct Config {
    /// Where to listen; port 0 picks a free one.
    pub listen: SocketAddr,
    /// The flag that chooses another.
    pub listen_flag: &'static str,
    /// Names under which it may be called besides the loopback's, where it listens on the loopback.
    pub hosts: Vec<String>,
    /// What clients may take up.
    pub limits: Limits,
    /// Whether callers decide which traces are recorded; none: on the loopback they do.
    pub trace_parent: Option<TraceParent>,
    /// Where people, profiles and messages are kept, and for several replicas the scenario, too.
    pub database: Database,
    /// The name of the scenario to start with, unless another was set for all replicas.
    pub scenario: String,
    /// What the dice of phases start from; none for a different run each time.
    pub seed: Option<u64>,
    /// Locks `POST /phase`.
    pub admin_token: AdminToken,
    /// Tells when sessions end.
    pub clock: Clock,
    /// How long `/readyz` says 503 before the port closes, so that a load balancer can turn away.
    pub drain_notice: Duration,
    /// How long requests in flight may take to end after the port closed.
    pub drain_limit: Duration,
}

impl Default for Config {
    /// In memory, on a free port of the loopback, as the app is.
    fn default() -> Self {
        Self {
            listen: SocketAddr::from(([127, 0, 0, 1], 0)),
            listen_flag: "--listen",
            hosts: Vec::new(),
            limits: Limits::default(),
            trace_parent: None,
            database: Database::Memory,
            scenario: scenario::HEALTHY.to_owned(),
            seed: None,
            admin_token: AdminToken::default(),
            clock: Clock::system(),
            drain_notice: Duration::ZERO,
            drain_limit: Duration::from_secs(4),
        }
    }
}

/// Why a backend cannot start. An unreachable PostgreSQL is no reason: it is waited for.
#[derive(Debug, thiserror::Error)]
pub enum BuildError {
    /// The port is taken, or not ours to take.
    #[error(transparent)]
    Listen(#[from] ListenError),
    /// The database cannot be used.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The scenario is not known.
    #[error(transparent)]
    Scenario(#[from] ScenarioError),
    /// The films cannot be read.
    #[error(transparent)]
    Catalogue(#[from] CatalogueError),
}

/// A backend that is bound to its port.
pub struct Backend {
    listener: TcpListener,
    address: SocketAddr,
    app: Arc<App>,
    names: Names,
    limits: Limits,
    telemetry: Telemetry,
    drain: Drain,
}

impl Backend {
    /// Opens the database and binds the port. A PostgreSQL database that is away is waited for while the service runs.
    pub async fn build(config: Config, telemetry: &Telemetry) -> Result<Self, BuildError> {
        let (listener, address) = bind(config.listen, config.listen_flag).await?;
        if !address.ip().is_loopback() && !config.admin_token.is_set() {
            tracing::warn!(%address, "everybody who reaches this address can change the phase; set --admin-token");
        }
        let catalogue = Arc::new(Catalogue::embedded()?);
        let store: Arc<dyn Store> = match &config.database {
            Database::Folder(folder) => Arc::new(SqliteStore::open(folder, &catalogue).await?),
            Database::Memory => Arc::new(SqliteStore::in_memory(&catalogue).await?),
            Database::Postgres(postgres) => Arc::new(PostgresStore::start(postgres, &catalogue).await),
        };
        let stage = Arc::new(Stage::new(Scenario::named(&config.scenario)?, config.seed.unwrap_or_else(rand::random)));
        if let Err(error) = replicas::catch_up(&stage, store.as_ref()).await {
            tracing::debug!(%error, "the scenario of all replicas is not known yet");
        }
        observe(telemetry.meter(), &store, &stage);
        let app = Arc::new(App {
            store,
            engine: Arc::new(RuleEngine::new(Arc::clone(&catalogue))),
            catalogue,
            stage,
            meters: OperationMeters::new(telemetry.meter()),
            clock: config.clock,
            admin_token: config.admin_token,
            trace_parent: config.trace_parent.unwrap_or(TraceParent::at(address.ip())),
            draining: Draining::default(),
        });
        let drain = Drain { notice: config.drain_notice, limit: config.drain_limit };
        let names = Names::of(address, &config.hosts);
        Ok(Self { listener, address, app, names, limits: config.limits, telemetry: telemetry.clone(), drain })
    }

    /// The address that it is bound to, with the port that was picked where port 0 was asked for.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// The scenario that is on.
    pub fn stage(&self) -> Arc<Stage> {
        Arc::clone(&self.app.stage)
    }

    /// Serves until `shutdown` is cancelled, then lets the requests in flight end, for a limited time.
    pub async fn run(self, shutdown: CancellationToken) -> std::io::Result<()> {
        let router = http::router(Arc::clone(&self.app), self.names, self.limits.body, &self.telemetry)?;
        let serve = |close| serve(self.listener, router, self.limits, close);
        let keeping_up = async {
            replicas::keep_up(&self.app.stage, self.app.store.as_ref()).await;
            std::future::pending().await
        };
        tokio::select! {
            served = self.drain.serve(shutdown, &self.app.draining, serve) => served,
            () = keeping_up => Ok(()),
        }
    }
}

fn observe(meter: &Meter, store: &Arc<dyn Store>, stage: &Arc<Stage>) {
    let store = Arc::clone(store);
    observed_gauge(meter, DB_POOL_CONNECTIONS, move |observer| {
        let pool = store.pool_use();
        for (state, value) in PoolState::ALL.into_iter().zip([pool.open, pool.idle, pool.waiting]) {
            observer.observe(value, &[KeyValue::new(label::STATE, state.name())]);
        }
    });
    let stage = Arc::clone(stage);
    observed_gauge(meter, PHASE_INFO, move |observer| {
        let current = stage.scenario();
        for name in scenario::names().into_iter().chain([scenario::CUSTOM]) {
            observer.observe(u64::from(name == current.name), &[KeyValue::new(label::SCENARIO, name)]);
        }
    });
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

    #[tokio::test]
    async fn what_is_routed_is_documented_and_nothing_else() {
        let telemetry = Telemetry::new("movie-guru", &Otlp::off()).unwrap();
        let backend = Backend::build(Config::default(), &telemetry).await.unwrap();
        let router = http::router(backend.app, backend.names, backend.limits.body, &telemetry).unwrap();
        let routed = routed(&format!("{router:?}"));
        let asking = Request::get(openapi::PATH).header("host", "localhost").body(Body::empty()).unwrap();
        let document = router.oneshot(asking).await.unwrap().into_body();
        let document = to_bytes(document, usize::MAX).await.unwrap();
        assert_eq!(documented(&serde_json::from_slice(&document).unwrap()), routed);
        for call in movie_guru_contract::calls() {
            let missing = call.methods.iter().find(|method| !routed.contains(&format!("{method} {}", call.path)));
            assert_eq!(missing, None, "{} of the contract is not at {}", call.name, call.path);
        }
    }
}
