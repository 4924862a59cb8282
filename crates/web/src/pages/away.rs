//! The page for when the backend is away: it says so, and comes back by itself.

use axum::response::{IntoResponse, Response};
use http::{HeaderValue, StatusCode, header};
use maud::html;

use super::layout::Page;
use crate::app::App;

const RETRY_AFTER: HeaderValue = HeaderValue::from_static("5");

pub(super) fn page(app: &App) -> Response {
    let page = Page { title: "Intermission", script: Some("js/away.js"), style: None, told: None, class: "notice" }
        .render(
            app,
            html! {
                main #main .notice-card {
                    p .eyebrow { "503" }
                    h1 { "Intermission" }
                    p { "Movie Guru's backend is away just now. Nothing that you said or liked is lost." }
                    p #retry role="status" { "This page looks again every few seconds and goes on by itself." }
                    p { a .button href="" { "Try again now" } }
                }
            },
        );
    let headers = [(header::RETRY_AFTER, RETRY_AFTER), (header::CACHE_CONTROL, HeaderValue::from_static("no-store"))];
    (StatusCode::SERVICE_UNAVAILABLE, headers, page).into_response()
}
