//! `GET /guide/workbook`: everything that the team wrote, to read and to print.

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use maud::{Markup, html};
use movie_guru_pages::below;
use movie_guru_workshop::workbook::{Choice, Column, Field};
use movie_guru_workshop::{Answer, Challenge, Room};

use super::frame::{framed, not_found, trouble};
use crate::app::App;

pub(super) async fn get(State(app): State<Arc<App>>) -> Response {
    let Some(room) = &app.workshop else { return not_found(&app) };
    let mut pages = Vec::new();
    for challenge in room.library().challenges() {
        pages.push(page(room, challenge).await);
    }
    framed(
        &app,
        "Workbook",
        html! {
            main #main .guide-index .whole-workbook {
                h1 { "The workbook of team " (room.team()) }
                p .no-print {
                    "To read, to print, to show. You write in it on the pages of the challenges. "
                    a href=(below("/api/workshop/workbook.md")) { "As Markdown" }
                }
                @for page in pages { (page) }
                p .no-print { a href=(below("/guide")) { "All challenges" } }
            }
        },
    )
}

async fn page(room: &Room, challenge: &Challenge) -> Markup {
    let Some(form) = challenge.form() else { return html! {} };
    let page = room.page(&challenge.slug).await;
    html! {
        section .workbook-page {
            h2 { a href={ (below("/guide/")) (challenge.slug) "#your-workbook" } { (challenge.title()) } }
            @match page {
                Err(error) => { (trouble("This page cannot be read.", &error.in_words())) }
                Ok(page) => {
                    @for field in &form.fields {
                        h3 { (field.label) }
                        (answer(field, page.get(&field.name).filter(|answer| !answer.is_empty())))
                    }
                }
            }
        }
    }
}

fn answer(field: &Field, answer: Option<&Answer>) -> Markup {
    html! {
        @match (answer, &field.rows) {
            (None, _) => { p .muted { "Nothing yet." } }
            (Some(answer), Some(columns)) => {
                ol .answers { @for row in answer.rows() { li { dl { (cells(columns, row)) } } } }
            }
            (Some(answer), None) => { p .answer dir="auto" { (label(&field.options, answer.text())) } }
        }
    }
}

fn cells(columns: &[Column], row: &movie_guru_workshop::workbook::Row) -> Markup {
    let value = |column: &Column| row.get(&column.name).map(|value| value.trim()).unwrap_or_default().to_owned();
    html! {
        @for column in columns {
            @let value = value(column);
            div {
                dt { (column.label) }
                @if value.is_empty() { dd .muted { "Nothing yet." } } @else { dd .answer dir="auto" { (label(&column.options, &value)) } }
            }
        }
    }
}

/// What people read of a choice.
fn label<'a>(options: &'a [Choice], value: &'a str) -> &'a str {
    options.iter().find(|choice| choice.value == value).map_or(value, |choice| &choice.label)
}
