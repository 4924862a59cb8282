//! Samples that go into the store and into Prometheus alike.

use std::fmt::Write as _;

use jiff::Timestamp;
use movie_guru_contract::{
    self as contract, Kind, Metric, Operation, Outcome, PoolState, Sentiment, browser_operations, label,
};
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use series::Labels;

/// A series and its samples: milliseconds since 1970, value.
pub type Line = (Labels, Vec<(i64, f64)>);

/// How long the samples last.
pub const LENGTH_MS: i64 = 50 * 60_000;

/// The labels of a series by its name and their pairs.
pub fn labels(name: &str, pairs: &[(&str, &str)]) -> Labels {
    let pair = |(name, value): &(&str, &str)| ((*name).to_owned(), (*value).to_owned());
    pairs.iter().chain(&[("__name__", name)]).map(pair).collect()
}

/// The moment at which the samples begin: a whole ten minutes, some hours ago.
pub fn beginning() -> i64 {
    (Timestamp::now().as_millisecond() / 600_000 - 24) * 600_000
}

/// The labels that a metric of the contract comes with.
fn series_of(metric: &Metric) -> Vec<Vec<(&'static str, String)>> {
    let of =
        |name: &'static str, values: &[&str]| values.iter().map(|value| vec![(name, (*value).to_owned())]).collect();
    let two = |[first, second]: [&'static str; 2], pairs: &[(&str, &str)]| {
        pairs.iter().map(|(one, other)| vec![(first, (*one).to_owned()), (second, (*other).to_owned())]).collect()
    };
    match metric.instrument {
        name if name == contract::CHAT_OUTCOME.instrument => of(label::OUTCOME, &Outcome::ALL.map(Outcome::name)),
        name if name == contract::CHAT_SENTIMENT.instrument => {
            of(label::SENTIMENT, &Sentiment::ALL.map(Sentiment::name))
        }
        name if name == contract::CLIENT_ERRORS.instrument => {
            two([label::OPERATION, label::STATUS], &[("login", "401"), ("login", "422"), ("chat", "413")])
        }
        name if name == contract::DB_POOL_CONNECTIONS.instrument => {
            of(label::STATE, &PoolState::ALL.map(PoolState::name))
        }
        name if name == contract::WEB_REQUESTS.instrument => browser_operations()
            .flat_map(|operation| {
                ["success", "error"]
                    .map(|result| vec![(label::OPERATION, operation.to_owned()), (label::RESULT, result.to_owned())])
            })
            .collect(),
        name if name == contract::WEB_LATENCY.instrument => of(label::OPERATION, &["chat", "login"]),
        name if name == contract::WEB_VITALS.instrument => of(label::VITAL, &["LCP", "INP"]),
        name if name == contract::WEB_CLS.instrument => of(label::VITAL, &["CLS"]),
        name if name == contract::PROBE_DURATION.instrument => of(label::STEP, &["log in", "main page", "chat"]),
        name if name == contract::LOADTEST_REQUESTS.instrument => {
            two([label::REQUEST, label::RESULT], &[("chat", "success"), ("chat", "error"), ("login", "success")])
        }
        name if name == contract::LOADTEST_LATENCY.instrument => of(label::REQUEST, &["chat", "login"]),
        name if name == contract::HTTP_SERVER_DURATION.instrument => {
            two(["http_route", "http_response_status_code"], &[("/chat", "200"), ("/chat", "500"), ("/login", "200")])
        }
        name if Operation::ALL.iter().any(|operation| operation.metrics().latency.instrument == name) => {
            of(label::RESULT, &["success", "error"])
        }
        _ => vec![Vec::new()],
    }
}

/// Everything of the contract, as a scrape every 15 s would have it: with resets, scrapes that are missing, a target that
/// begins later and one that ends earlier.
pub fn of_contract(start: i64, seed: u64) -> Vec<Line> {
    scraped(start, seed, LENGTH_MS, 15_000)
}

/// The same for another length and interval.
pub fn scraped(start: i64, seed: u64, length_ms: i64, interval_ms: usize) -> Vec<Line> {
    let mut dice = ChaCha8Rng::seed_from_u64(seed);
    let mut lines = Vec::new();
    for (job, from, to) in [("backend", 0, length_ms), ("web", length_ms / 3, length_ms * 3 / 4)] {
        let moments: Vec<i64> = (from..to)
            .step_by(interval_ms)
            .map(|at| (dice.random_ratio(19, 20), start + at + dice.random_range(0..40)))
            .filter_map(|(is_there, at)| is_there.then_some(at))
            .collect();
        let reset = dice.random_range(0..moments.len());
        for metric in contract::metrics() {
            for own in series_of(&metric) {
                let base: Vec<(&str, &str)> = own
                    .iter()
                    .map(|(name, value)| (*name, value.as_str()))
                    .chain([("job", job), ("instance", "h:1")])
                    .collect();
                let name = metric.exposed();
                match metric.kind {
                    Kind::Gauge => {
                        let samples =
                            moments.iter().map(|at| (*at, f64::from(dice.random_range(0..1000)) / 8.0)).collect();
                        lines.push((labels(&name, &base), samples));
                    }
                    Kind::Counter => {
                        let samples = counted(&moments, reset, || f64::from(dice.random_range(0..9)));
                        lines.push((labels(&name, &base), samples));
                    }
                    Kind::Histogram(_) => lines.extend(histogram(&metric, &base, &moments, reset, &mut dice)),
                }
            }
        }
    }
    lines
}

fn counted(moments: &[i64], reset: usize, mut more: impl FnMut() -> f64) -> Vec<(i64, f64)> {
    let mut total = 0.0;
    let count = |(index, at): (usize, &i64)| {
        total = if index == reset { more() } else { total + more() };
        (*at, total)
    };
    moments.iter().enumerate().map(count).collect()
}

fn histogram(
    metric: &Metric,
    base: &[(&str, &str)],
    moments: &[i64],
    reset: usize,
    dice: &mut ChaCha8Rng,
) -> Vec<Line> {
    let bounds = metric.bounds();
    let mut totals = vec![0.0; bounds.len() + 2];
    let mut lines: Vec<Vec<(i64, f64)>> = vec![Vec::new(); bounds.len() + 2];
    for (index, at) in moments.iter().enumerate() {
        if index == reset {
            totals.fill(0.0);
        }
        for _ in 0..dice.random_range(0..6) {
            // Below the highest bound, as the contract promises.
            let value = bounds[bounds.len() - 1] * dice.random::<f64>().powi(3);
            bounds.iter().enumerate().filter(|(_, bound)| value <= **bound).for_each(|(place, _)| totals[place] += 1.0);
            totals[bounds.len()] += 1.0;
            totals[bounds.len() + 1] += value;
        }
        lines.iter_mut().zip(&totals).for_each(|(line, total)| line.push((*at, *total)));
    }
    let name = metric.exposed();
    let mut named = Vec::new();
    for (place, samples) in lines.into_iter().enumerate() {
        if place < bounds.len() {
            named.push((
                labels(&format!("{name}_bucket"), &[base, &[("le", &bounds[place].to_string())]].concat()),
                samples,
            ));
        } else if place == bounds.len() {
            named.push((labels(&format!("{name}_bucket"), &[base, &[("le", "+Inf")]].concat()), samples.clone()));
            named.push((labels(&format!("{name}_count"), base), samples));
        } else {
            named.push((labels(&format!("{name}_sum"), base), samples));
        }
    }
    named
}

/// Small series with everything that makes evaluators differ: moments in step with the queries, gaps, resets, numbers
/// that are none, infinities, counters that start below 0, a histogram with observations beyond its bounds.
pub fn odd_ones(start: i64, seed: u64) -> Vec<Line> {
    let mut dice = ChaCha8Rng::seed_from_u64(seed);
    let mut lines = Vec::new();
    let in_step: Vec<i64> = (0..LENGTH_MS).step_by(5_000).map(|at| start + at).collect();
    for (place, (group, zone)) in [("a", "x"), ("a", "y"), ("b", "x"), ("b", "y"), ("c", "z")].into_iter().enumerate() {
        let own = [("group", group), ("zone", zone)];
        let reset = dice.random_range(0..in_step.len());
        lines.push((labels("odd_total", &own), counted(&in_step, reset, || f64::from(dice.random_range(0..50)) / 4.0)));
        let gauge = in_step.iter().map(|at| (*at, dice.random_range(-100.0..100.0) + place as f64)).collect();
        lines.push((labels("odd_gauge", &own), gauge));
        let sparse: Vec<i64> = in_step.iter().copied().filter(|_| dice.random_ratio(1, 30)).collect();
        lines.push((labels("odd_sparse", &own), sparse.iter().map(|at| (*at, dice.random_range(0.0..10.0))).collect()));
        if group != "c" {
            let limit = in_step.iter().map(|at| (*at, 40.0 + place as f64)).collect();
            lines.push((labels("odd_limit", &own), limit));
        }
    }
    for group in ["a", "b"] {
        let info = in_step.iter().map(|at| (*at, 1.0)).collect();
        lines.push((labels("odd_info", &[("group", group), ("team", &format!("team-{group}"))]), info));
    }
    let strange = [f64::NAN, f64::INFINITY, f64::NEG_INFINITY, 0.0, -0.0, 1e300, -1e300, 1e-300, 3.5];
    let gauge = in_step.iter().map(|at| (*at, strange[dice.random_range(0..strange.len())])).collect();
    lines.push((labels("odd_strange", &[("group", "a")]), gauge));
    let falling = in_step.iter().enumerate().map(|(index, at)| (*at, -5.0 + (index % 7) as f64)).collect();
    lines.push((labels("odd_falling", &[("group", "a")]), falling));
    let constant = in_step.iter().map(|at| (*at, 42.0)).collect();
    lines.push((labels("odd_constant", &[("group", "a")]), constant));
    for (le, weight) in [("1", 1), ("2.5", 3), ("10", 4), ("+Inf", 9)] {
        let mut dice = ChaCha8Rng::seed_from_u64(seed ^ 7);
        let counts = counted(&in_step, 200, || f64::from(dice.random_range(0..5) * weight));
        lines.push((labels("odd_bucket", &[("group", "a"), ("le", le)]), counts));
    }
    lines
}

/// As Prometheus' tools read them.
pub fn open_metrics(lines: &[Line]) -> String {
    let mut text = String::new();
    for (labels, samples) in lines {
        let inside: Vec<_> = labels
            .iter()
            .filter(|(name, _)| *name != "__name__")
            .map(|(name, value)| format!("{name}={value:?}"))
            .collect();
        for (at, value) in samples {
            let value = if value.is_infinite() {
                format!("{}Inf", if *value > 0.0 { "+" } else { "-" })
            } else {
                value.to_string()
            };
            writeln!(text, "{}{{{}}} {value} {}.{:03}", labels["__name__"], inside.join(","), at / 1000, at % 1000)
                .unwrap();
        }
    }
    text + "# EOF\n"
}
