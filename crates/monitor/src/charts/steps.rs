//! Steps that have been evaluated are kept, so that a live update evaluates only new ones, and a chart that is looked at
//! again none.

use std::collections::{BTreeMap, HashMap};
use std::sync::{Arc, Mutex, PoisonError};

use jiff::Timestamp;
use promql::QueryError;
use series::Labels;
use tokio::sync::Mutex as AsyncMutex;

use super::span::Span;
use crate::source::MetricsSource;

/// A step is finished when so much time has passed since: a scrape that began before it has ended, or was given up.
const SETTLED_MS: i64 = 15_000;
/// Values kept in all: some 32 MB.
const MOST_VALUES: usize = 2_000_000;

/// The values of series at the steps of a span; none where a series has no value.
pub(crate) type Values = BTreeMap<Labels, Vec<Option<f64>>>;

/// Queries and the steps that were evaluated of them.
#[derive(Default)]
pub(crate) struct KeptSteps {
    queries: Mutex<HashMap<(String, i64), Entry>>,
}

#[derive(Default)]
struct Entry {
    steps: Arc<AsyncMutex<Steps>>,
    values: usize,
    used: u64,
}

/// Finished steps without a gap; none at first.
#[derive(Default)]
struct Steps {
    known: Option<(i64, i64)>,
    values: Values,
}

impl KeptSteps {
    /// The values of a query at each step of the span, as the source would answer them now.
    pub(crate) async fn values(
        &self,
        source: &dyn MetricsSource,
        query: &str,
        span: Span,
        now: Timestamp,
    ) -> Result<Values, QueryError> {
        let key = (query.to_owned(), span.step);
        let steps = {
            let mut queries = self.queries.lock().unwrap_or_else(PoisonError::into_inner);
            let used = queries.values().map(|entry| entry.used).max().unwrap_or_default() + 1;
            let entry = queries.entry(key.clone()).or_default();
            entry.used = used;
            Arc::clone(&entry.steps)
        };
        // Two who ask the same at once: the second waits, and finds the steps.
        let mut steps = steps.lock().await;
        let values = steps.complete(source, query, span).await?;
        let finished = (now.as_millisecond() - SETTLED_MS).div_euclid(span.step) * span.step;
        steps.keep(&values, span, finished);
        let count = steps.values.values().map(Vec::len).sum();
        drop(steps);
        self.bound(&key, count);
        Ok(values)
    }

    /// Forgets what was not asked for longest where there is too much.
    fn bound(&self, key: &(String, i64), values: usize) {
        let mut queries = self.queries.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(entry) = queries.get_mut(key) {
            // A query without an answer costs something as well.
            entry.values = values + 100;
        }
        while queries.values().map(|entry| entry.values).sum::<usize>() > MOST_VALUES {
            let oldest = queries.iter().min_by_key(|(_, entry)| entry.used).map(|(key, _)| key.clone());
            let Some(oldest) = oldest else { return };
            queries.remove(&oldest);
        }
    }
}

impl Steps {
    /// Asks for what is missing before and after the steps that are known, and puts all together.
    async fn complete(&self, source: &dyn MetricsSource, query: &str, span: Span) -> Result<Values, QueryError> {
        let touches = |&(first, last): &(i64, i64)| first <= span.end + span.step && last >= span.start - span.step;
        let Some((first, last)) = self.known.filter(touches) else {
            return ask(source, query, span, span.start, span.end).await;
        };
        let mut values = Values::new();
        for (labels, kept) in &self.values {
            let at = |moment: i64| {
                let place = usize::try_from((moment - first) / span.step).ok().filter(|_| moment >= first)?;
                kept.get(place).copied().flatten()
            };
            values.insert(labels.clone(), span.moments().map(at).collect());
        }
        if span.start < first {
            merge(&mut values, ask(source, query, span, span.start, first - span.step).await?);
        }
        if span.end > last {
            merge(&mut values, ask(source, query, span, last + span.step, span.end).await?);
        }
        values.retain(|_, row| row.iter().any(Option::is_some));
        Ok(values)
    }

    fn keep(&mut self, values: &Values, span: Span, finished: i64) {
        let end = span.end.min(finished);
        if end < span.start {
            return;
        }
        // What is known beyond the span is let go, but where it holds all that the span does and more.
        if self.known.is_some_and(|(first, last)| {
            first <= span.start && last >= end && last - first <= 4 * (span.end - span.start)
        }) {
            return;
        }
        let length = ((end - span.start) / span.step + 1) as usize;
        self.known = Some((span.start, end));
        self.values = values.iter().map(|(labels, row)| (labels.clone(), row[..length].to_vec())).collect();
        self.values.retain(|_, row| row.iter().any(Option::is_some));
    }
}

/// Some steps of a span, on the grid of the whole.
async fn ask(source: &dyn MetricsSource, query: &str, span: Span, from: i64, to: i64) -> Result<Values, QueryError> {
    let outside = || QueryError::BadData("the time is outside of what clocks have".to_owned());
    let range = span.range(from.max(span.start), to.min(span.end)).ok_or_else(outside)?;
    let mut values = Values::new();
    for series in source.query_range(query, range).await? {
        let row = values.entry(series.labels).or_insert_with(|| vec![None; span.len()]);
        for sample in series.samples {
            let place = (sample.at.as_millisecond() - span.start) / span.step;
            if let Some(value) = usize::try_from(place).ok().and_then(|place| row.get_mut(place)) {
                *value = Some(sample.value);
            }
        }
    }
    Ok(values)
}

fn merge(values: &mut Values, more: Values) {
    for (labels, row) in more {
        match values.entry(labels) {
            std::collections::btree_map::Entry::Vacant(place) => drop(place.insert(row)),
            std::collections::btree_map::Entry::Occupied(mut place) => {
                for (value, new) in place.get_mut().iter_mut().zip(row) {
                    *value = new.or(*value);
                }
            }
        }
    }
}
