//! The arithmetic of SLOs against plain sums over every single request.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod alerts;
mod calendar;
mod exhaustion;
mod sums;

use std::time::Duration;

use jiff::Timestamp;
use movie_guru_slo::{Bin, Count, History, KnownMetrics, MetricKind, Slo, SloSet, Source};

/// An SLO on two made-up counters, from what differs: its target and its `timeWindow`.
fn slo(target: f64, window: &str) -> Slo {
    let text = format!(
        "apiVersion: openslo/v1\nkind: SLO\nmetadata: {{name: works}}\nspec:\n  service: app\n  indicator:\n    \
         metadata: {{name: works}}\n    spec:\n      ratioMetric:\n        counter: true\n        \
         good: {{metricSource: {{type: Prometheus, spec: {{query: good_total}}}}}}\n        \
         total: {{metricSource: {{type: Prometheus, spec: {{query: all_total}}}}}}\n  timeWindow: [{window}]\n  \
         budgetingMethod: Occurrences\n  objectives: [{{target: {target}}}]\n"
    );
    let counters = ["good_total", "all_total"].map(|name| (name.to_owned(), MetricKind::Counter));
    let set = SloSet::parse(&[Source { name: "slo.yaml", text: &text }], &KnownMetrics::new(counters));
    set.unwrap_or_else(|problems| panic!("{problems}")).slos.remove(0)
}

fn rolling(target: f64, length: &str) -> Slo {
    slo(target, &format!("{{duration: {length}, isRolling: true}}"))
}

fn calendar(target: f64, length: &str, start: &str, time_zone: &str) -> Slo {
    slo(target, &format!("{{duration: {length}, calendar: {{startTime: {start}, timeZone: {time_zone}}}}}"))
}

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

/// One request: milliseconds from the start of the story, and whether it was good.
type Request = (u64, bool);

fn moment(ms: u64) -> Timestamp {
    // 2026-02-20, so that a story of some days crosses the end of a short month.
    Timestamp::from_millisecond(1_771_545_600_000 + ms as i64).unwrap()
}

fn history(requests: &[Request]) -> History {
    let bins = requests
        .iter()
        .map(|(ms, good)| Bin { end: moment(*ms), count: Count { good: f64::from(u8::from(*good)), total: 1.0 } });
    History::new(bins.collect())
}

fn minutes(minutes: u64) -> Duration {
    Duration::from_secs(minutes * 60)
}
