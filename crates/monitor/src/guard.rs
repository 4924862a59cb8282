//! Under which names the monitor answers.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use http::StatusCode;
use movie_guru_pages::Names;

/// Middleware: refuses a request that was meant for another host.
pub(crate) async fn known_name(State(names): State<Arc<Names>>, request: Request, next: Next) -> Response {
    if names.meant(&request) {
        next.run(request).await
    } else {
        (StatusCode::MISDIRECTED_REQUEST, "This is not a name of this monitor; call it by localhost or 127.0.0.1.\n")
            .into_response()
    }
}
