//! What a check is given: one moment, and one look at the board. All criteria of a challenge judge the same.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use async_trait::async_trait;
use jiff::Timestamp;
use movie_guru_slo::Slo;
use tokio::sync::OnceCell;

use super::counts::{Scenario, Sli};
use super::finding::Finding;
use super::matching::{Seen, find};
use super::timeline::{Replayed, replay};
use crate::evidence::{BoardSlo, Evidence, MadeIn, Metrics, Missing, Sample, Unread};
use crate::workbook::{Answer, Page};

/// What a check is given.
pub struct Scene<'a> {
    /// The challenge's page of the workbook.
    pub page: &'a Page,
    /// What else can be looked at.
    pub evidence: &'a Evidence,
    figures: Figures<'a>,
    board: OnceCell<Result<Board, Missing>>,
    /// By SLI and the scenarios before and after.
    replays: Mutex<BTreeMap<(Sli, String, String), Arc<Replayed>>>,
}

/// The board as it was at the moment.
struct Board {
    slos: Vec<BoardSlo>,
    unread: Vec<Unread>,
}

impl<'a> Scene<'a> {
    /// Now.
    pub fn new(page: &'a Page, evidence: &'a Evidence) -> Self {
        let figures = Figures { of: evidence.metrics.as_ref(), at: Timestamp::now(), answers: Mutex::default() };
        Self { page, evidence, figures, board: OnceCell::new(), replays: Mutex::default() }
    }

    pub(super) fn answer(&self, field: &str) -> Answer {
        self.page.get(field).cloned().unwrap_or_default()
    }

    /// The moment that is judged.
    pub(super) fn now(&self) -> Timestamp {
        self.figures.at
    }

    /// Figures at that moment, each asked for once.
    pub(super) fn metrics(&self) -> &dyn Metrics {
        &self.figures
    }

    /// Where its SLOs are made.
    pub(super) fn made_in(&self) -> MadeIn {
        self.evidence.board.made_in()
    }

    async fn board(&self) -> Result<&Board, Missing> {
        let ask = async || {
            let slos = self.evidence.board.slos().await?;
            Ok(Board { slos, unread: self.evidence.board.unread().await? })
        };
        self.board.get_or_init(ask).await.as_ref().map_err(Clone::clone)
    }

    /// The SLOs on the board.
    pub(super) async fn slos(&self) -> Result<&[BoardSlo], Missing> {
        Ok(&self.board().await?.slos)
    }

    /// What on the board was not understood.
    pub(super) async fn unread(&self) -> Result<&[Unread], Missing> {
        Ok(&self.board().await?.unread)
    }

    /// The SLO of an SLI; or what to say where there is none.
    pub(super) async fn slo(&self, sli: Sli) -> Result<&BoardSlo, Finding> {
        let board = self.board().await?;
        let seen = Seen { slos: &board.slos, unread: &board.unread, made_in: self.made_in(), at: self.now() };
        find(sli, seen, self.metrics()).await?
    }

    /// What the alerts of an SLI's SLO do on the timeline of two scenarios; none where there are no such scenarios.
    pub(super) fn replayed(&self, sli: Sli, slo: &Slo, healthy: &str, trouble: &str) -> Option<Arc<Replayed>> {
        let key = (sli, healthy.to_owned(), trouble.to_owned());
        let mut replays = self.replays.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(replayed) = replays.get(&key) {
            return Some(Arc::clone(replayed));
        }
        let replayed = Arc::new(replay(sli, slo, &Scenario::named(healthy)?, &Scenario::named(trouble)?));
        replays.insert(key, Arc::clone(&replayed));
        Some(replayed)
    }
}

/// An answer that somebody asked for, and others wait for.
type Asked = Arc<OnceCell<Result<Vec<Sample>, Missing>>>;

/// Figures at one moment.
struct Figures<'a> {
    of: &'a dyn Metrics,
    at: Timestamp,
    answers: Mutex<BTreeMap<(String, Timestamp), Asked>>,
}

#[async_trait]
impl Metrics for Figures<'_> {
    async fn query(&self, promql: &str, at: Option<Timestamp>) -> Result<Vec<Sample>, Missing> {
        let at = at.unwrap_or(self.at);
        let answer = {
            let mut answers = self.answers.lock().unwrap_or_else(PoisonError::into_inner);
            Arc::clone(answers.entry((promql.to_owned(), at)).or_default())
        };
        answer.get_or_init(|| self.of.query(promql, Some(at))).await.clone()
    }
}
