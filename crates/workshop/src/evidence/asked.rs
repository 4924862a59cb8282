//! What can be asked, as traits.

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use jiff::Timestamp;
use movie_guru_slo::{Measure, Selector, Slo};
use serde::{Deserialize, Serialize};

use super::missing::Missing;
use super::share::Share;

/// What checks look at.
#[derive(Clone)]
pub struct Evidence {
    /// Figures.
    pub metrics: Arc<dyn Metrics>,
    /// SLOs and alerts.
    pub board: Arc<dyn Board>,
    /// How the app behaves.
    pub app: Arc<dyn App>,
    /// The simulated people.
    pub load: Arc<dyn Load>,
}

/// A series and its value at a moment.
#[derive(Clone, Debug, PartialEq)]
pub struct Sample {
    /// Its labels, as JSON shows them.
    pub labels: String,
    /// Its value.
    pub value: f64,
}

/// Figures, asked in PromQL.
#[async_trait]
pub trait Metrics: Send + Sync {
    /// What a query answers at a moment; now where none is named.
    ///
    /// # Errors
    /// Where it cannot be asked, or cannot be read as a query.
    async fn query(&self, promql: &str, at: Option<Timestamp>) -> Result<Vec<Sample>, Missing>;

    /// The one number that a query answers now; none where it answers none, or not a number.
    ///
    /// # Errors
    /// As [`Metrics::query`].
    async fn value(&self, promql: &str) -> Result<Option<f64>, Missing> {
        let samples = self.query(promql, None).await?;
        Ok(samples.first().map(|sample| sample.value).filter(|value| value.is_finite()))
    }
}

/// An SLO as it stands on the board.
#[derive(Clone, Debug)]
pub struct BoardSlo {
    /// The SLO, with its alerts.
    pub slo: Slo,
    /// Its SLI over its window; none before there were requests.
    pub sli: Option<f64>,
    /// What of it no series matches, as a sentence.
    pub unmatched: Option<String>,
    /// What it counts, where it was written freely; otherwise the SLO says so.
    pub counts: Option<Share>,
    /// What of it was concluded, and from what: target, window.
    pub derived: Option<String>,
}

/// A metric that nobody has.
const NOTHING: &str = "movie_guru_lab_not_read";

/// Counts nothing: stands for what could not be read, or not as one counter of another.
pub(super) fn no_measure() -> Measure {
    let nothing = Selector { metric: NOTHING.to_owned(), matchers: Vec::new() };
    Measure::Good { good: nothing.clone(), total: nothing }
}

impl BoardSlo {
    /// Of an SLO that says all itself.
    pub fn new(slo: Slo, sli: Option<f64>, unmatched: Option<String>) -> Self {
        Self { slo, sli, unmatched, counts: None, derived: None }
    }

    /// How many requests were good over the last `range`, and how many there were, as queries.
    pub fn counted(&self, range: Duration) -> (String, String) {
        match &self.counts {
            Some(share) => (share.good().increase(range), share.all.increase(range)),
            None => (self.slo.indicator.measure.good(range), self.slo.indicator.measure.total(range)),
        }
    }
}

/// A rule that may be meant as an SLO or its alert, and could not be read as one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unread {
    /// Its name.
    pub rule: String,
    /// The SLO that it says it is of.
    pub slo: Option<String>,
    /// Its expression.
    pub expression: String,
    /// Why, as a part of a sentence: "it …".
    pub why: String,
    /// What to do, as a sentence.
    pub next: String,
}

impl Unread {
    /// What was seen, as a sentence.
    pub fn in_words(&self) -> String {
        format!(
            "Its rule `{}` is not understood: {}. It is `{}`.",
            self.rule,
            self.why.trim_end_matches('.'),
            self.expression
        )
    }
}

/// Where SLOs are made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MadeIn {
    /// On a page with a form.
    Page,
    /// In rule files.
    Rules,
}

/// An alert that fired.
#[derive(Clone, Debug, PartialEq)]
pub struct Fired {
    /// The SLO's name.
    pub slo: String,
    /// The policy's name.
    pub policy: String,
    /// When.
    pub at: Timestamp,
}

/// SLOs and alerts.
#[async_trait]
pub trait Board: Send + Sync {
    /// All SLOs.
    ///
    /// # Errors
    /// Where the board cannot be asked.
    async fn slos(&self) -> Result<Vec<BoardSlo>, Missing>;

    /// The alerts that fire or fired.
    ///
    /// # Errors
    /// Where the board cannot be asked.
    async fn fired(&self) -> Result<Vec<Fired>, Missing>;

    /// The rules that could not be read as an SLO or its alert.
    ///
    /// # Errors
    /// Where the board cannot be asked.
    async fn unread(&self) -> Result<Vec<Unread>, Missing> {
        Ok(Vec::new())
    }

    /// Where people make SLOs for it.
    fn made_in(&self) -> MadeIn {
        MadeIn::Page
    }

    /// Hands OpenSLO documents in: what is there by that name is replaced.
    ///
    /// # Errors
    /// Where it refuses them, in its own words.
    async fn apply(&self, openslo: &str) -> Result<(), Missing>;

    /// Deletes every SLO, and gives their names.
    ///
    /// # Errors
    /// [`Missing::NotOurs`] where they are somebody else's to delete; others where the board cannot be asked or refuses it,
    /// which may be after some are gone: the same again deletes the rest.
    async fn clear(&self) -> Result<Vec<String>, Missing> {
        Err(Missing::NotOurs { what: "the board" })
    }
}

/// How the app behaves.
#[async_trait]
pub trait App: Send + Sync {
    /// The scenario that is on; none where it has no name.
    ///
    /// # Errors
    /// Where the app cannot be asked.
    async fn scenario(&self) -> Result<Option<String>, Missing>;

    /// Sets the scenario.
    ///
    /// # Errors
    /// Where the app refuses it.
    async fn set_scenario(&self, name: &str) -> Result<(), Missing>;
}

/// A run that is asked of the load generator.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Run {
    /// How many people.
    pub users: u32,
    /// How many of them come per second.
    pub spawn_rate: Option<String>,
    /// When the run ends by itself, as `7h`.
    pub run_time: Option<String>,
}

/// The simulated people at a moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct People {
    /// Whether a run is on.
    pub is_running: bool,
    /// How many there are.
    pub users: u64,
}

/// The simulated people.
#[async_trait]
pub trait Load: Send + Sync {
    /// How many there are.
    ///
    /// # Errors
    /// Where the load generator cannot be asked.
    async fn load(&self) -> Result<People, Missing>;

    /// Starts a run.
    ///
    /// # Errors
    /// Where the load generator refuses it.
    async fn start(&self, run: &Run) -> Result<(), Missing>;
}
