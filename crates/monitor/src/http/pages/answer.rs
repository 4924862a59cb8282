//! Pages as answers.

use std::sync::Arc;

use axum::extract::State;
use axum::response::{IntoResponse, Redirect, Response};
use http::{HeaderMap, HeaderName, StatusCode, header};
use maud::Markup;
use movie_guru_pages::below;

use crate::http::problem::status;
use crate::pages::Pages;
use crate::pages::layout;
use crate::slos::Refused;

const FORWARDED_PROTO: HeaderName = HeaderName::from_static("x-forwarded-proto");

/// Scheme, name and port by which whoever asks reaches the monitor, as the request says. It is for the page that answers
/// it and for nothing else, so what is untrue fools only who said it.
pub(super) fn reached_at(headers: &HeaderMap) -> String {
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok()).unwrap_or("localhost:9090");
    let scheme = if headers.get(FORWARDED_PROTO).is_some_and(|proto| proto == "https") { "https" } else { "http" };
    format!("{scheme}://{host}")
}

/// A page, which is made for each visit and kept by nobody.
pub(super) fn shown(page: Markup) -> Response {
    ([(header::CACHE_CONTROL, "no-store")], page).into_response()
}

/// A page that says why something was refused.
pub(super) fn refused(refused: &Refused, page: Markup) -> Response {
    (status(refused), shown(page)).into_response()
}

/// A page that says that there is no such thing, and where to go on.
pub(super) fn missing(pages: &Pages, heading: &str, text: &str) -> Response {
    (StatusCode::NOT_FOUND, shown(layout::notice(pages, heading, text))).into_response()
}

/// For every address that is none.
pub(super) async fn not_found(State(pages): State<Arc<Pages>>) -> Response {
    missing(&pages, "There is no such page", "Nothing is under this address.")
}

/// On to another page after a change.
pub(super) fn on_to(address: &str) -> Response {
    Redirect::to(&below(address)).into_response()
}
