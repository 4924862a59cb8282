//! What recordings make, readable beside the world's own series.

use std::collections::BTreeMap;
use std::iter::Peekable;
use std::sync::Arc;

use promql::{QueryError, Queryable, Selected};
use series::{Labels, METRIC_NAME, Matcher, Points, STALE};

use super::evaluation::{Storage, at_scrapes};
use super::scrapes::Scrapes;
use crate::subject::Recording;

/// What Prometheus says where a rule's labels make two of its series the same.
const TWICE: &str = "vector contains metrics with the same labelset after applying rule labels";

/// The series that recordings made, by their labels.
#[derive(Debug, Default)]
pub(super) struct Recorded(BTreeMap<Arc<Labels>, Points>);

/// A world, and what was recorded in it.
#[derive(Clone, Copy)]
pub(super) struct WithRecorded<'a> {
    pub(super) world: Storage<'a>,
    pub(super) recorded: &'a Recorded,
}

impl Recorded {
    /// Evaluates a recording at every scrape, and adds what it makes.
    ///
    /// # Errors
    /// Where it cannot be evaluated; then it makes nothing.
    pub(super) fn record(
        &mut self,
        world: Storage<'_>,
        recording: &Recording,
        scrapes: Scrapes,
    ) -> Result<(), QueryError> {
        let mut made: BTreeMap<Arc<Labels>, Points> = BTreeMap::new();
        let readable = WithRecorded { world, recorded: &*self };
        at_scrapes(&readable, &recording.query, scrapes, 0..scrapes.count, |labels, points| {
            let series = made.entry(Arc::new(named(&labels, recording))).or_default();
            let is_twice = |at: &i64| series.at.binary_search(at).is_ok();
            if series.at.last() >= points.at.first() && points.at.iter().any(is_twice) {
                return Err(QueryError::Execution(TWICE.to_owned()));
            }
            series.extend(&points);
            Ok(())
        })?;
        for (labels, points) in made {
            self.add(labels, marked(&points, scrapes));
        }
        Ok(())
    }

    /// Where two recordings make the same series, the first one's samples stand, as in Prometheus.
    fn add(&mut self, labels: Arc<Labels>, points: Points) {
        let Some(series) = self.0.get_mut(&labels) else {
            self.0.insert(labels, points);
            return;
        };
        for (at, value) in points.at.into_iter().zip(points.values) {
            if series.at.binary_search(&at).is_err() {
                series.insert(at, value);
            }
        }
    }
}

/// The labels of what a recording makes: those of its result under its own name and labels.
fn named(labels: &Labels, recording: &Recording) -> Labels {
    let mut named = labels.clone();
    named.insert(METRIC_NAME.to_owned(), recording.record.clone());
    named.extend(recording.labels.clone());
    named.retain(|_, value| !value.is_empty());
    named
}

/// A series that ends where there is no value at the next scrape.
fn marked(points: &Points, scrapes: Scrapes) -> Points {
    let mut marked = Points::default();
    for (place, (at, value)) in points.at.iter().zip(&points.values).enumerate() {
        marked.push(*at, *value);
        let next = at.saturating_add(scrapes.every);
        let goes_on = points.at.get(place + 1).is_some_and(|after| *after <= next);
        if !goes_on && next <= scrapes.ms(scrapes.count.saturating_sub(1)) {
            marked.push(next, STALE);
        }
    }
    marked
}

impl Queryable for WithRecorded<'_> {
    fn select<'a>(
        &'a self,
        matchers: &[Matcher],
        from: i64,
        to: i64,
    ) -> Box<dyn Iterator<Item = Result<Selected, QueryError>> + 'a> {
        let world = self.world.select(matchers, from, to);
        let value = |labels: &'a Labels, name: &str| labels.get(name).map_or("", String::as_str);
        let is_meant =
            |labels: &'a Labels| matchers.iter().all(|matcher| matcher.is_match(value(labels, &matcher.name)));
        let found: Vec<_> = self.recorded.0.iter().filter(|(labels, _)| is_meant(labels)).collect();
        if found.is_empty() {
            return world;
        }
        let recorded = found.into_iter().map(move |(labels, points)| (Arc::clone(labels), points.between(from, to)));
        Box::new(InOrder { world: world.peekable(), recorded: recorded.peekable() })
    }
}

/// Two lists of series in the order of their labels as one; of two with the same labels the world's.
struct InOrder<W: Iterator<Item = Result<Selected, QueryError>>, R: Iterator<Item = Selected>> {
    world: Peekable<W>,
    recorded: Peekable<R>,
}

impl<W: Iterator<Item = Result<Selected, QueryError>>, R: Iterator<Item = Selected>> Iterator for InOrder<W, R> {
    type Item = Result<Selected, QueryError>;

    fn next(&mut self) -> Option<Self::Item> {
        let (Some(Ok((of_world, _))), Some((recorded, _))) = (self.world.peek(), self.recorded.peek()) else {
            return self.world.next().or_else(|| self.recorded.next().map(Ok));
        };
        match of_world.cmp(recorded) {
            std::cmp::Ordering::Less => self.world.next(),
            std::cmp::Ordering::Greater => self.recorded.next().map(Ok),
            std::cmp::Ordering::Equal => {
                self.recorded.next();
                self.world.next()
            }
        }
    }
}
