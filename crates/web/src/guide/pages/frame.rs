//! What the guide's pages share.

use axum::response::{IntoResponse, Response};
use http::{StatusCode, header};
use jiff::Timestamp;
use maud::{Markup, html};
use movie_guru_pages::below;
use movie_guru_workshop::RoomState;

use crate::app::App;
use crate::guide::Shown;
use crate::pages::layout::{Page, marquee};
use crate::pages::not_found_page;

/// A page of the guide.
pub(super) fn framed(app: &App, title: &str, content: Markup) -> Response {
    let page = Page { title, script: Some("js/guide.js"), style: Some("css/guide.css"), told: None, class: "guide" };
    let markup = page.render(
        app,
        html! {
            (top(app))
            (content)
            p #said .visually-hidden role="status" {}
        },
    );
    fresh(markup)
}

/// How the team stands changes from visit to visit.
pub(super) fn fresh(markup: Markup) -> Response {
    ([(header::CACHE_CONTROL, "no-store")], markup).into_response()
}

fn top(app: &App) -> Markup {
    html! {
        header .top {
            (marquee())
            nav .menu aria-label="The lab" {
                a href=(below("/")) { "Movie Guru" }
                a href=(below("/guide")) { "Guide" }
                @if app.workshop.is_some() { a href=(below("/guide/workbook")) { "Workbook" } }
            }
        }
    }
}

/// For an address that is none.
pub(super) fn not_found(app: &App) -> Response {
    (StatusCode::NOT_FOUND, not_found_page(app)).into_response()
}

/// What is on a page: its headings, and `more` that the page has besides its text.
pub(super) fn contents(page: &Shown, more: &[(&str, &str)]) -> Markup {
    html! {
        nav .contents aria-label="On this page" {
            h2 { "On this page" }
            ul {
                @for heading in &page.headings {
                    li .nested[heading.nested] { a href={ "#" (heading.id) } { (heading.text) } }
                }
                @for (id, text) in more {
                    li { a href={ "#" (id) } { (text) } }
                }
            }
            p { a href=(below("/guide")) { "All challenges" } }
        }
    }
}

/// How the team stands; none without a workshop.
pub(super) async fn standing(app: &App) -> Option<Result<RoomState, String>> {
    let room = app.workshop.as_ref()?;
    Some(room.state().await.map_err(|error| error.in_words()))
}

/// What cannot be shown, and why.
pub(super) fn trouble(what: &str, why: &str) -> Markup {
    html! {
        div .trouble role="alert" { p { strong { (what) } " " (why) } }
    }
}

/// A time of day; the browser makes it local.
pub(super) fn clock(at: Timestamp) -> Markup {
    html! { time datetime=(at.strftime("%FT%TZ")) { (at.strftime("%H:%M UTC")) } }
}

/// How long something takes, where that is known.
pub(super) fn minutes(minutes: Option<u32>) -> Markup {
    html! { @if let Some(minutes) = minutes { (minutes) " min" } }
}
