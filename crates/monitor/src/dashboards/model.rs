//! The part of Cloud Monitoring's dashboards that is drawn here
//! (<https://cloud.google.com/monitoring/api/ref_v3/rest/v1/projects.dashboards>): mosaics of charts whose queries are
//! PromQL, and of texts. Anything else is refused by name: a chart that shows half of what its file says would lie.

use std::collections::BTreeMap;
use std::time::Duration;

use serde::{Deserialize, Deserializer};

/// Columns that a mosaic may have.
const COLUMNS: std::ops::RangeInclusive<u32> = 1..=48;
/// The lowest row that a tile may reach; far more than anybody scrolls.
const ROWS: u32 = 2_000;
/// Lists that this part knows only as empty, as the console exports them.
type Empty = [(); 0];

/// A dashboard as it is imported into Cloud Monitoring.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[expect(dead_code, reason = "fields that are read for their form alone")]
pub(crate) struct Dashboard {
    /// What people see.
    pub(crate) display_name: String,
    #[serde(default)]
    labels: BTreeMap<String, String>,
    #[serde(default)]
    name: String,
    #[serde(default)]
    etag: String,
    #[serde(default)]
    dashboard_filters: Empty,
    /// Its tiles.
    pub(crate) mosaic_layout: Mosaic,
}

/// Tiles on a grid.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Mosaic {
    /// How wide the grid is.
    pub(crate) columns: u32,
    /// In reading order.
    #[serde(deserialize_with = "in_reading_order")]
    pub(crate) tiles: Vec<Tile>,
}

/// A part of the grid and what is in it.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Tile {
    /// Columns to the left of it.
    #[serde(default)]
    pub(crate) x_pos: u32,
    /// Rows above it.
    #[serde(default)]
    pub(crate) y_pos: u32,
    pub(crate) width: u32,
    pub(crate) height: u32,
    pub(crate) widget: Widget,
}

/// A chart or a text with its title.
#[derive(Clone, Debug, Deserialize)]
#[serde(try_from = "WidgetFields")]
pub(crate) struct Widget {
    pub(crate) title: String,
    pub(crate) content: Content,
}

/// What a tile shows.
#[derive(Clone, Debug)]
pub(crate) enum Content {
    Chart(Chart),
    /// Shown as it is written.
    Text(String),
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[expect(dead_code, reason = "fields that are read for their form alone")]
struct WidgetFields {
    #[serde(default)]
    title: String,
    #[serde(default)]
    id: String,
    xy_chart: Option<Chart>,
    text: Option<Text>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(dead_code, reason = "fields that are read for their form alone")]
struct Text {
    content: String,
    #[serde(default)]
    format: String,
}

/// Lines over time.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[expect(dead_code, reason = "fields that are read for their form alone")]
pub(crate) struct Chart {
    pub(crate) data_sets: Vec<DataSet>,
    #[serde(default)]
    pub(crate) thresholds: Vec<Threshold>,
    #[serde(default)]
    pub(crate) y_axis: Axis,
    #[serde(default)]
    chart_options: ChartOptions,
}

/// One query and how its answer is drawn.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[expect(dead_code, reason = "fields that are read for their form alone")]
pub(crate) struct DataSet {
    pub(crate) time_series_query: TimeSeriesQuery,
    #[serde(default)]
    pub(crate) plot_type: PlotType,
    #[serde(default)]
    target_axis: TargetAxis,
    /// `${label}` stands for the value of a label.
    #[serde(default)]
    pub(crate) legend_template: String,
    /// No shorter than this is what `${__interval}` stands for.
    #[serde(default, deserialize_with = "seconds")]
    pub(crate) min_alignment_period: Option<Duration>,
    #[serde(default)]
    breakdowns: Empty,
    #[serde(default)]
    dimensions: Empty,
    #[serde(default)]
    measures: Empty,
}

/// PromQL, with `${__interval}` for the time over which rates are taken.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct TimeSeriesQuery {
    pub(crate) prometheus_query: String,
    /// In UCUM.
    #[serde(default)]
    pub(crate) unit_override: String,
}

/// How an answer is drawn.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub(crate) enum PlotType {
    #[default]
    Line,
    StackedArea,
    StackedBar,
}

/// The left axis: there is no other here.
#[derive(Clone, Copy, Debug, Default, Deserialize)]
enum TargetAxis {
    #[default]
    Y1,
}

/// A level that matters. Colour and direction only say again what its place does.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[expect(dead_code, reason = "fields that are read for their form alone")]
pub(crate) struct Threshold {
    pub(crate) value: f64,
    #[serde(default)]
    pub(crate) label: String,
    #[serde(default)]
    color: String,
    #[serde(default)]
    direction: String,
    #[serde(default)]
    target_axis: TargetAxis,
}

/// The axis of values.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Axis {
    #[serde(default)]
    pub(crate) label: String,
    #[serde(default)]
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

#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
#[expect(dead_code, reason = "fields that are read for their form alone")]
struct ChartOptions {
    #[serde(default)]
    mode: Mode,
}

/// Cloud Monitoring's usual way; its others (x-ray, statistics) are not drawn here.
#[derive(Clone, Copy, Debug, Default, Deserialize)]
enum Mode {
    #[default]
    #[serde(rename = "COLOR")]
    Color,
}

impl TryFrom<WidgetFields> for Widget {
    type Error = &'static str;

    fn try_from(fields: WidgetFields) -> Result<Self, Self::Error> {
        let content = match (fields.xy_chart, fields.text) {
            (Some(chart), None) if chart.data_sets.is_empty() => {
                return Err("dataSets is empty: a chart needs a query");
            }
            (Some(chart), None) => Content::Chart(chart),
            (None, Some(text)) => Content::Text(text.content),
            _ => return Err("a widget here has either xyChart or text"),
        };
        Ok(Self { title: fields.title, content })
    }
}

/// A duration as protobuf writes it in JSON: `60s`.
fn seconds<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<Duration>, D::Error> {
    let text = String::deserialize(deserializer)?;
    let seconds = text.strip_suffix('s').and_then(|number| number.parse::<f64>().ok());
    let duration = seconds.and_then(|seconds| Duration::try_from_secs_f64(seconds).ok());
    duration.map(Some).ok_or_else(|| serde::de::Error::custom(format!("`{text}` is no duration like 60s")))
}

fn in_reading_order<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Vec<Tile>, D::Error> {
    let mut tiles = Vec::<Tile>::deserialize(deserializer)?;
    tiles.sort_by_key(|tile| (tile.y_pos, tile.x_pos));
    Ok(tiles)
}

impl Dashboard {
    /// Reads one.
    ///
    /// # Errors
    /// What is wrong and at which field: `mosaicLayout.tiles[0].widget: …`.
    pub(crate) fn read(json: &str) -> Result<Self, String> {
        let mut deserializer = serde_json::Deserializer::from_str(json);
        let dashboard: Self = serde_path_to_error::deserialize(&mut deserializer).map_err(|error| {
            let (path, reason) = (error.path().to_string(), error.inner().to_string());
            if matches!(&*path, "." | "?") { reason } else { format!("{path}: {reason}") }
        })?;
        deserializer.end().map_err(|error| error.to_string())?;
        let mosaic = &dashboard.mosaic_layout;
        if !COLUMNS.contains(&mosaic.columns) {
            return Err(format!("mosaicLayout.columns: {} is not 1 to 48", mosaic.columns));
        }
        for (index, tile) in mosaic.tiles.iter().enumerate() {
            let fits = |position: u32, length: u32, most: u32| {
                length > 0 && position.checked_add(length).is_some_and(|end| end <= most)
            };
            if !fits(tile.x_pos, tile.width, mosaic.columns) || !fits(tile.y_pos, tile.height, ROWS) {
                return Err(format!(
                    "mosaicLayout.tiles: the tile that is number {} in reading order is not within {} columns and {ROWS} rows",
                    index + 1,
                    mosaic.columns
                ));
            }
        }
        Ok(dashboard)
    }
}
