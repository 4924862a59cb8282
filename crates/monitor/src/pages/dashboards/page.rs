//! `GET /dashboards` and `GET /dashboards/{name}`.

use maud::{Markup, html};
use movie_guru_pages::below;

use super::controls::{controls, figures_dialog};
use super::mosaic;
use crate::charts::Asked;
use crate::dashboards::{Content, Grid, Hung, Notes, Tile, Undrawable};
use crate::pages::context::Pages;
use crate::pages::layout::{Page, Section};

/// Why a dashboard is not shown.
#[derive(Clone, Debug)]
pub(crate) enum NotHung {
    /// Its file cannot be drawn.
    Undrawable(Undrawable),
    /// There is none of that name.
    Missing,
}

/// `GET /dashboards`
pub(crate) fn index(pages: &Pages) -> Markup {
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
    Page { title: "Dashboards", here: Some(Section::Dashboards), ..Page::default() }.render(pages, content)
}

fn titles(hung: &Hung) -> String {
    let titles = hung.dashboard.grid.tiles.iter().map(|tile| tile.widget.title.as_str());
    titles.filter(|title| !title.is_empty()).collect::<Vec<_>>().join(" · ")
}

/// `GET /dashboards/{name}`
pub(crate) fn page(pages: &Pages, name: &str, asked: &Asked) -> Result<Markup, NotHung> {
    let hanging = pages.gallery.look();
    let Some(hung) = hanging.hung.iter().find(|hung| hung.name == name) else {
        let file = format!("{name}.json");
        let refused = hanging.refused.iter().find(|refused| refused.file == file);
        return Err(refused.cloned().map_or(NotHung::Missing, NotHung::Undrawable));
    };
    let shown = &hung.dashboard.grid;
    let is_chart = |index: &usize| matches!(shown.tiles[*index].widget.content, Content::Chart(_));
    let first = (0..shown.tiles.len()).find(|index| is_chart(index) && !mosaic::is_folded(shown, *index));
    let first_data = first.map(|index| format!("/api/dashboards/{name}/charts/{index}?{}", query_of(asked)));
    let page = Page {
        title: &hung.dashboard.display_name,
        here: Some(Section::Dashboards),
        script: Some("js/dashboard.js"),
        style: Some("css/dashboard.css"),
        charts: true,
        first_data: first_data.as_deref(),
        guest: None,
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
    Ok(page.render(pages, content))
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
