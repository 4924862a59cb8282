//! Asks the source of metrics how SLOs stand, and whether their alerts hold.

use std::sync::Arc;
use std::time::Duration;

use futures::{FutureExt, StreamExt, stream};
use jiff::{SignedDuration, Timestamp};
use movie_guru_slo::{AlertWindows, BURN_WINDOWS, Count, History, Period, Slo, TimeScale, earlier};
use promql::QueryError;

use super::documents::Documents;
use super::ledger::{Counted, Ledgers};
use super::recent::RecentStories;
use super::standing::Standing;
use super::story::{Story, looked_back};
use super::unmatched::{self, Unmatched};
use crate::alerts::Subject;
use crate::alerts::book::Finding;
use crate::source::MetricsSource;

/// So many SLOs are evaluated at a time: a source on the network answers late, and none is asked for everything at once.
const AT_A_TIME: usize = 4;

/// See the module.
pub(crate) struct Evaluator {
    source: Arc<dyn MetricsSource>,
    scale: TimeScale,
    /// How often there are new figures.
    every: Duration,
    ledgers: Ledgers,
    stories: RecentStories,
}

/// What was found of an SLO.
pub(crate) struct Looked {
    /// Which, as it was when it was looked at.
    pub(crate) slo: Slo,
    /// How it stands, and of each alert the burn rate while its condition holds.
    pub(crate) found: Result<(Standing, Vec<(Subject, Finding)>), QueryError>,
}

impl Looked {
    /// Why nothing was found.
    pub(crate) fn failure(&self) -> Option<String> {
        let error = self.found.as_ref().err()?;
        Some(format!("{}: {error}", self.slo.metadata.name))
    }
}

impl Evaluator {
    /// Of this source, whose windows go by at this scale, and which has new figures so often.
    pub(crate) fn new(source: Arc<dyn MetricsSource>, scale: TimeScale, every: Duration) -> Self {
        Self { source, scale, every, ledgers: Ledgers::default(), stories: RecentStories::default() }
    }

    /// The source that is asked.
    pub(crate) fn source(&self) -> &dyn MetricsSource {
        self.source.as_ref()
    }

    /// How fast windows go by.
    pub(crate) const fn scale(&self) -> &TimeScale {
        &self.scale
    }

    /// How often there are new figures.
    pub(crate) const fn every(&self) -> Duration {
        self.every
    }

    /// Looks at all SLOs, in their order.
    pub(crate) async fn look(&self, documents: &Documents, now: Timestamp) -> Vec<Looked> {
        let set = documents.set();
        let looks: Vec<_> = set.slos.iter().map(|slo| self.look_at(slo, documents.since(slo), now).boxed()).collect();
        stream::iter(looks).buffered(AT_A_TIME).collect().await
    }

    async fn look_at(&self, slo: &Slo, since: Option<Timestamp>, now: Timestamp) -> Looked {
        let found = self.found(slo, since, now).await;
        Looked { slo: slo.clone(), found }
    }

    async fn found(
        &self,
        slo: &Slo,
        since: Option<Timestamp>,
        now: Timestamp,
    ) -> Result<(Standing, Vec<(Subject, Finding)>), QueryError> {
        let scale = &self.scale;
        let windows = slo.alerts.iter().map(|alert| scale.windows(alert).long);
        let longest = windows.chain([scale.length(BURN_WINDOWS.0)]).max().unwrap_or_default();
        let from = slo.window.counted(now, since, scale).start.min(earlier(now, longest));
        let requests = self.requests(slo, since, from, now).await?;
        let finding = |alert| {
            let AlertWindows { after, keep, .. } = scale.windows(alert);
            Finding { now, exceeded: requests.exceeded(slo, alert, now, scale), after, keep }
        };
        let alerts = slo.alerts.iter().map(|alert| (Subject::of(slo, alert), finding(alert)));
        let status = requests.status(slo, now, since, scale);
        let counted = requests.count(slo.window.counted(now, since, scale));
        let unmatched = self.unmatched(slo, Some(counted), now).await;
        Ok((Standing { status: Some(status), at: Some(now), unmatched, error: None }, alerts.collect()))
    }

    /// The requests of an SLO, all from a moment up to now. Those that may have begun before `since` are not among them.
    async fn requests(
        &self,
        slo: &Slo,
        since: Option<Timestamp>,
        from: Timestamp,
        now: Timestamp,
    ) -> Result<History, QueryError> {
        let of = Counted { measure: slo.indicator.measure.clone(), window: slo.window.clone(), since };
        self.ledgers.history(of, &self.scale, self.source(), from, now).await
    }

    /// What of an SLO no series matches, within its window; nothing where the source cannot be asked. Where both its parts
    /// were counted nobody is asked.
    pub(crate) async fn unmatched(&self, slo: &Slo, counted: Option<Count>, now: Timestamp) -> Vec<Unmatched> {
        let measure = &slo.indicator.measure;
        if counted.is_some_and(|count| unmatched::both_counted(measure, count)) {
            return Vec::new();
        }
        let start = slo.window.period(now, &self.scale).start;
        let hour_ago = now.checked_sub(SignedDuration::try_from(BURN_WINDOWS.0).unwrap_or_default());
        let period = Period { start: start.min(hour_ago.unwrap_or(start)), end: now };
        unmatched::unmatched(self.source(), measure, period).await
    }

    /// The story of an SLO up to now, from `since` on where that is within its window.
    pub(crate) async fn story(&self, slo: &Slo, since: Option<Timestamp>, now: Timestamp) -> Result<Story, QueryError> {
        let from = looked_back(slo, since, &self.scale, now);
        let history = self.requests(slo, since, from, now).await?;
        Ok(Story::of(&history, slo, since, &self.scale, self.every, now))
    }

    /// The same as it was some seconds ago: the board shows all of them again and again.
    pub(crate) async fn recent_story(
        &self,
        slo: &Slo,
        since: Option<Timestamp>,
        now: Timestamp,
    ) -> Result<Story, QueryError> {
        if let Some(story) = self.stories.get(slo, since, now) {
            return Ok(story);
        }
        let story = self.story(slo, since, now).await?;
        self.stories.keep(slo, since, now, &story);
        Ok(story)
    }
}
