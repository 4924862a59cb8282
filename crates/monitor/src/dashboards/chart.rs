//! Charts as Cloud Monitoring's dashboards describe them. Everything may be absent.

use std::time::Duration;

use serde::{Deserialize, Deserializer};

use super::query::TimeSeriesQuery;

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

/// Seconds, as `schema.rs` leaves them.
pub(super) fn duration<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Duration>, D::Error> {
    Ok(Duration::try_from_secs_f64(f64::deserialize(deserializer)?).ok())
}
