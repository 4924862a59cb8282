//! The edge: what a user may call of the backend goes on to it, body and answer streamed.

pub(crate) mod forwarded;

use std::collections::BTreeSet;
use std::net::SocketAddr;
use std::sync::Arc;

use axum::Router;
use axum::extract::{ConnectInfo, MatchedPath, Path, Request, State};
use axum::response::{IntoResponse, Response};
use axum::routing::{MethodRouter, any};
use http::uri::PathAndQuery;
use http::{HeaderValue, StatusCode, header};
use movie_guru_contract::{Operation, Unmeasured, calls};
use movie_guru_pages::base;
use movie_guru_service::{Problem, is_from_another_site, problem};
use movie_guru_telemetry::logging::TRACE_TARGET;
use movie_guru_telemetry::propagation;
use tracing::{Instrument, Span, field};
use tracing_opentelemetry::OpenTelemetrySpanExt;

use crate::app::App;
use crate::upstream::NoAnswer;

/// Where the backend's calls are found at the edge.
pub(crate) const PREFIX: &str = "/api";

/// What a user may call: the calls that the contract lets pass and nothing else. Which methods a path takes, the backend
/// says.
pub(crate) fn routes() -> Router<Arc<App>> {
    let paths: BTreeSet<_> = calls().filter(|call| call.edge).map(|call| call.path).collect();
    paths
        .into_iter()
        .fold(Router::new(), |router, path| router.route(&format!("{PREFIX}{path}"), way(path)))
        .route("/api/", any(unknown))
        .route("/api/{*unknown}", any(unknown))
}

/// How a call goes on; two are looked at before they do.
fn way(path: &str) -> MethodRouter<Arc<App>> {
    if path == Operation::Logout.call().path {
        any(log_out)
    } else if path == Unmeasured::Poster.call().path {
        any(poster)
    } else {
        any(pass_on)
    }
}

async fn unknown() -> Response {
    problem(StatusCode::NOT_FOUND, "There is nothing under this path.")
}

/// Posters are files of one folder; whatever could leave it is none.
async fn poster(
    app: State<Arc<App>>,
    peer: ConnectInfo<SocketAddr>,
    Path(file): Path<String>,
    request: Request,
) -> Response {
    let name = file.strip_suffix(".svg").unwrap_or_default();
    if name.is_empty() || !name.bytes().all(|byte| byte.is_ascii_alphanumeric()) {
        return problem(StatusCode::NOT_FOUND, "There is no such poster.");
    }
    pass_on(app, peer, request).await
}

/// Logging out is the one `GET` that changes something, so another site's link to it is refused as its form would be.
async fn log_out(app: State<Arc<App>>, peer: ConnectInfo<SocketAddr>, request: Request) -> Response {
    if is_from_another_site(request.headers()) {
        return problem(StatusCode::FORBIDDEN, "Another site may not log anybody out here.");
    }
    pass_on(app, peer, request).await
}

async fn pass_on(
    State(app): State<Arc<App>>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    mut request: Request,
) -> Response {
    let route = request.extensions().get::<MatchedPath>().cloned();
    let span = tracing::info_span!(
        target: TRACE_TARGET, "edge",
        otel.name = %format_args!("{} {}", request.method(), route.as_ref().map_or("", MatchedPath::as_str)),
        otel.kind = "client", otel.status_code = field::Empty,
        http.request.method = request.method().as_str(), http.response.status_code = field::Empty,
    );
    app.trace_parent.adopt(&span, request.headers_mut());
    forwarded::for_backend(request.headers_mut(), peer.ip(), &app.peers);
    propagation::inject(&span.context(), request.headers_mut());
    let Some(path) = backend_path(&request) else {
        return problem(StatusCode::BAD_REQUEST, "This is no path of the backend.");
    };
    let response = match app.upstream.send(path, request).instrument(span.clone()).await {
        Ok(response) => passed_back(response),
        Err(no_answer) => span.in_scope(|| away(&no_answer, &span)),
    };
    span.record("http.response.status_code", response.status().as_u16());
    if response.status().is_server_error() {
        span.record("otel.status_code", "ERROR");
    }
    response
}

fn backend_path(request: &Request) -> Option<PathAndQuery> {
    request.uri().path_and_query()?.as_str().strip_prefix(PREFIX)?.parse().ok()
}

fn passed_back(mut response: Response) -> Response {
    forwarded::strip_hop_by_hop(response.headers_mut());
    forwarded::keep_cookies_below(&base(), response.headers_mut());
    // What belongs to one person is kept by nobody on the way.
    response.headers_mut().entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    response
}

fn away(no_answer: &NoAnswer, span: &Span) -> Response {
    let trace_id = propagation::trace_id(span);
    tracing::warn!(%no_answer, trace_id, "a call was not passed on");
    let (status, detail) = match no_answer {
        NoAnswer::Away(_) => {
            (StatusCode::SERVICE_UNAVAILABLE, "Movie Guru is away just now. Please try again in a moment.")
        }
        NoAnswer::Broken(_) => (StatusCode::BAD_GATEWAY, "Movie Guru broke off. Please try again."),
        NoAnswer::TimedOut => (StatusCode::GATEWAY_TIMEOUT, "This took too long. Please try again."),
    };
    Problem::new(status, detail).in_trace(&trace_id).into_response()
}
