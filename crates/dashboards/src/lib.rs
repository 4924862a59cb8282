//! The lab's dashboards. `dashboards/dashboards.yaml` says once what they show; [`gcp`] and [`grafana`] render it. The
//! rendered files are kept in `dashboards/gcp` and `dashboards/grafana`, for people to import and for the monitor to
//! draw, and a test fails where they differ.

pub mod gcp;
pub mod grafana;

use serde::Deserialize;

/// What stands for the time over which a rate is taken.
const INTERVAL: &str = "$interval";
/// The percentiles of a latency chart.
const PERCENTILES: [u32; 5] = [10, 50, 90, 95, 99];

/// A page of charts.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Dashboard {
    /// The name of its file and its address.
    pub name: String,
    /// What people see.
    pub title: String,
    /// Its charts, in reading order.
    #[serde(deserialize_with = "charts")]
    pub charts: Vec<Chart>,
}

/// One chart: lines over time.
#[derive(Clone, Debug, PartialEq)]
pub struct Chart {
    /// What it shows.
    pub title: String,
    /// What its axis counts in.
    pub unit: Unit,
    /// Its lines.
    pub queries: Vec<Query>,
}

/// One query; it may draw several lines.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Query {
    /// The name of its line; `{label}` stands for the value of a label.
    pub legend: String,
    /// PromQL, with `$interval` for the time over which rates are taken.
    pub query: String,
}

/// What an axis counts in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Unit {
    /// A share, 0 to 1, shown as per cent.
    Ratio,
    /// Milliseconds.
    Ms,
    /// Seconds.
    S,
    /// Bytes.
    Bytes,
    /// How often a second.
    #[serde(rename = "per second")]
    PerSecond,
    /// A plain number.
    Count,
}

/// The descriptions cannot be read.
#[derive(Debug, thiserror::Error)]
#[error("dashboards: {0}")]
pub struct DescriptionError(String);

/// All dashboards of the lab.
///
/// # Errors
/// None, while the tests pass: the descriptions travel in the binary.
pub fn all() -> Result<Vec<Dashboard>, DescriptionError> {
    read(include_str!("../../../dashboards/dashboards.yaml"))
}

/// Dashboards from their descriptions.
///
/// # Errors
/// Where they are not YAML of that form, with the line.
pub fn read(text: &str) -> Result<Vec<Dashboard>, DescriptionError> {
    serde_saphyr::from_str(text).map_err(|error| DescriptionError(error.to_string()))
}

/// A chart as it is described.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Described {
    title: String,
    unit: Option<Unit>,
    success: Option<Success>,
    latency: Option<String>,
    queries: Option<Vec<Query>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Success {
    good: String,
    total: String,
}

fn charts<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<Vec<Chart>, D::Error> {
    let described = Vec::<Described>::deserialize(deserializer)?;
    described.into_iter().map(|chart| chart.chart().map_err(serde::de::Error::custom)).collect()
}

impl Described {
    fn chart(self) -> Result<Chart, String> {
        let title = self.title;
        match (self.unit, self.success, self.latency, self.queries) {
            (None, Some(Success { good, total }), None, None) => {
                let rate = |counter| format!("sum(rate({counter}[{INTERVAL}]))");
                let query = format!("{} / {}", rate(good), rate(total));
                let queries = vec![Query { legend: "success".to_owned(), query }];
                Ok(Chart { title, unit: Unit::Ratio, queries })
            }
            (None, None, Some(histogram), None) => {
                let queries = PERCENTILES.iter().map(|percentile| percentile_of(&histogram, *percentile)).collect();
                Ok(Chart { title, unit: Unit::Ms, queries })
            }
            (Some(unit), None, None, Some(queries)) if !queries.is_empty() => Ok(Chart { title, unit, queries }),
            _ => Err(format!("chart `{title}` needs success, latency, or unit and queries; one of the three")),
        }
    }
}

fn percentile_of(histogram: &str, percentile: u32) -> Query {
    let quantile = f64::from(percentile) / 100.0;
    let query = format!("histogram_quantile({quantile}, sum by (le) (rate({histogram}_bucket[{INTERVAL}])))");
    Query { legend: format!("p{percentile}"), query }
}
