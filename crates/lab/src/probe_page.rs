//! Where a probe of its own is scraped: `/metrics`, and the health endpoints.

use std::net::SocketAddr;

use axum::Router;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use movie_guru_service::{Gate, Limits, ListenError, Names};
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
        .route("/livez", get(|| async { "alive\n" }))
        .route("/readyz", get(|| async { "ready\n" }));
    let router = Gate { names, body: limits.body, refuse }.around(routes);
    movie_guru_service::serve(listener, router, limits, stop).await
}

fn refuse(status: StatusCode, detail: &str) -> Response {
    (status, format!("{detail}\n")).into_response()
}
