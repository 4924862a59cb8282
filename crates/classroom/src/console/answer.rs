//! What an action is answered with: to scripts of the page as JSON, to a form as a page.

use axum::Json;
use axum::response::{IntoResponse, Response};
use http::{HeaderMap, StatusCode, header};
use maud::html;
use serde_json::json;

use super::act::Outcome;
use super::app::App;
use super::frame::page;

/// Whether the page's script asks.
pub(super) fn is_script(headers: &HeaderMap) -> bool {
    let accept = headers.get(header::ACCEPT).and_then(|accept| accept.to_str().ok()).unwrap_or_default();
    accept.starts_with("application/json")
}

/// What became of an action for each team.
pub(super) fn outcomes(app: &App, headers: &HeaderMap, outcomes: &[Outcome], back: &str) -> Response {
    let failed = outcomes.iter().filter(|outcome| !outcome.is_done).count();
    let status = if failed == 0 { StatusCode::OK } else { StatusCode::BAD_GATEWAY };
    if is_script(headers) {
        return (status, Json(json!({ "outcomes": outcomes }))).into_response();
    }
    let content = html! {
        h1 { @if failed == 0 { "Done" } @else { "Not done for all" } }
        ul .stack {
            @for outcome in outcomes {
                li { span .badge .good[outcome.is_done] .bad[!outcome.is_done] { (outcome.team) } " " (outcome.words) }
            }
        }
        p { a .button href=(back) { "Back" } }
    };
    (status, page(app, "Done", None, content)).into_response()
}

/// An action that cannot be.
pub(super) fn refused(app: &App, headers: &HeaderMap, status: StatusCode, words: &str, back: &str) -> Response {
    if is_script(headers) {
        return (status, Json(json!({ "detail": words }))).into_response();
    }
    let content = html! {
        h1 { "That did not work" }
        p .problem { (words) }
        p { a .button href=(back) { "Back" } }
    };
    (status, page(app, "That did not work", None, content)).into_response()
}
