//! Every scrape interval: how each SLO stands, and whether its alerts hold.

use std::sync::{Arc, PoisonError};
use std::time::Duration;

use futures::{FutureExt, StreamExt, stream};
use jiff::Timestamp;
use movie_guru_slo::{AlertWindows, BURN_WINDOWS, Slo, Status, earlier};
use promql::QueryError;
use tokio_util::sync::CancellationToken;

use super::board::{Board, subjects};
use super::unmatched::Unmatched;
use crate::alerts::Subject;
use crate::alerts::book::Finding;

/// So many SLOs are evaluated at a time: a source on the network answers late, and none is asked for everything at once.
const AT_A_TIME: usize = 4;

/// How an SLO stood when it was looked at last.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Standing {
    /// None until a source has answered.
    pub(crate) status: Option<Status>,
    /// When that was.
    pub(crate) at: Option<Timestamp>,
    /// What of it no series matches.
    pub(crate) unmatched: Vec<Unmatched>,
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
    /// How it stands, and of each alert the burn rate while its condition holds.
    found: Result<(Standing, Vec<(Subject, Finding)>), QueryError>,
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
                Ok((standing, alerts)) => (Ok(standing), alerts),
                Err(error) => (Err(error), Vec::new()),
            };
            self.stand(&slo, standing);
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

    fn stand(&self, slo: &Slo, standing: Result<Standing, QueryError>) {
        let mut standings = self.standings.lock().unwrap_or_else(PoisonError::into_inner);
        match standing {
            Ok(standing) => {
                standings.insert(slo.metadata.name.clone(), standing);
            }
            Err(error) => {
                let nothing = Standing { status: None, at: None, unmatched: Vec::new(), error: None };
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
        let keeping = async {
            loop {
                tokio::select! {
                    () = stop.cancelled() => return,
                    () = self.notifier.settled() => self.keep_book().await,
                }
            }
        };
        tokio::join!(evaluating, keeping, self.notifier.run(&stop));
        self.keep_book().await;
    }
}

impl Looked {
    fn failure(&self) -> Option<String> {
        let error = self.found.as_ref().err()?;
        Some(format!("{}: {error}", self.slo.metadata.name))
    }
}
