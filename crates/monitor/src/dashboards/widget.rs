//! What a tile shows, of all that Cloud Monitoring's widgets can be.

use std::time::Duration;

use serde::Deserialize;
use serde_json::Value;

use super::chart::{Chart, Threshold, duration};
use super::query::TimeSeriesQuery;

/// A widget with its title.
#[derive(Clone, Debug, Deserialize)]
#[serde(from = "Fields")]
pub(crate) struct Widget {
    pub(crate) title: String,
    pub(crate) content: Content,
}

/// What a tile shows.
#[derive(Clone, Debug)]
pub(crate) enum Content {
    Chart(Chart),
    Scorecard(Scorecard),
    Table(Table),
    /// Shown as it is written.
    Text(String),
    /// Begins a section, and says more of it.
    Section(String),
    /// Holds the tiles that lie within its own; whether it is closed at first.
    Group(bool),
    Blank,
    /// What it is, in words, and why it is not drawn.
    Undrawn(&'static str, &'static str),
}

/// One value.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(crate) struct Scorecard {
    pub(crate) time_series_query: TimeSeriesQuery,
    pub(crate) thresholds: Vec<Threshold>,
    pub(crate) gauge_view: Option<Gauge>,
    pub(crate) spark_chart_view: Option<Spark>,
}

/// Between which bounds a gauge goes.
#[derive(Clone, Copy, Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(crate) struct Gauge {
    pub(crate) lower_bound: f64,
    /// Google's own default is 1.
    pub(crate) upper_bound: Option<f64>,
}

/// A small line below a value, or bars.
#[derive(Clone, Copy, Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(crate) struct Spark {
    pub(crate) spark_chart_type: SparkType,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub(crate) enum SparkType {
    #[default]
    SparkLine,
    SparkBar,
}

/// The newest values as rows.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(crate) struct Table {
    pub(crate) data_sets: Vec<TableDataSet>,
    pub(crate) metric_visualization: Visualization,
    pub(crate) column_settings: Vec<Column>,
}

/// A query whose values are a column.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(crate) struct TableDataSet {
    pub(crate) time_series_query: TimeSeriesQuery,
    /// Names its rows, as a legend does.
    pub(crate) table_template: String,
    #[serde(deserialize_with = "duration")]
    pub(crate) min_alignment_period: Option<Duration>,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub(crate) enum Visualization {
    #[default]
    Number,
    Bar,
}

/// How a column is shown. `value` is the column of values.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(crate) struct Column {
    pub(crate) column: String,
    pub(crate) visible: bool,
    pub(crate) display_name: String,
    pub(crate) thresholds: Vec<Threshold>,
}

#[derive(Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
struct Fields {
    title: String,
    xy_chart: Option<Chart>,
    scorecard: Option<Scorecard>,
    time_series_table: Option<Table>,
    text: Option<Text>,
    section_header: Option<SectionHeader>,
    collapsible_group: Option<Group>,
    single_view_group: Option<Value>,
    alert_chart: Option<Value>,
    error_reporting_panel: Option<Value>,
    filter_control: Option<Value>,
    incident_list: Option<Value>,
    logs_panel: Option<Value>,
    pie_chart: Option<Value>,
    treemap: Option<Value>,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Text {
    content: String,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct SectionHeader {
    subtitle: String,
}

#[derive(Default, Deserialize)]
#[serde(default)]
struct Group {
    collapsed: bool,
}

impl From<Fields> for Widget {
    fn from(fields: Fields) -> Self {
        let title = fields.title.clone();
        Self { title, content: fields.content() }
    }
}

impl Fields {
    fn content(self) -> Content {
        if let Some(chart) = self.xy_chart {
            return of_chart(chart);
        }
        if let Some(card) = self.scorecard {
            let asked = card.time_series_query.promql().map(drop);
            return asked.map_or_else(|why| Content::Undrawn("A scorecard", why), |()| Content::Scorecard(card));
        }
        if let Some(mut table) = self.time_series_table {
            let why = table.data_sets.iter().find_map(|set| set.time_series_query.promql().err());
            table.data_sets.retain(|set| set.time_series_query.promql().is_ok());
            let empty = table.data_sets.is_empty();
            return if empty { Content::Undrawn("A table", why.unwrap_or(NO_QUERY)) } else { Content::Table(table) };
        }
        if let Some(text) = self.text {
            return Content::Text(text.content);
        }
        if let Some(header) = self.section_header {
            return Content::Section(header.subtitle);
        }
        if let Some(group) = self.collapsible_group {
            return Content::Group(group.collapsed);
        }
        if self.single_view_group.is_some() {
            return Content::Group(false);
        }
        let others = [
            (self.alert_chart, "An alert chart", "Alerts of the lab are on the page Alerts."),
            (self.incident_list, "A list of incidents", "Alerts of the lab are on the page Alerts."),
            (self.error_reporting_panel, "Error Reporting", "It is a service of Google that is not in the lab."),
            (self.logs_panel, "A panel of logs", "The monitor keeps metrics; logs are where the lab was started."),
            (self.filter_control, "A control of a filter", "Filters keep their default values here."),
            (self.pie_chart, "A pie chart", "The monitor draws no pies; a table shows the same values."),
            (self.treemap, "A treemap", "The monitor draws none; a table shows the same values."),
        ];
        let other = others.into_iter().find(|(given, ..)| given.is_some());
        other.map_or(Content::Blank, |(_, what, why)| Content::Undrawn(what, why))
    }
}

const NO_QUERY: &str = "It has no query.";

fn of_chart(mut chart: Chart) -> Content {
    let mut left_out: Vec<_> = chart.data_sets.iter().filter_map(|set| set.time_series_query.promql().err()).collect();
    chart.data_sets.retain(|set| set.time_series_query.promql().is_ok());
    if chart.data_sets.is_empty() {
        return Content::Undrawn("A chart", left_out.first().copied().unwrap_or(NO_QUERY));
    }
    left_out.dedup();
    Content::Chart(Chart { left_out, ..chart })
}

impl Widget {
    /// What it asks.
    pub(crate) fn queries(&self) -> Vec<&TimeSeriesQuery> {
        match &self.content {
            Content::Chart(chart) => chart.data_sets.iter().map(|set| &set.time_series_query).collect(),
            Content::Scorecard(card) => vec![&card.time_series_query],
            Content::Table(table) => table.data_sets.iter().map(|set| &set.time_series_query).collect(),
            _ => Vec::new(),
        }
    }
}
