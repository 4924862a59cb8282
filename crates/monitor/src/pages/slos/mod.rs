//! The pages of SLOs and alerts. Forms send plain fields, so they work before any script has run; scripts only let them
//! show what would be while one types.

mod alert_form;
mod alerts;
mod change;
mod drawing;
mod fields;
mod index;
mod one;
mod slo_form;
mod tiles;
mod words;

use std::sync::Arc;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use http::StatusCode;
use maud::{Markup, html};
use movie_guru_pages::below;

use super::{Page, Pages, Section};
use crate::slos::Problem;

pub(super) use tiles::{alert_tile, slo_tile};

/// The pages of SLOs and alerts.
pub(super) fn routes() -> Router<Arc<Pages>> {
    Router::new()
        .route("/slos", get(index::page).post(slo_form::create))
        .route("/slos/new", get(slo_form::new))
        .route("/slos/yaml", get(change::page).post(change::apply))
        .route("/slos/{name}", get(one::page).post(one::save))
        .route("/slos/{name}/delete", post(one::delete))
        .route("/alerts", get(alerts::page).post(alert_form::create))
        .route("/alerts/new", get(alert_form::new))
        .route("/alerts/read", post(alerts::read))
        .route("/alerts/{name}/delete", post(alert_form::delete))
        .layer(DefaultBodyLimit::max(512 * 1024))
}

impl Pages {
    fn slo_page(&self, title: &str, here: Section, content: Markup) -> Response {
        let page = Page {
            title,
            here: Some(here),
            script: Some("js/what-if.js"),
            style: Some("css/slos.css"),
            ..Page::default()
        };
        page.render(self, content)
    }

    /// A form once more, with what is wrong with it.
    fn refused(&self, problem: &Problem, title: &str, here: Section, content: Markup) -> Response {
        let status = StatusCode::from_u16(problem.status()).unwrap_or(StatusCode::UNPROCESSABLE_ENTITY);
        (status, self.slo_page(title, here, html! { (content) })).into_response()
    }

    /// Takes every object of a text, or none, where the token is right.
    async fn save(&self, text: String, token: &str) -> Result<(), Problem> {
        self.board.check_token(token.as_bytes())?;
        self.board.apply(text).await.map(drop)
    }

    /// Where changes need a token, the field for it.
    fn token_field(&self) -> Markup {
        html! {
            @if self.board.wants_token() {
                p .field {
                    label for="token" { "Admin token" }
                    input #token name="token" type="password" autocomplete="current-password" required;
                }
            }
        }
    }
}

/// On to another page after a change.
fn on_to(address: &str) -> Response {
    Redirect::to(&below(address)).into_response()
}

/// What is wrong, for people.
fn wrong(problem: &Problem) -> Markup {
    html! {
        div .problem role="alert" {
            @if problem.mistakes().is_empty() {
                p { (problem.detail()) }
            } @else {
                p { strong { "Nothing was changed." } }
                ul {
                    @for mistake in problem.mistakes() {
                        li {
                            @if let Some(object) = &mistake.object { (object) ": " }
                            @if mistake.line > 0 { "line " (mistake.line) ": " }
                            @if !mistake.field.is_empty() { code { (mistake.field) } " " }
                            (mistake.detail)
                        }
                    }
                }
            }
        }
    }
}
