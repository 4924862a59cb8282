//! Real user monitoring: browsers report what their people lived through, and it becomes the user's side of the metrics.
//!
//! A report comes from outside and anybody can send one, so it is small, checked whole, and limited: per client, and in
//! all. It chooses among series that exist from the start and can make no new ones.

mod batch;
pub(crate) mod intake;
pub(crate) mod limit;
mod meters;

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::body::Body;
use axum::extract::{ConnectInfo, State};
use axum::response::{IntoResponse, Response};
use http::{HeaderMap, StatusCode};
use http_body_util::{BodyExt, Limited};

use crate::app::App;
use batch::Batch;
use meters::Refusal;

/// A page sends far less, and browsers allow beacons 64 KiB.
const MOST_BYTES: usize = 64 * 1024;
/// A client that takes longer to send its report is not waited for.
const BODY_WAIT: Duration = Duration::from_secs(5);

/// `POST /rum`: a batch of measurements; all of it counts, or nothing.
pub(crate) async fn post(
    State(app): State<Arc<App>>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    headers: HeaderMap,
    body: Body,
) -> Response {
    let batch = match read(body).await.and_then(|bytes| Batch::parse(&bytes).ok_or(Refusal::Malformed)) {
        Ok(batch) => batch,
        Err(refusal) => return app.rum.refuse(refusal),
    };
    if !app.rum.limits.allow(app.peers.client(peer.ip(), &headers), batch.size()) {
        return app.rum.refuse(Refusal::Limited);
    }
    app.rum.meters.record(&batch);
    StatusCode::NO_CONTENT.into_response()
}

/// Where browsers report what the Content-Security-Policy stopped: counted, and logged in part.
pub(crate) async fn csp_report(
    State(app): State<Arc<App>>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    headers: HeaderMap,
    body: Body,
) -> Response {
    let bytes = match read(body).await {
        Ok(bytes) => bytes,
        Err(refusal) => return app.rum.refuse(refusal),
    };
    if !app.rum.limits.allow(app.peers.client(peer.ip(), &headers), 1) {
        return app.rum.refuse(Refusal::Limited);
    }
    let report: serde_json::Value = serde_json::from_slice(&bytes).unwrap_or_default();
    let Some(directive) = report["csp-report"]["effective-directive"].as_str() else {
        return app.rum.refuse(Refusal::Malformed);
    };
    let directive: String = directive.chars().filter(|c| c.is_ascii_alphanumeric() || *c == '-').take(40).collect();
    tracing::warn!(directive, "the Content-Security-Policy stopped something on a page");
    app.rum.meters.csp_report();
    StatusCode::NO_CONTENT.into_response()
}

async fn read(body: Body) -> Result<Vec<u8>, Refusal> {
    let all = Limited::new(body, MOST_BYTES).collect();
    let all = tokio::time::timeout(BODY_WAIT, all).await.map_err(|_| Refusal::Malformed)?;
    all.map(|body| body.to_bytes().to_vec()).map_err(|error| {
        let too_large = error.downcast_ref::<http_body_util::LengthLimitError>().is_some();
        if too_large { Refusal::TooLarge } else { Refusal::Malformed }
    })
}
