//! The requests of an SLO as they came, scrape by scrape: for charts, and for asking what would have been.

use std::collections::BTreeMap;
use std::time::Duration;

use jiff::Timestamp;
use movie_guru_slo::promql::{Counters, duration};
use movie_guru_slo::{Bin, Count, History, Measure, Selector};

use crate::source::{Answer, MetricsSource, QueryError, Series};

/// So many points of a series are asked for; over longer times they lie further apart than scrapes.
const MOST_POINTS: u32 = 3000;

/// How far bins lie apart in a history of this length.
pub(crate) fn step(length: Duration, scrape_interval: Duration) -> Duration {
    let scrapes = length.as_millis().div_ceil(u128::from(MOST_POINTS) * scrape_interval.as_millis().max(1)).max(1);
    scrape_interval * u32::try_from(scrapes).unwrap_or(u32::MAX)
}

/// What was counted over the `length` up to `at`.
pub(crate) async fn history(
    source: &dyn MetricsSource,
    measure: &Measure,
    length: Duration,
    scrape_interval: Duration,
    at: Timestamp,
) -> Result<History, QueryError> {
    let Counters { part, part_is_good, all } = measure.counters();
    let step = step(length, scrape_interval);
    let every = (step > scrape_interval).then_some(step);
    let part = increases(source, &part, length, every, at).await?;
    let all = increases(source, &all, length, every, at).await?;
    let bins = all.into_iter().map(|(end, total)| {
        let part = part.get(&end).copied().unwrap_or_default();
        let good = if part_is_good { part } else { total - part };
        Bin { end, count: Count { good, total } }
    });
    Ok(History::new(bins.collect()))
}

/// By how much the series of a selector rose together, sample by sample. A counter that falls began anew.
async fn increases(
    source: &dyn MetricsSource,
    selector: &Selector,
    length: Duration,
    every: Option<Duration>,
    at: Timestamp,
) -> Result<BTreeMap<Timestamp, f64>, QueryError> {
    let every = every.map_or_else(String::new, |step| format!(":{}", duration(step)));
    let query = format!("{selector}[{}{every}]", duration(length));
    let Answer::Matrix(all) = source.query(&query, at).await? else {
        return Err(QueryError::Execution("samples were asked for, and the answer has none".to_owned()));
    };
    let mut risen = BTreeMap::new();
    for Series { samples, .. } in all {
        for pair in samples.windows(2) {
            let [before, now] = pair else { continue };
            let rise = if now.value < before.value { now.value } else { now.value - before.value };
            *risen.entry(now.at).or_insert(0.0) += if rise.is_finite() { rise } else { 0.0 };
        }
    }
    Ok(risen)
}
