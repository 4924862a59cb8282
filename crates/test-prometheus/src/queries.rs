//! What is asked: every query of the workshop, and generated ones.

use std::fs;
use std::path::Path;
use std::time::Duration;

use jiff::Timestamp;
use movie_guru_contract::Kind;
use movie_guru_slo::{KnownMetrics, MetricKind, SloSet, Source, TimeScale};
use rand::seq::IndexedRandom;
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;

/// The queries of all dashboards, SLOs and alerts.
pub fn of_workshop() -> Vec<String> {
    let dashboards = movie_guru_dashboards::all().unwrap();
    let of_charts = dashboards.iter().flat_map(|dashboard| &dashboard.charts).flat_map(|chart| &chart.queries);
    let mut queries: Vec<String> =
        of_charts.flat_map(|query| ["1m", "5m"].map(|interval| query.query.replace("$interval", interval))).collect();
    let now = Timestamp::now();
    for scale in [TimeScale::REAL, TimeScale::new(24.0, Duration::from_secs(5), Timestamp::UNIX_EPOCH).unwrap()] {
        for slo in workshop().slos {
            let measure = &slo.indicator.measure;
            let window = slo.window.period(now, &scale).length();
            for range in [window, Duration::from_secs(300)] {
                queries.extend([measure.good(range), measure.total(range), measure.error_ratio(range)]);
                queries.extend([slo.sli_query(range), slo.burn_rate_query(range)]);
            }
            queries.extend(slo.alerts.iter().map(|alert| slo.alert_query(alert, &scale.windows(alert))));
        }
    }
    queries.sort();
    queries.dedup();
    queries
}

fn workshop() -> SloSet {
    let contract = KnownMetrics::new(movie_guru_contract::metrics().into_iter().map(|metric| {
        let kind = match metric.kind {
            Kind::Counter => MetricKind::Counter,
            Kind::Gauge => MetricKind::Gauge,
            Kind::Histogram(bounds) => MetricKind::Histogram(bounds.to_vec()),
        };
        (metric.exposed(), kind)
    }));
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../slos");
    let mut files: Vec<_> = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    let texts: Vec<_> =
        files.iter().map(|path| (path.display().to_string(), fs::read_to_string(path).unwrap())).collect();
    let sources: Vec<_> = texts.iter().map(|(name, text)| Source { name, text }).collect();
    SloSet::parse(&sources, &contract).unwrap_or_else(|problems| panic!("{problems}"))
}

/// Functions of a window, the commoner ones more than once.
pub const OVER_TIME: &[&str] = &[
    "rate",
    "increase",
    "delta",
    "irate",
    "idelta",
    "deriv",
    "changes",
    "resets",
    "sum_over_time",
    "avg_over_time",
    "min_over_time",
    "max_over_time",
    "count_over_time",
    "last_over_time",
    "present_over_time",
    "stddev_over_time",
    "stdvar_over_time",
    "absent_over_time",
    "rate",
    "increase",
    "rate",
];
/// Functions of a vector alone.
pub const OF_NUMBERS: &[&str] = &[
    "abs",
    "ceil",
    "floor",
    "exp",
    "ln",
    "log2",
    "log10",
    "sqrt",
    "sgn",
    "round",
    "sin",
    "cos",
    "tan",
    "asin",
    "acos",
    "atan",
    "sinh",
    "cosh",
    "tanh",
    "deg",
    "rad",
    "timestamp",
    "sort",
    "absent",
];
const AGGREGATIONS: &[&str] = &["sum", "avg", "min", "max", "count", "group", "stddev", "stdvar", "sum"];
const GROUPINGS: &[&str] =
    &["", " by (group)", " by (zone)", " without (zone)", " by (group, nothing)", " without (group, zone)"];
const SERIES: &[&str] = &[
    "odd_total",
    "odd_gauge",
    "odd_sparse",
    "odd_limit",
    "odd_strange",
    "odd_falling",
    "odd_constant",
    "odd_total{group=\"a\"}",
    "odd_gauge{zone!=\"x\"}",
    "odd_gauge{group=~\"a|b\"}",
    "odd_total{zone!~\"x|z\"}",
    "odd_nothing{group=\"a\"}",
];
const WINDOWS: &[&str] = &["10s", "30s", "1m", "2m30s", "5m", "10m", "12s"];
const MODIFIERS: &[&str] = &["", "", "", "", " offset 1m", " offset -7s", " @ end()"];

/// Written by hand: what generation does not come to.
const BY_HAND: &[&str] = &[
    "day_of_week(odd_total)",
    "hour(abs(odd_gauge) * 1e6)",
    "1 + 2 * 3 ^ 2 % 5 - 4 / 8",
    "time()",
    "vector(time())",
    "scalar(odd_constant)",
    "scalar(odd_gauge)",
    "-odd_gauge",
    "+odd_gauge",
    "\"a text\"",
    "odd_gauge[30s]",
    "odd_sparse[10m]",
    "odd_gauge[1m:10s]",
    "pi()",
    "month()",
    "year(odd_total)",
    "minute(vector(1136239445))",
    "days_in_month(vector(1136239445))",
    "day_of_year()",
    "histogram_quantile(0.5, odd_bucket)",
    "histogram_quantile(0.9, sum by (le) (rate(odd_bucket[1m])))",
    "histogram_quantile(0.99, rate(odd_bucket[1m]))",
    "histogram_quantile(0.1, rate(odd_bucket[1m]))",
    "histogram_quantile(-1, odd_bucket)",
    "histogram_quantile(1.5, odd_bucket)",
    "histogram_quantile(0.5, odd_bucket{le!=\"+Inf\"})",
    "histogram_quantile(NaN, odd_bucket)",
    "histogram_quantile(0.5, odd_gauge)",
    "quantile(0.3, odd_gauge)",
    "quantile by (group) (0.9, odd_gauge)",
    "quantile(2, odd_gauge)",
    "quantile_over_time(0.25, odd_gauge[5m])",
    "quantile_over_time(0.5, odd_strange[5m])",
    "predict_linear(odd_gauge[5m], 600)",
    "predict_linear(odd_gauge[5m] offset 1m, 60)",
    "topk(2, odd_gauge)",
    "bottomk by (group) (1, odd_gauge)",
    "topk(0, odd_gauge)",
    "topk(scalar(count(odd_gauge)) - 2, odd_gauge)",
    "count_values(\"value\", odd_constant)",
    "count_values by (group) (\"value\", round(odd_gauge / 50))",
    "label_replace(odd_gauge, \"area\", \"$1-$2\", \"group\", \"(.)(.*)\")",
    "label_replace(odd_gauge, \"group\", \"\", \"group\", \"a\")",
    "label_replace(odd_gauge, \"zone\", \"same\", \"zone\", \".*\")",
    "label_replace(odd_gauge, \"new\", \"$0\", \"zone\", \"nothing\")",
    "label_join(odd_gauge, \"both\", \"/\", \"group\", \"zone\")",
    "label_join(odd_gauge, \"zone\", \"\", \"nothing\")",
    "clamp(odd_gauge, -10, 10)",
    "clamp(odd_gauge, 10, -10)",
    "clamp_min(odd_gauge, 0)",
    "clamp_max(odd_strange, 3)",
    "round(odd_gauge, 0.25)",
    "odd_gauge > 10",
    "odd_gauge > bool 10",
    "10 < odd_gauge",
    "10 < bool odd_gauge",
    "odd_strange == odd_strange",
    "odd_total == odd_total",
    "1 > bool 2",
    "odd_gauge / odd_limit",
    "odd_gauge > odd_limit",
    "odd_gauge > bool odd_limit",
    "odd_gauge and odd_limit",
    "odd_gauge unless odd_limit",
    "odd_limit or odd_gauge",
    "odd_gauge and on (group) odd_info",
    "odd_gauge unless on (group) odd_info",
    "odd_gauge * on (group) group_left (team) odd_info",
    "odd_info * on (group) group_right () odd_gauge",
    "odd_gauge + on (group) odd_info",
    "odd_gauge + ignoring (zone) odd_gauge",
    "odd_gauge atan2 odd_limit",
    "sum by (zone) (rate(odd_total[1m])) / on (zone) group_left () sum by (zone) (odd_limit)",
    "sum(odd_gauge) without (group) or vector(1)",
    "absent(odd_nothing{group=\"a\", zone=~\"x\"})",
    "sort_desc(odd_gauge)",
];

/// Queries of many forms over the odd series; the same for the same seed.
pub fn generated(seed: u64) -> Vec<String> {
    let mut dice = ChaCha8Rng::seed_from_u64(seed);
    let mut queries: Vec<String> = BY_HAND.iter().map(|query| (*query).to_owned()).collect();
    for _ in 0..300 {
        let query = match dice.random_range(0..8) {
            0 | 1 => windowed(&mut dice),
            2 => aggregated(&mut dice, windowed),
            3 => aggregated(&mut dice, plain),
            4 => format!("{}({})", pick(&mut dice, OF_NUMBERS), plain(&mut dice)),
            5 => subquery(&mut dice),
            6 => both_sides(&mut dice),
            _ => format!(
                "{} {} {}",
                windowed(&mut dice),
                pick(&mut dice, &["+", "-", "*", "/", "%", ">", "<=", "> bool", "=="]),
                dice.random_range(-20..60)
            ),
        };
        queries.push(query);
    }
    queries.sort();
    queries.dedup();
    queries
}

fn pick<'a>(dice: &mut ChaCha8Rng, from: &[&'a str]) -> &'a str {
    from.choose(dice).unwrap()
}

fn plain(dice: &mut ChaCha8Rng) -> String {
    format!("{}{}", pick(dice, SERIES), pick(dice, MODIFIERS))
}

fn windowed(dice: &mut ChaCha8Rng) -> String {
    format!("{}({}[{}]{})", pick(dice, OVER_TIME), pick(dice, SERIES), pick(dice, WINDOWS), pick(dice, MODIFIERS))
}

fn aggregated(dice: &mut ChaCha8Rng, of: fn(&mut ChaCha8Rng) -> String) -> String {
    format!("{}{} ({})", pick(dice, AGGREGATIONS), pick(dice, GROUPINGS), of(dice))
}

fn subquery(dice: &mut ChaCha8Rng) -> String {
    let inner = if dice.random() { windowed(dice) } else { plain(dice) };
    let step = pick(dice, &["", "7s", "30s", "1m", "13s"]);
    format!(
        "{}({inner}[{}:{step}]{})",
        pick(dice, OVER_TIME),
        pick(dice, &["1m", "5m", "4m30s"]),
        pick(dice, MODIFIERS)
    )
}

fn both_sides(dice: &mut ChaCha8Rng) -> String {
    let (left, right) = (aggregated(dice, plain), aggregated(dice, windowed));
    let op = pick(dice, &["+", "-", "*", "/", "^", "%", ">", "!=", "< bool", "and", "or", "unless"]);
    format!("{left} {op} {right}")
}
