//! Cloud Monitoring: the JSON of its dashboards API
//! (<https://cloud.google.com/monitoring/api/ref_v3/rest/v1/projects.dashboards>), every chart a PromQL query.

use serde_json::{Value, json};

use crate::{Chart, Dashboard, INTERVAL, Query, Unit};

/// The grid of a mosaic layout is 48 wide; two charts stand side by side.
const COLUMNS: usize = 48;
const WIDTH: usize = COLUMNS / 2;
const HEIGHT: usize = 16;

/// A dashboard as a request body. It is found again by its label, since Google chooses its id.
pub fn render(dashboard: &Dashboard) -> Value {
    let tiles: Vec<_> = dashboard
        .charts
        .iter()
        .enumerate()
        .map(|(index, chart)| {
            json!({
                "xPos": index % 2 * WIDTH,
                "yPos": index / 2 * HEIGHT,
                "width": WIDTH,
                "height": HEIGHT,
                "widget": widget(chart),
            })
        })
        .collect();
    json!({
        "displayName": dashboard.title,
        "labels": {"managed_by": "movie-guru-lab"},
        "mosaicLayout": {"columns": COLUMNS, "tiles": tiles},
    })
}

fn widget(chart: &Chart) -> Value {
    let (unit, axis) = match chart.unit {
        // A share that is shown as per cent.
        Unit::Ratio => ("10^2.%", "%"),
        Unit::Ms => ("ms", "ms"),
        Unit::S => ("s", "s"),
        Unit::Bytes => ("By", "bytes"),
        Unit::PerSecond => ("1/s", "per second"),
        Unit::Count => ("1", ""),
    };
    let sets: Vec<_> = chart.queries.iter().map(|query| data_set(query, unit)).collect();
    json!({
        "title": chart.title,
        "xyChart": {
            "dataSets": sets,
            "yAxis": {"label": axis, "scale": "LINEAR"},
            "chartOptions": {"mode": "COLOR"},
        },
    })
}

fn data_set(query: &Query, unit: &str) -> Value {
    json!({
        "timeSeriesQuery": {
            "prometheusQuery": query.query.replace(INTERVAL, "${__interval}"),
            "unitOverride": unit,
        },
        "plotType": "LINE",
        "targetAxis": "Y1",
        "legendTemplate": query.legend.replace('{', "${"),
    })
}
