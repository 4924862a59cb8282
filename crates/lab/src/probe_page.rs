//! Where a probe of its own is scraped: `/metrics`, and the health endpoints.

use std::net::SocketAddr;

use anyhow::Context;
use axum::Router;
use axum::routing::get;
use movie_guru_telemetry::Telemetry;
use movie_guru_telemetry::http::metrics;
use tokio::net::TcpListener;
use tokio_util::sync::CancellationToken;

pub(crate) async fn bind(address: SocketAddr) -> anyhow::Result<TcpListener> {
    let listener = TcpListener::bind(address).await;
    listener.with_context(|| format!("cannot listen on {address}; choose another with --listen"))
}

pub(crate) async fn serve(listener: TcpListener, telemetry: Telemetry, stop: CancellationToken) -> std::io::Result<()> {
    let router = Router::new()
        .route("/metrics", get(metrics).with_state(telemetry))
        .route("/livez", get(|| async { "alive\n" }))
        .route("/readyz", get(|| async { "ready\n" }));
    axum::serve(listener, router).with_graceful_shutdown(stop.cancelled_owned()).await
}
