//! Cloud Monitoring's dashboards (<https://cloud.google.com/monitoring/api/ref_v3/rest/v1/projects.dashboards>), as far as
//! they are drawn here. `schema.rs` has read them strictly, so here everything may be absent. What cannot be drawn stays in
//! its place and says why: the rest of a dashboard is worth seeing, and a chart that is left out without a word would lie.

use std::time::Duration;

use serde::{Deserialize, Deserializer};
use serde_json::Value;

use super::effect::Notes;
use super::filters::Filter;
use super::layout::{Board, Layouts};
use super::query::TimeSeriesQuery;
use super::schema;
use super::widget::Widget;

/// A dashboard as it is imported into Cloud Monitoring.
#[derive(Clone, Debug)]
pub(crate) struct Dashboard {
    /// What people see.
    pub(crate) display_name: String,
    /// Its tiles, whatever layout the file has.
    pub(crate) board: Board,
    /// What of the file changes nothing here.
    pub(crate) notes: Notes,
    filters: Vec<Filter>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Fields {
    display_name: String,
    #[serde(default)]
    dashboard_filters: Vec<Filter>,
}

/// Lines over time.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(crate) struct Chart {
    pub(crate) data_sets: Vec<DataSet>,
    pub(crate) thresholds: Vec<Threshold>,
    pub(crate) y_axis: Axis,
    pub(crate) y2_axis: Axis,
    /// Why some of its queries are not asked, where others are.
    #[serde(skip)]
    pub(crate) left_out: Vec<&'static str>,
}

/// One query and how its answer is drawn.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(crate) struct DataSet {
    pub(crate) time_series_query: TimeSeriesQuery,
    pub(crate) plot_type: PlotType,
    pub(crate) target_axis: TargetAxis,
    /// `${label}` stands for the value of a label.
    pub(crate) legend_template: String,
    /// No shorter than this is what `${__interval}` stands for.
    #[serde(deserialize_with = "duration")]
    pub(crate) min_alignment_period: Option<Duration>,
}

/// How an answer is drawn.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub(crate) enum PlotType {
    #[default]
    #[serde(alias = "HEATMAP")]
    Line,
    StackedArea,
    StackedBar,
}

/// Left or right.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
pub(crate) enum TargetAxis {
    #[default]
    Y1,
    Y2,
}

/// A level that matters.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(crate) struct Threshold {
    pub(crate) value: f64,
    pub(crate) label: String,
    pub(crate) color: Option<Color>,
    pub(crate) direction: Option<Direction>,
    pub(crate) target_axis: TargetAxis,
}

/// How bad it is to be beyond a threshold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub(crate) enum Color {
    Yellow,
    Red,
}

/// On which side of a threshold that is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub(crate) enum Direction {
    Above,
    Below,
}

impl Threshold {
    /// Whether a value is at this level or beyond it; one without a direction triggers above.
    pub(crate) fn is_met(&self, value: f64) -> bool {
        match self.direction {
            Some(Direction::Below) => value <= self.value,
            Some(Direction::Above) | None => value >= self.value,
        }
    }

    /// The worst of those that a value meets: red comes before yellow.
    pub(crate) fn worst(all: &[Self], value: f64) -> Option<&Self> {
        all.iter().filter(|level| level.is_met(value)).max_by_key(|level| level.color)
    }
}

/// The axis of values.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Axis {
    pub(crate) label: String,
    pub(crate) scale: Scale,
}

/// How values lie on their axis.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub(crate) enum Scale {
    #[default]
    Linear,
    Log10,
}

/// What is read may still be out of bounds: a position below 0, no name.
fn typed<'de, T: Deserialize<'de>>(read: &'de Value) -> Result<T, String> {
    serde_path_to_error::deserialize(read).map_err(|error| {
        let (path, reason) = (error.path().to_string(), error.inner().to_string());
        if matches!(&*path, "." | "?") { reason } else { format!("{path}: {reason}") }
    })
}

/// Seconds, as `schema.rs` leaves them.
pub(super) fn duration<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Duration>, D::Error> {
    Ok(Duration::try_from_secs_f64(f64::deserialize(deserializer)?).ok())
}

impl Dashboard {
    /// Reads one.
    ///
    /// # Errors
    /// What is wrong and at which field: `mosaicLayout.tiles[0].widget: …`.
    pub(crate) fn read(json: &str) -> Result<Self, String> {
        let written: Value = serde_json::from_str(json).map_err(|error| error.to_string())?;
        let (read, notes) = schema::read(&written)?;
        let fields: Fields = typed(&read)?;
        let board = typed::<Layouts>(&read)?.board()?;
        Ok(Self { display_name: fields.display_name, board, notes, filters: fields.dashboard_filters })
    }

    /// A query as it is asked: with the default values of the dashboard's filters, and the interval, filled in.
    pub(crate) fn asked(&self, query: &str, interval: Duration) -> String {
        let filled = self.filters.iter().fold(query.to_owned(), |query, filter| filter.fill(&query));
        filled.replace("${__interval}", &format!("{}s", interval.as_secs()))
    }

    /// All queries in PromQL that its tiles ask.
    pub(crate) fn queries(&self) -> Vec<String> {
        let widgets = self.board.tiles.iter().map(|tile| &tile.widget);
        let queries = widgets.flat_map(Widget::queries).filter_map(|query| query.prometheus_query.as_deref());
        queries.map(|query| self.asked(query, Duration::from_secs(60))).collect()
    }
}
