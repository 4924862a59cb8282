//! Fields of Google's schema that change nothing here, and why. A dashboard with them is drawn, and its page says so.

use serde_json::Value;

const NOT_PROMQL: &str = "it belongs to queries that are not PromQL";

/// By message and field: values besides the empty one that ask for nothing special, and why others have no effect.
const WITHOUT: [(&str, &str, &[&str], &str); 24] = [
    ("Dashboard", "annotations", &[], "events of Google Cloud are not known here; changes of the scenario are marked"),
    ("Dashboard", "dashboardFilters", &[], "filters keep their default values and cannot be changed here"),
    ("Widget", "visibilityCondition", &[], "the tile is always shown"),
    ("Widget", "timeRange", &[], "all tiles show the time of the page"),
    ("XyChart", "timeshiftDuration", &[], "an earlier time is not drawn beside"),
    ("XyChart", "xAxis", &["LINEAR"], "the axis of time has no name"),
    ("ChartOptions", "mode", &["COLOR"], "X-ray and statistics are not drawn"),
    ("ChartOptions", "displayHorizontal", &[], "bars stand upright"),
    ("DataSet", "plotType", &["LINE", "STACKED_AREA", "STACKED_BAR"], "a heatmap is drawn as lines"),
    ("DataSet", "breakdowns", &[], NOT_PROMQL),
    ("DataSet", "dimensions", &[], NOT_PROMQL),
    ("DataSet", "measures", &[], NOT_PROMQL),
    ("DataSet", "sort", &[], NOT_PROMQL),
    ("TimeSeriesQuery", "outputFullDuration", &[], "a query in PromQL says itself over which time it counts"),
    ("Scorecard", "breakdowns", &[], NOT_PROMQL),
    ("Scorecard", "dimensions", &[], NOT_PROMQL),
    ("Scorecard", "measures", &[], NOT_PROMQL),
    ("SparkChartView", "minAlignmentPeriod", &[], "the page's time says how far apart values are"),
    ("SingleViewGroup", "displayType", &[], "the tiles of the group are shown one below the other"),
    ("Text", "format", &["RAW"], "Markdown is shown as it is written"),
    ("Text", "style", &["FS_MEDIUM", "FS_LARGE", "H_LEFT", "V_TOP", "P_EXTRA_SMALL"], "texts look as the page does"),
    ("TableDataSet", "tableDisplayOptions", &[], "`columnSettings` chooses columns"),
    ("ColumnSettings", "alignment", &[], "numbers stand on the right, all else on the left"),
    ("SectionHeader", "dividerBelow", &[], "each section has a line above"),
];

/// A field that was found to change nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Note {
    pub(crate) field: &'static str,
    pub(crate) reason: &'static str,
    /// How often it is in the file.
    pub(crate) times: usize,
}

/// All of them, each field once.
#[derive(Clone, Debug, Default)]
pub(crate) struct Notes(pub(crate) Vec<Note>);

impl Notes {
    /// Notes a field, where it would change something at Google and does not here.
    pub(super) fn of(&mut self, message: &str, field: &str, value: &Value) {
        let row = WITHOUT.iter().find(|(of, name, ..)| *of == message && *name == field);
        let Some((_, field, usual, reason)) = row else { return };
        if is_usual(value, usual) {
            return;
        }
        match self.0.iter_mut().find(|note| note.field == *field && note.reason == *reason) {
            Some(note) => note.times += 1,
            None => self.0.push(Note { field, reason, times: 1 }),
        }
    }
}

/// Whether a value asks for what is done anyway: exporters write out defaults too.
fn is_usual(value: &Value, usual: &[&str]) -> bool {
    match value {
        Value::Null | Value::Bool(false) => true,
        Value::Bool(true) => false,
        Value::Number(number) => number.as_f64() == Some(0.0),
        Value::String(text) => text.is_empty() || usual.contains(&text.as_str()),
        Value::Array(items) => items.iter().all(|item| is_usual(item, usual)),
        Value::Object(fields) => fields.values().all(|field| is_usual(field, usual)),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::super::schema::SCHEMA;
    use super::*;

    /// What is drawn, or only names the dashboard; with those above it must be all that Google has.
    const DRAWN: [(&str, &str); 26] = [
        ("Dashboard", "columnLayout displayName etag gridLayout labels mosaicLayout name rowLayout"),
        ("MosaicLayout", "columns tiles"),
        ("Tile", "height widget width xPos yPos"),
        ("GridLayout", "columns widgets"),
        ("RowLayout", "rows"),
        ("Row", "weight widgets"),
        ("ColumnLayout", "columns"),
        ("Column", "weight widgets"),
        (
            "Widget",
            "alertChart blank collapsibleGroup errorReportingPanel filterControl id incidentList logsPanel pieChart \
             scorecard sectionHeader singleViewGroup text timeSeriesTable title treemap xyChart",
        ),
        ("XyChart", "chartOptions dataSets thresholds y2Axis yAxis"),
        ("ChartOptions", ""),
        ("DataSet", "legendTemplate minAlignmentPeriod targetAxis timeSeriesQuery"),
        ("Axis", "label scale"),
        ("Threshold", "color direction label targetAxis value"),
        (
            "TimeSeriesQuery",
            "opsAnalyticsQuery prometheusQuery timeSeriesFilter timeSeriesFilterRatio timeSeriesQueryLanguage traceQuery \
             unitOverride",
        ),
        ("Scorecard", "blankView gaugeView sparkChartView thresholds timeSeriesQuery"),
        ("GaugeView", "lowerBound upperBound"),
        ("SparkChartView", "sparkChartType"),
        ("TimeSeriesTable", "columnSettings dataSets metricVisualization"),
        ("TableDataSet", "minAlignmentPeriod tableTemplate timeSeriesQuery"),
        ("ColumnSettings", "column displayName thresholds visible"),
        ("CollapsibleGroup", "collapsed"),
        ("SingleViewGroup", ""),
        ("SectionHeader", "subtitle"),
        ("Text", "content"),
        ("Empty", ""),
    ];

    #[test]
    fn every_field_of_what_is_drawn_has_an_effect_or_is_noted() {
        for (message, drawn) in DRAWN {
            let noted = WITHOUT.iter().filter(|(of, ..)| *of == message).map(|(_, field, ..)| *field);
            let known: BTreeSet<_> = drawn.split_whitespace().chain(noted).collect();
            let google: BTreeSet<_> = SCHEMA[message].keys().map(String::as_str).collect();
            assert_eq!(known, google, "{message}");
        }
        for (message, field, ..) in WITHOUT {
            assert!(SCHEMA[message].contains_key(field), "{message}.{field}");
        }
    }
}
