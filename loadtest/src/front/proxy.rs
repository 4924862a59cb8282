//! Requests that the dashboard of the engine answers as it is.

use std::sync::Arc;

use axum::Json;
use axum::body::Body;
use axum::extract::{OriginalUri, State};
use axum::http::{Method, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde_json::{Value, json};

use crate::front::state::Front;

/// What stays of the dashboard's headers: the others are about a connection, or the guard's.
const KEPT: [header::HeaderName; 2] = [header::CONTENT_TYPE, header::CONTENT_ENCODING];

pub(super) async fn pass(State(front): State<Arc<Front>>, OriginalUri(uri): OriginalUri) -> Response {
    let path = uri.path_and_query().map_or("/", |path| path.as_str());
    match answer(&front, path).await {
        Some(answer) => {
            let status = answer.status();
            let headers: Vec<_> = KEPT
                .into_iter()
                .filter_map(|name| answer.headers().get(&name).cloned().map(|value| (name, value)))
                .collect();
            let mut response = Response::new(Body::from_stream(answer.bytes_stream()));
            *response.status_mut() = status;
            response.headers_mut().extend(headers);
            response
        }
        None => away(),
    }
}

/// Asks the dashboard; once more where the engine was replaced in the middle of it.
pub(super) async fn answer(front: &Front, path: &str) -> Option<reqwest::Response> {
    for _ in 0..2 {
        let dashboard = front.dashboard().await?;
        if let Ok(answer) = dashboard.request(Method::GET, path).send().await {
            return Some(answer);
        }
    }
    None
}

pub(super) fn away() -> Response {
    (StatusCode::SERVICE_UNAVAILABLE, "The load engine does not answer.\n").into_response()
}

/// The page needs no token: this front knows it.
pub(super) async fn health(State(front): State<Arc<Front>>) -> Response {
    let Some(answer) = answer(&front, "/api/v1/health").await else { return away() };
    let Ok(mut health) = answer.json::<Value>().await else { return away() };
    health["auth_required"] = json!(false);
    health["loopback"] = json!(true);
    Json(health).into_response()
}

/// Goose's own reports are off: runs are kept with our figures, and listed at `/runs`.
pub(super) async fn no_reports() -> Json<Value> {
    Json(json!({"dir": "", "current": null, "reports": []}))
}
