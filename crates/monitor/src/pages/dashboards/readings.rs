//! A scorecard or a table as a fragment of the page, drawn here, so that
//! `js/reading.js` only has to put it in its place.

use std::collections::{BTreeMap, BTreeSet};

use jiff::Timestamp;
use maud::{DOCTYPE, Markup, html};
use movie_guru_pages::below;
use series::Labels;

use super::legend::legend;
use super::small;
use crate::charts::{Asked, Span, Unit, value};
use crate::dashboards::{Color, Column, Content, Dashboard, Scorecard, Table, Threshold, Visualization};
use crate::pages::context::Pages;
use crate::pages::reading::{NoReading, span};
use crate::pages::tiles::{Mood, badge};

/// A value so many steps old is the newest; the last step may not be over.
const FRESH: usize = 3;
/// More rows than these nobody reads.
const MOST_ROWS: usize = 200;

/// The reading of a tile over the time that is asked for, under its title; none where there is no such tile.
pub(crate) async fn reading(
    pages: &Pages,
    name: &str,
    index: usize,
    asked: &Asked,
) -> Option<(String, Result<Markup, NoReading>)> {
    let hung = pages.gallery.find(name)?;
    let tile = hung.dashboard.grid.tiles.get(index)?;
    let read = read(pages, &hung.dashboard, &tile.widget.content, asked).await;
    Some((tile.widget.title.clone(), read))
}

/// What stands in the place of a reading that there is not.
pub(crate) fn unread(reason: &NoReading) -> Markup {
    html! { div .shown { p .problem { (reason) } } }
}

/// A whole document, for browsers make no elements of less.
pub(crate) fn document(title: &str, shown: &Markup) -> Markup {
    html! { (DOCTYPE) html lang="en" { head { title { (title) } } body { (shown) } } }
}

async fn read(pages: &Pages, dashboard: &Dashboard, content: &Content, asked: &Asked) -> Result<Markup, NoReading> {
    let now = Timestamp::now();
    let (span, young) = span(pages, asked, || dashboard.queries(), now).await?;
    let shown = match content {
        Content::Scorecard(card) => of_scorecard(pages, dashboard, card, span, now).await?,
        Content::Table(table) => of_table(pages, dashboard, table, span, now).await?,
        _ => return Err(NoReading::Missing("There is no such reading.")),
    };
    Ok(html! {
        div .shown data-start=(span.start) data-end=(span.end) data-step=(span.step) data-young=(young) { (shown) }
    })
}

/// The newest value of a row.
fn newest(row: &[Option<f64>]) -> Option<f64> {
    row.iter().rev().take(FRESH).find_map(|value| *value)
}

/// What a level says of a value, and its class.
fn state(level: &Threshold) -> (Mood, &str) {
    let (mood, usual) = match level.color {
        Some(Color::Yellow) => (Mood::Warn, "warning"),
        Some(Color::Red) => (Mood::Bad, "danger"),
        None => (Mood::Unknown, "threshold"),
    };
    (mood, if level.label.is_empty() { usual } else { &level.label })
}

async fn of_scorecard(
    pages: &Pages,
    dashboard: &Dashboard,
    card: &Scorecard,
    span: Span,
    now: Timestamp,
) -> Result<Markup, NoReading> {
    let query = dashboard.asked(card.time_series_query.promql().unwrap_or_default(), span.interval(None));
    let values = pages.kept.values(&*pages.source, &query, span, now).await?;
    let unit = Unit::of(&card.time_series_query.unit_override);
    let Some((labels, row)) = values.first_key_value() else {
        return Ok(html! { p .small { "No such series in this time." } (explore(&query)) });
    };
    let reading = newest(row);
    let level = reading.and_then(|reading| Threshold::worst(&card.thresholds, reading));
    let mood = level.map_or(Mood::Good, |level| state(level).0);
    Ok(html! {
        div .scorecard {
            @if let Some(gauge) = &card.gauge_view { (small::gauge(gauge, &card.thresholds, reading, mood)) }
            p .reading { (reading.map_or_else(|| "–".to_owned(), |reading| value(reading, &unit))) }
            @if let Some(gauge) = &card.gauge_view {
                p .small { (value(gauge.lower_bound, &unit)) " to " (value(gauge.upper_bound.unwrap_or(1.0), &unit)) }
            }
            @match (reading, level) {
                (None, _) => p .small { "No value at the end of this time." },
                (_, Some(level)) => p { (badge(mood, state(level).1)) },
                _ if card.thresholds.iter().any(|level| level.color.is_some()) => p { (badge(Mood::Good, "as it should be")) },
                _ => {}
            }
            @if let Some(spark) = &card.spark_chart_view { (small::spark(spark.spark_chart_type, row, &unit)) }
            @if values.len() > 1 {
                p .small { "The first of " (values.len()) " series: " (crate::charts::written(labels)) }
            }
        }
        (explore(&query))
    })
}

fn explore(query: &str) -> Markup {
    let parameters = url::form_urlencoded::Serializer::new(String::new()).append_pair("query", query).finish();
    html! { p .small .explore { a href={ (below("/explore?")) (parameters) } { "Explore" } } }
}

/// The rows of a table: what each is called, its labels, and a value of each query.
type Rows = BTreeMap<(String, Labels), Vec<Option<f64>>>;

async fn of_table(
    pages: &Pages,
    dashboard: &Dashboard,
    table: &Table,
    span: Span,
    now: Timestamp,
) -> Result<Markup, NoReading> {
    let (mut rows, mut units, mut queries) = (Rows::new(), Vec::new(), Vec::new());
    for (at, set) in table.data_sets.iter().enumerate() {
        let query = set.time_series_query.promql().unwrap_or_default();
        let query = dashboard.asked(query, span.interval(set.min_alignment_period));
        for (mut labels, row) in pages.kept.values(&*pages.source, &query, span, now).await? {
            let name = if set.table_template.is_empty() { String::new() } else { legend(&set.table_template, &labels) };
            labels.remove("__name__");
            let Some(value) = newest(&row) else { continue };
            rows.entry((name, labels)).or_insert_with(|| vec![None; table.data_sets.len()])[at] = Some(value);
        }
        units.push(Unit::of(&set.time_series_query.unit_override));
        queries.push(query);
    }
    if rows.is_empty() {
        return Ok(html! { p .small { "No such series has a value at the end of this time." } (explore(&queries[0])) });
    }
    Ok(html! {
        div .scroll tabindex="0" role="region" aria-label={ "Values of " (queries.join(", ")) } { (rows_of(table, &rows, &units)) }
        @if rows.len() > MOST_ROWS { p .small { (MOST_ROWS) " of " (rows.len()) " rows." } }
        @for query in &queries { (explore(query)) }
    })
}

fn rows_of(table: &Table, rows: &Rows, units: &[Unit]) -> Markup {
    let setting = |name: &str| table.column_settings.iter().find(|setting| setting.column.eq_ignore_ascii_case(name));
    let visible = |name: &str| setting(name).is_none_or(|setting| setting.visible);
    let labels: BTreeSet<_> =
        rows.keys().flat_map(|(_, labels)| labels.keys()).filter(|label| visible(label)).collect();
    let named = rows.keys().any(|(name, _)| !name.is_empty());
    let head = |name: &str| setting(name).map(|setting| setting.display_name.clone()).filter(|name| !name.is_empty());
    let highest = |at: usize| rows.values().filter_map(|row| row[at]).fold(0.0, f64::max);
    let column = |at: usize| if at == 0 { "value".to_owned() } else { format!("value_{}", at + 1) };
    let values: Vec<_> = (0..units.len()).filter(|&at| visible(&column(at))).collect();
    let usual = |at: usize| if units.len() == 1 { "Value".to_owned() } else { format!("Value {}", at + 1) };
    html! {
        table {
            thead { tr {
                @if named { th scope="col" { "Name" } }
                @for label in &labels { th scope="col" { (head(label).unwrap_or_else(|| (*label).clone())) } }
                @for &at in &values { th .number scope="col" { (head(&column(at)).unwrap_or_else(|| usual(at))) } }
            } }
            tbody {
                @for ((name, row_labels), row) in rows.iter().take(MOST_ROWS) {
                    tr {
                        @if named { th scope="row" { (name) } }
                        @for label in &labels { td { (row_labels.get(*label).map_or("", String::as_str)) } }
                        @for &at in &values {
                            (cell(row[at], &units[at], setting(&column(at)), bar(table, row[at], highest(at))))
                        }
                    }
                }
            }
        }
    }
}

/// The share of the longest bar, where values are drawn as bars.
fn bar(table: &Table, value: Option<f64>, highest: f64) -> Option<f64> {
    let share = value? / highest;
    (table.metric_visualization == Visualization::Bar && share.is_finite()).then_some(share.clamp(0.0, 1.0))
}

fn cell(number: Option<f64>, unit: &Unit, setting: Option<&Column>, bar: Option<f64>) -> Markup {
    let level = number.zip(setting).and_then(|(number, setting)| Threshold::worst(&setting.thresholds, number));
    html! {
        td .number {
            @match (number, level.map(state)) {
                (Some(number), Some((mood, said))) => { (badge(mood, &value(number, unit))) span .visually-hidden { " " (said) } },
                (Some(number), None) => (value(number, unit)),
                (None, _) => "–",
            }
            @if let Some(share) = bar { (small::bar(share)) }
        }
    }
}
