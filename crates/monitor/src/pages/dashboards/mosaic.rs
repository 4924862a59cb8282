//! The tiles of a dashboard on its page: a mosaic, cut where a group of tiles can be folded up.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use maud::{Markup, html};

use crate::dashboards::{Chart, Content, Grid, Tile};

/// Part of a page: tiles on one grid, or a group by itself that what is below moves up to when it is closed.
#[derive(Debug, PartialEq, Eq)]
enum Band {
    Tiles(Vec<usize>),
    Group(usize),
}

/// All tiles.
pub(super) fn mosaic(grid: &Grid) -> Markup {
    html! {
        @for (number, band) in bands(grid).iter().enumerate() {
            @match band {
                Band::Tiles(tiles) => div .mosaic #{ "band-" (number) } {
                    @for &index in tiles { (shown(grid, index)) }
                },
                Band::Group(index) => (group(grid, *index)),
            }
        }
    }
}

/// Where the tiles are, as a style sheet.
pub(crate) fn style(grid: &Grid) -> String {
    let mut css = format!("@media (min-width: 1000px) {{\n.mosaic {{ --columns: {}; }}\n", grid.columns);
    let mut place = |tiles: &[usize], (left, above): (u32, u32)| {
        for &index in tiles {
            let tile = &grid.tiles[index];
            let (row, column) = (tile.y_pos - above + 1, tile.x_pos - left + 1);
            let area = format!("{row} / {column} / span {} / span {}", tile.height, tile.width);
            let _ = writeln!(css, "#tile-{index} {{ grid-area: {area}; }}");
        }
    };
    for band in bands(grid) {
        if let Band::Tiles(tiles) = band {
            let above = tiles.iter().map(|&index| grid.tiles[index].y_pos).min().unwrap_or_default();
            place(&tiles, (0, above));
        }
    }
    let groups = members(grid);
    for (&group, members) in &groups {
        place(members, (grid.tiles[group].x_pos, grid.tiles[group].y_pos));
    }
    for group in groups.keys() {
        let _ = writeln!(css, "#members-{group} {{ --columns: {}; }}", grid.tiles[*group].width);
    }
    css + "}\n"
}

/// Whether a tile is folded up when the page is opened.
pub(super) fn is_folded(grid: &Grid, index: usize) -> bool {
    let group = grid.tiles[index].group.map(|group| &grid.tiles[group].widget.content);
    matches!(group, Some(Content::Group(true)))
}

fn members(grid: &Grid) -> BTreeMap<usize, Vec<usize>> {
    let mut groups = BTreeMap::<_, Vec<_>>::new();
    for (index, tile) in grid.tiles.iter().enumerate() {
        if let Some(group) = tile.group {
            groups.entry(group).or_default().push(index);
        }
    }
    groups
}

fn bands(grid: &Grid) -> Vec<Band> {
    let outer: Vec<_> = (0..grid.tiles.len()).filter(|&index| grid.tiles[index].group.is_none()).collect();
    let beside =
        |one: &Tile, other: &Tile| one.y_pos < other.y_pos + other.height && other.y_pos < one.y_pos + one.height;
    let alone = |index: usize| {
        let tile = &grid.tiles[index];
        matches!(tile.widget.content, Content::Group(_))
            && outer.iter().all(|&other| other == index || !beside(tile, &grid.tiles[other]))
    };
    let mut bands = Vec::new();
    for &index in &outer {
        match bands.last_mut() {
            _ if alone(index) => bands.push(Band::Group(index)),
            Some(Band::Tiles(tiles)) => tiles.push(index),
            _ => bands.push(Band::Tiles(vec![index])),
        }
    }
    bands
}

/// Tiles that can be folded up together; it works by keyboard, and without a script.
fn group(grid: &Grid, index: usize) -> Markup {
    let tile = &grid.tiles[index];
    let folded = matches!(tile.widget.content, Content::Group(true));
    let members = members(grid).remove(&index).unwrap_or_default();
    html! {
        details #{ "tile-" (index) } .group open[!folded] {
            summary { h2 { @if tile.widget.title.is_empty() { "Group" } @else { (tile.widget.title) } } }
            @if members.is_empty() {
                p .small { "No tile lies in this group." }
            }
            div .mosaic #{ "members-" (index) } {
                @for member in members { (shown(grid, member)) }
            }
        }
    }
}

fn shown(grid: &Grid, index: usize) -> Markup {
    let tile = &grid.tiles[index];
    let title = tile.widget.title.as_str();
    match &tile.widget.content {
        Content::Chart(chart) => of_chart(index, title, chart),
        Content::Scorecard(_) | Content::Table(_) => html! {
            section #{ "tile-" (index) } .card .reading-tile data-reading=(index) aria-labelledby={ "title-" (index) } {
                h2 #{ "title-" (index) } { @if title.is_empty() { "Reading" } @else { (title) } }
                div .shown { p .small { "Asking …" } }
            }
        },
        Content::Text(text) => html! {
            section #{ "tile-" (index) } .card .text {
                @if !title.is_empty() { h2 { (title) } }
                p { (text) }
            }
        },
        Content::Section(subtitle) => html! {
            header #{ "tile-" (index) } .section-header {
                h2 { (title) }
                @if !subtitle.is_empty() { p .small { (subtitle) } }
            }
        },
        Content::Group(_) => group(grid, index),
        Content::Blank => html! { div #{ "tile-" (index) } .blank { @if !title.is_empty() { h2 { (title) } } } },
        Content::Undrawn(what, why) => html! {
            section #{ "tile-" (index) } .empty .undrawn {
                @if !title.is_empty() { h2 { (title) } }
                p { strong { (what) " is not drawn here." } }
                p .small { (why) }
            }
        },
    }
}

fn of_chart(index: usize, title: &str, chart: &Chart) -> Markup {
    let axes = [&chart.y_axis.label, &chart.y2_axis.label];
    let axes: Vec<_> = axes.into_iter().filter(|label| !label.is_empty()).map(String::as_str).collect();
    html! {
        figure #{ "tile-" (index) } .card .chart data-chart=(index) aria-labelledby={ "title-" (index) } {
            figcaption {
                h2 #{ "title-" (index) } { (title) }
                span .axis { (axes.join(" · right: ")) }
                button .quiet .show-figures type="button" { "Figures" span .visually-hidden { " of " (title) } }
            }
            @for why in &chart.left_out {
                p .small { strong { "Not all of its queries are drawn. " } (why) }
            }
            div .plot {}
            ul .legend aria-label="Lines" {}
        }
    }
}
