//! Where a probe of its own is scraped: `/metrics`, and the health endpoints.

use std::net::SocketAddr;

use axum::Router;
use axum::routing::get;
use movie_guru_service::{Draining, Gate, Limits, ListenError, Names, ProbeWords, in_words, probes};
use movie_guru_telemetry::Telemetry;
use movie_guru_telemetry::http::metrics;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

pub(crate) async fn bind(address: SocketAddr) -> Result<TcpListener, ListenError> {
    Ok(movie_guru_service::bind(address, "--listen").await?.0)
}

pub(crate) async fn serve(listener: TcpListener, telemetry: Telemetry, stop: CancellationToken) -> std::io::Result<()> {
    let limits = Limits::default();
    let names = Names::of(listener.local_addr()?, &[]);
    let routes = Router::new()
        .route("/metrics", get(metrics).with_state(telemetry))
        .merge(Router::from(probes(&Draining::default(), ProbeWords::APP)));
    let router = Gate { names, body: limits.body, refuse: in_words }.around(routes);
    movie_guru_service::serve(listener, router, limits, stop).await
}
