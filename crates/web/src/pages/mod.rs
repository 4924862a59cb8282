//! The app's pages. What is the same for everybody comes from here; what is one person's own the page's modules ask for
//! through the edge, so that it is measured as the person lives it.

mod away;
pub(crate) mod layout;
pub(crate) mod login;
pub(crate) mod main_page;

use std::sync::Arc;

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::{StatusCode, header};
use maud::{Markup, html};

use crate::app::App;
use crate::behaviour::{BackendState, Told};
use layout::Page;
use movie_guru_pages::below;

/// What the page is told, or the page that says that the backend is away.
async fn told(app: &App) -> Result<Told, Response> {
    let told = app.behaviour.read(&app.upstream).await;
    match told.backend {
        BackendState::Up => Ok(told),
        BackendState::Away => Err(away::page(app)),
    }
}

/// A page is made for each visit: what it was told may have changed.
fn fresh(markup: Markup) -> Response {
    ([(header::CACHE_CONTROL, "no-store")], markup).into_response()
}

/// For every address that is none.
pub(crate) async fn not_found(State(app): State<Arc<App>>) -> Response {
    (StatusCode::NOT_FOUND, not_found_page(&app)).into_response()
}

pub(crate) fn not_found_page(app: &App) -> Markup {
    Page { title: "Not showing here", script: None, style: None, told: None, class: "notice" }.render(
        app,
        html! {
            main #main .notice-card {
                p .eyebrow { "404" }
                h1 { "Not showing here" }
                p { "There is no page under this address. The programme is on the main page." }
                p { a .button href=(below("/")) { "To the main page" } }
            }
        },
    )
}
