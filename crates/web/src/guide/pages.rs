//! `GET /guide` and `GET /guide/{slug}`.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use http::StatusCode;
use maud::{Markup, PreEscaped, html};
use movie_guru_pages::below;

use super::ShownChapter;
use crate::app::App;
use crate::pages::layout::{Page, marquee};
use crate::pages::not_found_page;

/// `GET /guide`: the challenges, and which of them this browser has done.
pub(crate) async fn index(State(app): State<Arc<App>>) -> Markup {
    let chapters = &app.guide.chapters;
    let page = Page {
        title: "Challenge guide",
        script: Some("js/guide.js"),
        style: Some("css/guide.css"),
        told: None,
        class: "guide",
    };
    page.render(
        &app,
        html! {
            (top())
            main #main .guide-index {
                h1 { "Challenge guide" }
                @if chapters.is_empty() {
                    p .lead { "The challenges are not written yet." }
                    p {
                        "This guide shows " code { "docs/challenges/NN-name/guide.md" } " of the lab it was built from, and there is "
                        "none there so far. Until then " a href=(below("/")) { "explore Movie Guru" } "."
                    }
                } @else {
                    p .lead { "Work through them in order. What you tick off is kept in this browser." }
                    p #progress .muted role="status" data-of=(chapters.len()) {}
                    ol .chapters {
                        @for chapter in chapters {
                            li data-slug=(chapter.slug) {
                                a href={ (below("/guide/")) (chapter.slug) } { (chapter.title) }
                                @if let Some(minutes) = chapter.minutes { span .muted { (minutes) " min" } }
                                span .done hidden { "done" }
                            }
                        }
                    }
                }
            }
        },
    )
}

/// `GET /guide/{slug}`
pub(crate) async fn chapter(State(app): State<Arc<App>>, Path(slug): Path<String>) -> Response {
    let chapters = &app.guide.chapters;
    let Some(number) = chapters.iter().position(|chapter| chapter.slug == slug) else {
        return (StatusCode::NOT_FOUND, not_found_page(&app)).into_response();
    };
    let chapter = &chapters[number];
    let page = Page {
        title: &chapter.title,
        script: Some("js/guide.js"),
        style: Some("css/guide.css"),
        told: None,
        class: "guide",
    };
    page.render(
        &app,
        html! {
            (top())
            div .guide-page {
                (contents(chapter))
                main #main {
                    article .prose data-slug=(chapter.slug) {
                        h1 { (chapter.title) }
                        (PreEscaped(app.guide.html(chapter)))
                    }
                    p .tick {
                        input #done type="checkbox" data-slug=(chapter.slug);
                        label for="done" { "I have done this one" }
                    }
                    nav .before-after aria-label="Challenges before and after" {
                        @if let Some(before) = number.checked_sub(1).and_then(|before| chapters.get(before)) {
                            a href={ (below("/guide/")) (before.slug) } rel="prev" { "← " (before.title) }
                        }
                        @if let Some(after) = chapters.get(number + 1) {
                            a .after href={ (below("/guide/")) (after.slug) } rel="next" { (after.title) " →" }
                        }
                    }
                    p #copied .visually-hidden role="status" {}
                }
            }
        },
    )
    .into_response()
}

fn contents(chapter: &ShownChapter) -> Markup {
    html! {
        nav .contents aria-label="On this page" {
            h2 { "On this page" }
            ul {
                @for heading in &chapter.headings {
                    li .nested[heading.nested] { a href={ "#" (heading.id) } { (heading.text) } }
                }
            }
            p { a href=(below("/guide")) { "All challenges" } }
        }
    }
}

fn top() -> Markup {
    html! {
        header .top {
            (marquee())
            nav .menu aria-label="The lab" {
                a href=(below("/")) { "Movie Guru" }
                a href=(below("/guide")) { "Guide" }
            }
        }
    }
}
