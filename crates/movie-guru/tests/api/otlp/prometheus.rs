//! What pushed metrics are called in Prometheus, and what they are worth there: OpenTelemetry's own rule, written down from
//! its specification alone, as what the exposition is held against
//! (<https://opentelemetry.io/docs/specs/otel/compatibility/prometheus_and_openmetrics/#otlp-metric-points-to-prometheus>).

use std::collections::BTreeMap;

use movie_guru_contract::HTTP_SERVER_DURATION;
use movie_guru_test_collector::otlp::common::v1::KeyValue;
use movie_guru_test_collector::otlp::metrics::v1::metric::Data;
use movie_guru_test_collector::otlp::metrics::v1::{
    AggregationTemporality, HistogramDataPoint, Metric, NumberDataPoint, number_data_point,
};
use movie_guru_test_collector::texts;
use movie_guru_test_support::Sample;

/// All samples of one push.
pub(super) fn samples(metrics: &[Metric]) -> Vec<Sample> {
    metrics.iter().flat_map(samples_of).collect()
}

fn samples_of(metric: &Metric) -> Vec<Sample> {
    let name = with_unit(&legal(&metric.name), &metric.unit);
    match metric.data.as_ref().unwrap() {
        Data::Sum(sum) => {
            assert_eq!(sum.aggregation_temporality(), AggregationTemporality::Cumulative, "{name}");
            // A sum that can fall is a gauge.
            let suffix = if sum.is_monotonic && !name.ends_with("_total") { "_total" } else { "" };
            sum.data_points.iter().map(|point| number(format!("{name}{suffix}"), point)).collect()
        }
        Data::Gauge(gauge) => gauge.data_points.iter().map(|point| number(name.clone(), point)).collect(),
        Data::Histogram(histogram) => {
            assert_eq!(histogram.aggregation_temporality(), AggregationTemporality::Cumulative, "{name}");
            histogram.data_points.iter().flat_map(|point| buckets(&name, point)).collect()
        }
        other => panic!("{name}: the contract has no {other:?}"),
    }
}

/// Metric names: what Prometheus does not take becomes `_`, and several of them one.
fn legal(name: &str) -> String {
    let mut legal = String::new();
    for character in name.chars() {
        let taken = character.is_ascii_alphanumeric() || character == ':';
        match (taken, legal.ends_with('_')) {
            (true, _) => legal.push(character),
            (false, false) => legal.push('_'),
            (false, true) => {}
        }
    }
    legal
}

/// Units are words, at the end of the name.
fn with_unit(name: &str, unit: &str) -> String {
    let word = match unit {
        "" => return name.to_owned(),
        "ms" => "milliseconds",
        "s" => "seconds",
        "By" => "bytes",
        // The table of the specification is longer; the contract needs these.
        other => panic!("{name}: the unit {other}"),
    };
    if name.ends_with(&format!("_{word}")) { name.to_owned() } else { format!("{name}_{word}") }
}

/// Attributes are labels, by the rule of names.
fn labels(attributes: &[KeyValue]) -> BTreeMap<String, String> {
    let labels: BTreeMap<_, _> = texts(attributes).into_iter().map(|(key, value)| (legal(&key), value)).collect();
    assert_eq!(labels.len(), attributes.len(), "two attributes became one label: {attributes:?}");
    labels
}

fn number(name: String, point: &NumberDataPoint) -> Sample {
    let value = match point.value.unwrap() {
        number_data_point::Value::AsDouble(value) => value,
        number_data_point::Value::AsInt(value) => value as f64,
    };
    Sample { name, labels: labels(&point.attributes), value }
}

/// Buckets count what is at most their bound, all smaller ones too; OTLP counts each by itself.
fn buckets(name: &str, point: &HistogramDataPoint) -> Vec<Sample> {
    let labels = labels(&point.attributes);
    let sample = |suffix: &str, labels: &BTreeMap<_, _>, value: f64| Sample {
        name: format!("{name}_{suffix}"),
        labels: labels.clone(),
        value,
    };
    let bounds = point.explicit_bounds.iter().map(f64::to_string).chain(["+Inf".to_owned()]);
    assert_eq!(point.bucket_counts.len(), point.explicit_bounds.len() + 1, "{name}");
    let mut so_far = 0;
    let buckets = bounds.zip(&point.bucket_counts).map(|(bound, count)| {
        so_far += count;
        let mut labels = labels.clone();
        labels.insert("le".to_owned(), bound);
        sample("bucket", &labels, so_far as f64)
    });
    let mut samples: Vec<_> = buckets.collect();
    samples.push(sample("sum", &labels, point.sum.unwrap()));
    samples.push(sample("count", &labels, point.count as f64));
    samples
}

#[test]
fn names_follow_the_specification() {
    assert_eq!(with_unit(&legal(HTTP_SERVER_DURATION.instrument), "s"), HTTP_SERVER_DURATION.exposed());
    assert_eq!(legal("(lambda).function..x"), "_lambda_function_x");
    assert_eq!(with_unit("resident_bytes", "By"), "resident_bytes");
}
