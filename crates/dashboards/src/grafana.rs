//! Grafana: the JSON model of its dashboards
//! (<https://grafana.com/docs/grafana/latest/dashboards/build-dashboards/view-dashboard-json-model/>), on a Prometheus
//! data source that is chosen on the page.

use serde_json::{Value, json};

use crate::{Chart, Dashboard, INTERVAL, Unit};

/// The version of the JSON model, that of Grafana 10; later ones take it and bring it up to date.
const SCHEMA_VERSION: u32 = 39;
/// The grid is 24 wide; two charts stand side by side.
const WIDTH: usize = 12;
const HEIGHT: usize = 8;

/// A dashboard to import.
pub fn render(dashboard: &Dashboard) -> Value {
    let panels: Vec<_> = dashboard.charts.iter().enumerate().map(|(index, chart)| panel(index, chart)).collect();
    json!({
        "uid": format!("movie-guru-{}", dashboard.name),
        "title": dashboard.title,
        "tags": ["movie-guru"],
        "schemaVersion": SCHEMA_VERSION,
        "editable": true,
        "graphTooltip": 1,
        "refresh": "10s",
        "time": {"from": "now-1h", "to": "now"},
        "templating": {"list": [{
            "name": "datasource",
            "label": "Data source",
            "type": "datasource",
            "query": "prometheus",
        }]},
        "panels": panels,
    })
}

fn data_source() -> Value {
    json!({"type": "prometheus", "uid": "${datasource}"})
}

fn panel(index: usize, chart: &Chart) -> Value {
    let (unit, highest) = match chart.unit {
        Unit::Ratio => ("percentunit", Some(1)),
        Unit::Ms => ("ms", None),
        Unit::S => ("s", None),
        Unit::Bytes => ("bytes", None),
        Unit::PerSecond => ("cps", None),
        Unit::Count => ("short", None),
    };
    let targets: Vec<_> = ('A'..='Z')
        .zip(&chart.queries)
        .map(|(id, query)| {
            json!({
                "refId": id.to_string(),
                "datasource": data_source(),
                "expr": query.query.replace(INTERVAL, "$__rate_interval"),
                "legendFormat": query.legend.replace('{', "{{").replace('}', "}}"),
            })
        })
        .collect();
    json!({
        "id": index + 1,
        "type": "timeseries",
        "title": chart.title,
        "datasource": data_source(),
        "gridPos": {"x": index % 2 * WIDTH, "y": index / 2 * HEIGHT, "w": WIDTH, "h": HEIGHT},
        "fieldConfig": {"defaults": {"unit": unit, "min": 0, "max": highest}, "overrides": []},
        "options": {"legend": {"displayMode": "list", "placement": "bottom"}, "tooltip": {"mode": "multi"}},
        "targets": targets,
    })
}
