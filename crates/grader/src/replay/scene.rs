//! A world, what recordings made in it, and what was counted in it; over anything that hands out samples.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use jiff::Timestamp;
use movie_guru_slo::{Alert, AlertWindows, Measure, Slo, TimeScale};
use promql::QueryError;
use series::{Labels, METRIC_NAME};

use super::counts::Counts;
use super::evaluation::{Storage, at_scrapes};
use super::needs::needs;
use super::played::Played;
use super::recorded::{Recorded, WithRecorded};
use super::scrapes::Scrapes;
use super::watched::States;
use crate::subject::{Condition, Recording};
use crate::world::World;

/// What Prometheus says where two series of an alert's answer differ in their names alone.
const TWICE: &str = "vector contains metrics with the same labelset after applying alert labels";

/// See the module.
pub(super) struct Scene<'a> {
    world: Storage<'a>,
    scrapes: Scrapes,
    recorded: Recorded,
    /// What was counted of each SLI that was asked for; usually one.
    counted: Mutex<Vec<(Measure, Arc<Counts>)>>,
}

impl<'a> Scene<'a> {
    pub(super) fn new(world: Storage<'a>, scrapes: Scrapes) -> Self {
        Self { world, scrapes, recorded: Recorded::default(), counted: Mutex::default() }
    }

    /// Evaluates the recordings that queries need, each after those that it reads. Those that cannot be evaluated are
    /// returned with why.
    pub(super) fn record<'q>(
        &mut self,
        queries: impl IntoIterator<Item = &'q str>,
        recordings: &[Recording],
    ) -> Vec<(String, QueryError)> {
        let mut failed = Vec::new();
        for place in needs(queries, recordings, World::known_metrics).recordings {
            let recording = &recordings[place];
            if let Err(error) = self.recorded.record(self.world, recording, self.scrapes) {
                failed.push((recording.record.clone(), error));
            }
        }
        failed
    }

    /// What a burn rate does.
    pub(super) fn burn_rate(&self, slo: &Slo, alert: &Alert, scale: &TimeScale) -> Result<Played, QueryError> {
        let counts = self.counts(&slo.indicator.measure)?;
        let AlertWindows { long, short, after, keep } = scale.windows(alert);
        let holds = |scrape| {
            let short = short.map(|short| counts.last(scrape, short));
            alert.holds(slo.target, counts.last(scrape, long), short)
        };
        let mut states = States::new(self.scrapes);
        states.add((0..self.scrapes.count).map(holds), after, keep);
        Ok(states.played())
    }

    /// What a query does: each set of labels that it answers with is an instance of the alert.
    pub(super) fn query(&self, query: &str, after: Duration, keep: Duration) -> Result<Played, QueryError> {
        let readable = WithRecorded { world: self.world, recorded: &self.recorded };
        let scrapes = self.scrapes;
        let mut instances: HashMap<Labels, Vec<bool>> = HashMap::new();
        at_scrapes(&readable, query, scrapes, 0..scrapes.count, |labels, points| {
            let mut labels = labels.as_ref().clone();
            labels.remove(METRIC_NAME);
            let holds = instances.entry(labels).or_insert_with(|| vec![false; scrapes.count]);
            for at in points.at {
                if let Some(held) = holds.get_mut(scrapes.not_before(at))
                    && std::mem::replace(held, true)
                {
                    return Err(QueryError::Execution(TWICE.to_owned()));
                }
            }
            Ok(())
        })?;
        let mut states = States::new(scrapes);
        for holds in instances.into_values() {
            states.add(holds.into_iter(), after, keep);
        }
        Ok(states.played())
    }

    /// Whether a query has an answer at the last scrape.
    pub(super) fn holds_at_last(&self, query: &str) -> Result<bool, QueryError> {
        let readable = WithRecorded { world: self.world, recorded: &self.recorded };
        let mut holds = false;
        let last = self.scrapes.count.saturating_sub(1)..self.scrapes.count;
        at_scrapes(&readable, query, self.scrapes, last, |_, _| {
            holds = true;
            Ok(())
        })?;
        Ok(holds)
    }

    /// What was counted of an SLI.
    pub(super) fn counts(&self, measure: &Measure) -> Result<Arc<Counts>, QueryError> {
        // One thread counts and the others wait.
        let mut counted = self.counted.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((_, counts)) = counted.iter().find(|(of, _)| of == measure) {
            return Ok(Arc::clone(counts));
        }
        let counts = Arc::new(Counts::of(self.world, self.scrapes, measure)?);
        counted.push((measure.clone(), Arc::clone(&counts)));
        Ok(counts)
    }
}

/// The queries among conditions.
pub(super) fn queries<'c>(conditions: impl IntoIterator<Item = &'c Condition>) -> impl Iterator<Item = &'c str> {
    conditions.into_iter().filter_map(|condition| match condition {
        Condition::Query { query, .. } => Some(query.as_str()),
        Condition::BurnRate(_) => None,
    })
}

/// How the windows of documents go by on the clock of a world.
pub(crate) fn scale(pace: f64, every: Duration, start: Timestamp) -> TimeScale {
    if pace == 1.0 { TimeScale::REAL } else { TimeScale::new(pace, every, start).unwrap_or(TimeScale::REAL) }
}
