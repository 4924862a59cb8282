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

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use movie_guru_slo::Period;
    use movie_guru_telemetry::{Telemetry, otlp::Otlp};
    use proptest::collection::vec;
    use proptest::prelude::*;

    use super::*;
    use crate::source::{EmbeddedSource, SourceMetadata};
    use crate::store::{Store, StoreConfig};

    const SCRAPE: Duration = Duration::from_secs(5);

    /// Requests between one scrape and the next: bad ones, all, and whether the process was started anew before they came.
    type Between = (u32, u32, bool);

    fn between() -> impl Strategy<Value = Between> {
        (0..50u32, 0..50u32, prop::bool::weighted(0.1)).prop_map(|(bad, good, anew)| (bad, bad + good, anew))
    }

    /// What a process showed at each scrape, and how many requests there were in all. A restart after which a counter is no
    /// lower than before is one that nobody can see; there is none of these.
    fn shown(process: &[Between]) -> (Vec<[u32; 2]>, [u32; 2]) {
        let (mut counters, mut sum, mut scrapes) = ([1_000, 1_000], [0, 0], vec![[1_000, 1_000]]);
        for (bad, all, anew) in process {
            let came = [*bad, *all];
            let seen = *anew && counters.iter().zip(came).all(|(counter, came)| came < *counter);
            for index in 0..2 {
                counters[index] = if seen { came[index] } else { counters[index] + came[index] };
                sum[index] += came[index];
            }
            scrapes.push(counters);
        }
        (scrapes, sum)
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(32))]

        /// Whatever processes do, the past of an SLO has each of their requests once, restarts or not.
        #[test]
        fn the_past_counts_every_request_once(processes in vec(vec(between(), 20..60), 1..4)) {
            let folder = tempfile::tempdir().unwrap();
            let telemetry = Telemetry::new("test", &Otlp::off()).unwrap();
            let store = Store::open(&StoreConfig::new(folder.path().join("store")), telemetry.meter()).unwrap();
            let end = Timestamp::now().as_millisecond();
            let mut wanted = [0, 0];
            for (number, process) in processes.iter().enumerate() {
                let (scrapes, sum) = shown(process);
                wanted = [wanted[0] + sum[0], wanted[1] + sum[1]];
                let start = end - 5_000 * (scrapes.len() as i64 - 1);
                for (index, name) in ["bad_total", "all_total"].into_iter().enumerate() {
                    let labels = [("__name__", name.to_owned()), ("instance", number.to_string())];
                    let labels: crate::source::Labels = labels.map(|(name, value)| (name.to_owned(), value)).into();
                    let samples = scrapes.iter().zip(0..);
                    let sample = |(shown, at): (&[u32; 2], i64)| (labels.clone(), start + 5_000 * at, f64::from(shown[index]));
                    store.append(samples.map(sample)).unwrap();
                }
            }
            let measure = Measure::Bad { bad: "bad_total".parse().unwrap(), total: "all_total".parse().unwrap() };
            let source = EmbeddedSource::new(Arc::new(store), Arc::new(SourceMetadata::default()));
            let at = Timestamp::from_millisecond(end).unwrap();
            let runtime = tokio::runtime::Runtime::new().unwrap();
            let past = runtime.block_on(history(&source, &measure, Duration::from_secs(600), SCRAPE, at)).unwrap();
            let counted = past.count(Period { start: Timestamp::MIN, end: Timestamp::MAX });
            prop_assert_eq!([counted.total - counted.good, counted.total], wanted.map(f64::from));
        }
    }
}
