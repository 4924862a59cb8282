//! The load generator as a service: its metrics, probes and figures. `loadtest run` and `lab` serve the
//! same one.

use std::future::Future;
use std::net::SocketAddr;

use axum::Router;
use axum::extract::State;
use axum::http::StatusCode;
use axum::routing::get;
use movie_guru_telemetry::Telemetry;
use movie_guru_telemetry::http::{HttpMeters, measure, metrics};
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

use crate::figures_api;
use crate::run::LoadTest;

/// What the service needs to know.
#[derive(Clone, Debug)]
pub struct ServiceConfig {
    /// Where it listens; port 0 picks a free one.
    pub listen: SocketAddr,
}

impl Default for ServiceConfig {
    fn default() -> Self {
        Self { listen: SocketAddr::from(([127, 0, 0, 1], 8089)) }
    }
}

/// The service cannot listen.
#[derive(Debug, thiserror::Error)]
#[error(
    "the load generator cannot listen on {listen} ({reason}); end what uses that port, or choose another: --listen 127.0.0.1:0 picks a free one"
)]
pub struct ListenError {
    /// Where it was to listen.
    pub listen: SocketAddr,
    /// Why it cannot.
    pub reason: std::io::Error,
}

/// The service, bound to its port but not yet serving.
pub struct Service {
    listener: TcpListener,
    address: SocketAddr,
    router: Router,
    load: LoadTest,
    draining: CancellationToken,
}

/// Binds the service's port.
pub async fn build(config: &ServiceConfig, load: LoadTest, telemetry: &Telemetry) -> Result<Service, ListenError> {
    let refused = |reason| ListenError { listen: config.listen, reason };
    let listener = TcpListener::bind(config.listen).await.map_err(refused)?;
    let address = listener.local_addr().map_err(refused)?;
    let draining = CancellationToken::new();
    let router = Router::new()
        .route("/metrics", get(metrics))
        .with_state(telemetry.clone())
        .route("/livez", get(|| async { "ok" }))
        .route("/readyz", get(ready).with_state(draining.clone()))
        .merge(figures_api::routes().with_state(load.clone()))
        .layer(axum::middleware::from_fn_with_state(HttpMeters::new(telemetry.meter()), measure));
    Ok(Service { listener, address, router, load, draining })
}

async fn ready(State(draining): State<CancellationToken>) -> (StatusCode, &'static str) {
    if draining.is_cancelled() { (StatusCode::SERVICE_UNAVAILABLE, "draining") } else { (StatusCode::OK, "ok") }
}

impl Service {
    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Serves until `shutdown` is done, then stops the run that is on and drains.
    pub async fn run(self, shutdown: impl Future<Output = ()> + Send + 'static) -> std::io::Result<()> {
        let Self { listener, router, load, draining, .. } = self;
        let told_to_stop = async move {
            shutdown.await;
            draining.cancel();
            if let Some(run) = load.current() {
                run.stop().await;
            }
        };
        axum::serve(listener, router).with_graceful_shutdown(told_to_stop).await
    }
}
