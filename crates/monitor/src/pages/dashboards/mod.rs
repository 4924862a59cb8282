//! `GET /dashboards` and `GET /dashboards/{name}`, and what the second asks for.

pub(super) mod chart;
mod mosaic;
pub(super) mod readings;
mod small;

use std::sync::Arc;

use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Response};
use http::{StatusCode, header};
use maud::{Markup, html};
use movie_guru_pages::below;
use series::Labels;

use super::{Page, Pages, Section, notice};
use crate::charts::Asked;
use crate::dashboards::{Content, Grid, Hung, Notes, Tile};

/// What the buttons offer.
const RANGES: [(&str, &str); 8] = [
    ("5m", "5 min"),
    ("15m", "15 min"),
    ("1h", "1 h"),
    ("3h", "3 h"),
    ("6h", "6 h"),
    ("24h", "24 h"),
    ("2d", "2 d"),
    ("7d", "7 d"),
];

/// `GET /dashboards`
pub(super) async fn index(State(pages): State<Arc<Pages>>) -> Response {
    let hanging = pages.gallery.look();
    let content = html! {
        h1 { "Dashboards" }
        p .lead { "The same files that are imported into Cloud Monitoring, drawn here." }
        @if !hanging.refused.is_empty() {
            div .problem {
                p { strong { "Not every file in the folder for your own dashboards can be drawn:" } }
                ul {
                    @for refused in &hanging.refused {
                        li { code { (refused.file) } " – " (refused.reason) }
                    }
                }
            }
        }
        ul .tiles {
            @for hung in &hanging.hung {
                li .tile {
                    h2 .title { a href={ (below("/dashboards/")) (hung.name) } { (hung.dashboard.display_name) } }
                    p .small { (titles(hung)) }
                }
            }
        }
        @if let Some(folder) = pages.gallery.folder() {
            p .small {
                "Your own: put a dashboard's JSON, as Cloud Monitoring exports it, into " code { (folder.display()) }
                " under a name like " code { "mine.json" } ", and it is listed here."
            }
        }
    };
    Page { title: "Dashboards", here: Some(Section::Dashboards), ..Page::default() }.render(&pages, content)
}

fn titles(hung: &Hung) -> String {
    let titles = hung.dashboard.grid.tiles.iter().map(|tile| tile.widget.title.as_str());
    titles.filter(|title| !title.is_empty()).collect::<Vec<_>>().join(" · ")
}

/// `GET /dashboards/{name}`
pub(super) async fn page(
    State(pages): State<Arc<Pages>>,
    Path(name): Path<String>,
    Query(asked): Query<Asked>,
) -> Response {
    let hanging = pages.gallery.look();
    let Some(hung) = hanging.hung.iter().find(|hung| hung.name == name) else {
        if let Some(refused) = hanging.refused.iter().find(|refused| refused.file == format!("{name}.json")) {
            return notice(&pages, StatusCode::UNPROCESSABLE_ENTITY, &refused.file, &refused.reason);
        }
        return notice(
            &pages,
            StatusCode::NOT_FOUND,
            "There is no such dashboard",
            "Dashboards lists those there are.",
        );
    };
    let shown = &hung.dashboard.grid;
    let is_chart = |index: &usize| matches!(shown.tiles[*index].widget.content, Content::Chart(_));
    let first = (0..shown.tiles.len()).find(|index| is_chart(index) && !mosaic::is_folded(shown, *index));
    let first_data = first.map(|index| format!("/api/dashboards/{name}/charts/{index}?{}", query_of(&asked)));
    let page = Page {
        title: &hung.dashboard.display_name,
        here: Some(Section::Dashboards),
        script: Some("js/dashboard.js"),
        style: Some("css/dashboard.css"),
        charts: true,
        first_data: first_data.as_deref(),
    };
    let content = html! {
        link rel="stylesheet" href={ (below("/dashboards/")) (name) "/mosaic.css" };
        div .head {
            h1 { (hung.dashboard.display_name) }
            nav .others aria-label="Dashboards" {
                @for other in &hanging.hung {
                    a href={ (below("/dashboards/")) (other.name) } aria-current=[(other.name == name).then_some("page")] {
                        (short(&other.dashboard.display_name))
                    }
                }
            }
        }
        (controls())
        p #range-error .problem role="alert" {}
        (sections(shown))
        @if shown.tiles.is_empty() {
            div .empty { p { strong { "This dashboard has no tiles." } } p { "Its file has no widget in its layout." } }
        }
        div #mosaic .board data-dashboard=(name) { (mosaic::mosaic(shown)) }
        (notes(&hung.dashboard.notes))
        (figures_dialog())
    };
    page.render(&pages, content)
}

/// Names that begin alike are told apart by what comes after.
fn short(title: &str) -> &str {
    title.strip_prefix("MovieGuru-").unwrap_or(title)
}

fn query_of(asked: &Asked) -> String {
    match (&asked.range, asked.from, asked.to) {
        (None, Some(from), Some(to)) => format!("from={from}&to={to}"),
        (Some(range), ..) => url::form_urlencoded::Serializer::new(String::new()).append_pair("range", range).finish(),
        // The page then begins where its figures do.
        _ => String::new(),
    }
}

/// What sets the time of all charts on a page; `js/time.js` brings it to life.
pub(super) fn controls() -> Markup {
    html! {
        div #controls .controls {
            div .ranges role="group" aria-label="Time range" {
                @for (range, name) in RANGES {
                    button .quiet type="button" data-range=(range) aria-pressed="false" { (name) }
                }
            }
            details #custom .custom {
                summary .quiet { "Custom" }
                form .card {
                    label for="from" { "From" }
                    input #from type="datetime-local" step="1" required;
                    label for="to" { "To" }
                    input #to type="datetime-local" step="1" required;
                    button .button { "Show" }
                }
            }
            p #shown .small role="status" {}
            label .live { input #live type="checkbox" checked; " Live" }
        }
        div #marks .marks hidden { h2 { "Changes" } ul {} }
    }
}

/// Where a chart says in figures what it draws; `js/figures.js` fills it.
pub(super) fn figures_dialog() -> Markup {
    html! {
        dialog #figures aria-labelledby="figures-title" {
            div .head {
                h2 #figures-title {}
                form method="dialog" { button .quiet { "Close" } }
            }
            div .queries {}
            div .scroll tabindex="0" role="region" aria-labelledby="figures-title" {}
        }
    }
}

/// `GET /dashboards/{name}/mosaic.css`: where the tiles are. A style sheet, because pages have no style of their own.
pub(super) async fn mosaic(State(pages): State<Arc<Pages>>, Path(name): Path<String>) -> Response {
    let Some(hung) = pages.gallery.find(&name) else { return StatusCode::NOT_FOUND.into_response() };
    let headers = [(header::CONTENT_TYPE, "text/css; charset=utf-8"), (header::CACHE_CONTROL, "no-cache")];
    (headers, mosaic::style(&hung.dashboard.grid)).into_response()
}

/// The name of a line or a row: its template with labels filled in, or its labels as PromQL writes them.
fn legend(template: &str, labels: &Labels) -> String {
    if template.is_empty() {
        return crate::charts::written(labels);
    }
    let filled = |text: String, (label, value): (&String, &String)| text.replace(&format!("${{{label}}}"), value);
    labels.iter().fold(template.to_owned(), filled)
}

/// What of its file changes nothing here: said once, for those who look for it.
fn notes(Notes(notes): &Notes) -> Markup {
    html! {
        @if !notes.is_empty() {
            details .small .notes {
                summary { (notes.len()) @if notes.len() == 1 { " field of its file has" } @else { " fields of its file have" } " no effect here" }
                ul {
                    @for note in notes {
                        li { code { (note.field) } @if note.times > 1 { " (" (note.times) " times)" } ": " (note.reason) "." }
                    }
                }
            }
        }
    }
}

/// Ways to the sections and groups of a long dashboard.
fn sections(grid: &Grid) -> Markup {
    let begins = |tile: &Tile| matches!(tile.widget.content, Content::Section(_) | Content::Group(_));
    let all: Vec<_> =
        grid.tiles.iter().enumerate().filter(|(_, tile)| begins(tile) && !tile.widget.title.is_empty()).collect();
    html! {
        @if all.len() > 1 {
            nav .others aria-label="Sections" {
                @for (index, tile) in all { a href={ "#tile-" (index) } { (tile.widget.title) } }
            }
        }
    }
}
