//! Every scrape interval: how each SLO stands, and whether its alerts hold.

use std::sync::{Arc, PoisonError};
use std::time::Duration;

use futures::{FutureExt, StreamExt, stream};
use jiff::Timestamp;
use movie_guru_slo::{AlertWindows, BURN_WINDOWS, Slo, Status, earlier};
use tokio_util::sync::CancellationToken;

use super::board::{Board, subjects};
use crate::alerts::Subject;
use crate::alerts::book::Finding;
use crate::source::QueryError;

/// So many SLOs are evaluated at a time: a source on the network answers late, and none is asked for everything at once.
const AT_A_TIME: usize = 4;

/// How an SLO stood when it was looked at last.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Standing {
    /// None until a source has answered.
    pub(crate) status: Option<Status>,
    /// When that was.
    pub(crate) at: Option<Timestamp>,
    /// Why there is nothing newer.
    pub(crate) error: Option<String>,
}

/// How the last evaluation went.
#[derive(Clone, Debug, Default)]
pub(crate) struct Evaluation {
    /// When it began.
    pub(crate) at: Option<Timestamp>,
    /// How long it took.
    pub(crate) took: Duration,
    /// Why its queries failed, where they did.
    pub(crate) error: Option<String>,
}

struct Looked {
    slo: Slo,
    /// Its status, and of each alert the burn rate while its condition holds.
    found: Result<(Status, Vec<(Subject, Finding)>), QueryError>,
}

impl Board {
    /// Evaluates everything at a moment.
    pub async fn evaluate(self: &Arc<Self>, now: Timestamp) {
        let started = std::time::Instant::now();
        let documents = self.documents();
        let set = documents.set();
        let looks: Vec<_> = set.slos.iter().map(|slo| self.look(slo, documents.since(slo), now).boxed()).collect();
        let looked: Vec<Looked> = stream::iter(looks).buffered(AT_A_TIME).collect().await;
        let failures: Vec<String> = looked.iter().filter_map(Looked::failure).collect();
        if self.take_note(looked, now) {
            self.keep_book().await;
        }
        let mut evaluation = self.evaluation.lock().unwrap_or_else(PoisonError::into_inner);
        let error = failures.into_iter().next();
        if let Some(reason) = error.as_deref().filter(|_| evaluation.error.is_none()) {
            tracing::warn!(reason, "SLOs cannot be evaluated");
        }
        evaluation.at = Some(now);
        evaluation.took = started.elapsed();
        evaluation.error = error;
    }

    /// What was seen becomes what is shown and told. Whether it has to be written down.
    fn take_note(&self, looked: Vec<Looked>, now: Timestamp) -> bool {
        // Meanwhile SLOs may have been changed or taken away.
        let current = self.documents();
        let known = subjects(&current);
        let mut news = Vec::new();
        let mut book = self.book();
        let had_pending = book.has_pending();
        for Looked { slo, found } in looked {
            if current.slo(&slo.metadata.name) != Some(&slo) {
                continue;
            }
            // As in Prometheus: while nothing is known, an alert stays as it is.
            let (standing, alerts) = match found {
                Ok((status, alerts)) => (Ok(status), alerts),
                Err(error) => (Err(error), Vec::new()),
            };
            self.stand(&slo, standing, now);
            news.extend(alerts.iter().filter_map(|(subject, finding)| book.note(subject, *finding)));
        }
        news.extend(book.end_others(&known, now));
        self.notifier.tell(&news, &book, now);
        !news.is_empty() || had_pending || book.has_pending()
    }

    async fn look(&self, slo: &Slo, since: Option<Timestamp>, now: Timestamp) -> Looked {
        let found = self.found(slo, since, now).await;
        Looked { slo: slo.clone(), found }
    }

    async fn found(
        &self,
        slo: &Slo,
        since: Option<Timestamp>,
        now: Timestamp,
    ) -> Result<(Status, Vec<(Subject, Finding)>), QueryError> {
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
        Ok((requests.status(slo, now, since, scale), alerts.collect()))
    }

    fn stand(&self, slo: &Slo, status: Result<Status, QueryError>, now: Timestamp) {
        let mut standings = self.standings.lock().unwrap_or_else(PoisonError::into_inner);
        match status {
            Ok(status) => {
                let standing = Standing { status: Some(status), at: Some(now), error: None };
                standings.insert(slo.metadata.name.clone(), standing);
            }
            Err(error) => {
                let nothing = Standing { status: None, at: None, error: None };
                standings.entry(slo.metadata.name.clone()).or_insert(nothing).error = Some(error.to_string());
            }
        }
    }

    /// Evaluates every scrape interval and whenever SLOs have changed, and tells whom it concerns, until told to stop.
    pub async fn run(self: Arc<Self>, stop: CancellationToken) {
        let evaluating = async {
            let mut ticks = tokio::time::interval(self.scrape_interval);
            ticks.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Skip);
            loop {
                tokio::select! {
                    () = stop.cancelled() => return,
                    _ = ticks.tick() => {}
                    () = self.changed.notified() => {}
                }
                tokio::select! {
                    () = stop.cancelled() => return,
                    () = self.evaluate((self.clock)()) => {}
                }
            }
        };
        tokio::join!(evaluating, self.notifier.run(&stop));
        self.keep_book().await;
    }
}

impl Looked {
    fn failure(&self) -> Option<String> {
        let error = self.found.as_ref().err()?;
        Some(format!("{}: {error}", self.slo.metadata.name))
    }
}
