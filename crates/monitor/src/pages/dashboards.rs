//! `GET /dashboards` and `GET /dashboards/{name}`, and what the second asks for.

use std::fmt::Write as _;
use std::sync::Arc;

use axum::Json;
use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Response};
use http::{StatusCode, header};
use jiff::Timestamp;
use maud::{Markup, html};
use movie_guru_pages::below;

use super::refusal::Refusal;
use super::{Page, Pages, Section, notice};
use crate::charts::{Asked, Drawing, Line, Style, Threshold, Unit, marks};
use crate::dashboards::{Chart, Content, DataSet, Hung, PlotType, Scale, Tile};
use crate::source::Labels;

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
    let titles = hung.dashboard.mosaic_layout.tiles.iter().map(|tile| tile.widget.title.as_str());
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
    let tiles = &hung.dashboard.mosaic_layout.tiles;
    let first = tiles.iter().position(|tile| matches!(tile.widget.content, Content::Chart(_)));
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
        @if tiles.is_empty() {
            div .empty { p { strong { "This dashboard has no tiles." } } p { "Its file says " code { "\"tiles\": []" } "." } }
        }
        div #mosaic .mosaic data-dashboard=(name) {
            @for (index, tile) in tiles.iter().enumerate() {
                (shown(index, tile))
            }
        }
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
        _ => "range=1h".to_owned(),
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

fn shown(index: usize, tile: &Tile) -> Markup {
    let title = &tile.widget.title;
    match &tile.widget.content {
        Content::Text(text) => html! {
            section #{ "tile-" (index) } .card .text {
                @if !title.is_empty() { h2 { (title) } }
                p { (text) }
            }
        },
        Content::Chart(chart) => html! {
            figure #{ "tile-" (index) } .card .chart data-chart=(index) aria-labelledby={ "title-" (index) } {
                figcaption {
                    h2 #{ "title-" (index) } { (title) }
                    span .axis { (chart.y_axis.label) }
                    button .quiet .show-figures type="button" { "Figures" span .visually-hidden { " of " (title) } }
                }
                div .plot {}
                ul .legend aria-label="Lines" {}
            }
        },
    }
}

/// `GET /dashboards/{name}/mosaic.css`: where the tiles are. A style sheet, because pages have no style of their own.
pub(super) async fn mosaic(State(pages): State<Arc<Pages>>, Path(name): Path<String>) -> Response {
    let Some(hung) = pages.gallery.find(&name) else { return StatusCode::NOT_FOUND.into_response() };
    let mosaic = &hung.dashboard.mosaic_layout;
    let mut css = format!("@media (min-width: 1000px) {{\n.mosaic {{ --columns: {}; }}\n", mosaic.columns);
    for (index, tile) in mosaic.tiles.iter().enumerate() {
        let (row, column) = (tile.y_pos + 1, tile.x_pos + 1);
        let _ = writeln!(
            css,
            "#tile-{index} {{ grid-area: {row} / {column} / span {} / span {}; }}",
            tile.height, tile.width
        );
    }
    let headers = [(header::CONTENT_TYPE, "text/css; charset=utf-8"), (header::CACHE_CONTROL, "no-cache")];
    (headers, css + "}\n").into_response()
}

/// `GET /api/dashboards/{name}/charts/{index}?range=1h`, or `?from=…&to=…`: what one chart shows, as `js/chart.js` reads
/// it.
pub(super) async fn chart(
    State(pages): State<Arc<Pages>>,
    Path((name, index)): Path<(String, usize)>,
    Query(asked): Query<Asked>,
) -> Result<impl IntoResponse, Refusal> {
    let hung = pages.gallery.find(&name);
    let tile = hung.as_ref().and_then(|hung| hung.dashboard.mosaic_layout.tiles.get(index));
    let Some(Content::Chart(chart)) = tile.map(|tile| &tile.widget.content) else {
        return Err(Refusal::not_found("There is no such chart."));
    };
    let drawing = draw(&pages, chart, &asked, Timestamp::now()).await?;
    Ok(([(header::CACHE_CONTROL, "no-store")], Json(drawing.json())))
}

async fn draw(pages: &Pages, chart: &Chart, asked: &Asked, now: Timestamp) -> Result<Drawing, Refusal> {
    let span = asked.span(now).map_err(Refusal::of_question)?;
    let (source, kept) = (&*pages.source, &pages.kept);
    let (mut lines, mut queries) = (Vec::new(), Vec::new());
    for set in &chart.data_sets {
        let interval = span.interval(set.min_alignment_period).as_secs();
        let query = set.time_series_query.prometheus_query.replace("${__interval}", &format!("{interval}s"));
        let values = kept.values(source, &query, span, now).await?;
        lines.extend(values.into_iter().map(|(labels, values)| Line {
            name: legend(set, &labels),
            style: style(set),
            values,
        }));
        queries.push(query);
    }
    let marks = marks(kept, source, span, now).await?;
    let unit = chart.data_sets.first().map_or("", |set| &set.time_series_query.unit_override);
    let thresholds =
        chart.thresholds.iter().map(|level| Threshold { value: level.value, label: level.label.clone() }).collect();
    let logarithmic = chart.y_axis.scale == Scale::Log10;
    Ok(Drawing { span, unit: Unit::of(unit), logarithmic, queries, lines, thresholds, marks })
}

const fn style(set: &DataSet) -> Style {
    match set.plot_type {
        PlotType::Line => Style::Line,
        PlotType::StackedArea => Style::StackedArea,
        PlotType::StackedBar => Style::StackedBar,
    }
}

/// The name of a line: its template with labels filled in, or its labels as PromQL writes them.
fn legend(set: &DataSet, labels: &Labels) -> String {
    if set.legend_template.is_empty() {
        return crate::charts::written(labels);
    }
    let filled = |text: String, (label, value): (&String, &String)| text.replace(&format!("${{{label}}}"), value);
    labels.iter().fold(set.legend_template.clone(), filled)
}
