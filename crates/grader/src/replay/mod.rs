//! What alerts do in a world: burn rates on the counts of the SLO, queries as Prometheus evaluates rules, at every scrape.

mod counts;
mod evaluation;
mod least;
mod needs;
mod played;
mod recorded;
mod scene;
mod scrapes;
mod watched;

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

pub use least::least_error_rate;
use movie_guru_slo::History;
pub use played::Played;
use promql::QueryError;

use counts::Counts;
use needs::needs;
pub(crate) use scene::scale;
use scene::{Scene, queries};
use scrapes::Scrapes;

use crate::subject::{Condition, GradedAlert, Recording, Subject};
use crate::world::World;

/// The names of the metrics that a subject's SLI and alerts ask for, those of recordings followed to what they are made of.
/// Names that no recording makes and no world has are among them.
pub fn metrics(subject: &Subject, recordings: &[Recording]) -> BTreeSet<String> {
    let conditions = subject.alerts.iter().map(|alert| &alert.condition);
    let mut names = needs(queries(conditions), recordings, World::known_metrics).names;
    if let Some(slo) = &subject.slo {
        let counters = slo.indicator.measure.counters();
        names.extend([counters.part.metric, counters.all.metric]);
    }
    names
}

/// A world in which recordings have been evaluated, so that alerts can be.
pub struct Stage<'a> {
    /// The world.
    pub world: &'a World,
    scene: Scene<'a>,
}

impl<'a> Stage<'a> {
    /// Evaluates the recordings that the alerts of a subject need, in their order, at every scrape; one that reads a later one
    /// comes after it. One that cannot be evaluated makes no series, as in Prometheus; its name and why are returned.
    pub fn set(world: &'a World, recordings: &[Recording], subject: &Subject) -> (Self, Vec<(String, QueryError)>) {
        let mut scene = Scene::new(world, Scrapes::of(world));
        let conditions = subject.alerts.iter().map(|alert| &alert.condition);
        let failed = scene.record(queries(conditions), recordings);
        (Self { world, scene }, failed)
    }

    /// What an alert does, evaluated at every scrape.
    ///
    /// # Errors
    /// Where its query cannot be evaluated, or needs too much.
    pub fn play(&self, subject: &Subject, alert: &GradedAlert) -> Result<Played, QueryError> {
        match (&alert.condition, &subject.slo) {
            (Condition::Query { query, after, keep }, _) => self.scene.query(query, *after, *keep),
            (Condition::BurnRate(alert), Some(slo)) => {
                let scale = scale(self.world.pace, self.world.every, self.world.start);
                self.scene.burn_rate(slo, alert, &scale)
            }
            (Condition::BurnRate(_), None) => {
                Err(QueryError::BadData("a burn rate needs an SLO whose requests it counts".to_owned()))
            }
        }
    }

    /// The requests of a subject's SLI, scrape by scrape; none for a subject without an SLO.
    pub fn history(&self, subject: &Subject) -> Option<History> {
        self.counts(subject).map(|counts| counts.history())
    }

    fn counts(&self, subject: &Subject) -> Option<Arc<Counts>> {
        subject.slo.as_ref().and_then(|slo| self.scene.counts(&slo.indicator.measure).ok())
    }

    /// The share of bad requests as the subject's SLI has it at each scrape, over the last `window` of the calendar: for
    /// charts. None where nothing was counted.
    pub fn error_rate(&self, subject: &Subject, window: Duration) -> Vec<Option<f64>> {
        let Some(counts) = self.counts(subject) else { return vec![None; self.world.scrapes] };
        let window = Duration::try_from_secs_f64(window.as_secs_f64() / self.world.pace).unwrap_or(window);
        (0..self.world.scrapes).map(|scrape| counts.last(scrape, window).sli().map(|sli| 1.0 - sli)).collect()
    }
}

#[cfg(test)]
mod tests;
