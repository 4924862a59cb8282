//! The SLOs of this lab: what they are, how they stand, and which of their alerts hold. Everything that changes them or
//! shows them goes through here.

use std::collections::BTreeMap;
use std::io;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use http::StatusCode;
use jiff::Timestamp;
use movie_guru_slo::{Catalogue, TimeScale};
use tokio::sync::Notify;

use super::documents::Documents;
use super::evaluate::{Evaluation, Standing};
use super::kept::Kept;
use super::known::Known;
use super::ledger::Ledgers;
use super::preview::Told;
use super::problem::Problem;
use crate::alerts::book::Book;
use crate::alerts::notifier::Notifier;
use crate::alerts::{Delivery, NotifierConfig, Subject};
use crate::source::MetricsSource;

/// Tells the time; handed in, so that tests can let an hour pass.
pub type Clock = Arc<dyn Fn() -> Timestamp + Send + Sync>;

/// What SLOs and alerts need to know.
#[derive(Clone, Debug)]
pub struct BoardConfig {
    /// The data folder.
    pub folder: PathBuf,
    /// How fast windows go by.
    pub scale: TimeScale,
    /// How often there are new figures, and so how often SLOs and alerts are evaluated.
    pub scrape_interval: Duration,
    /// Whoever changes SLOs or alerts sends this as a bearer token, where it is set.
    pub admin_token: Option<String>,
    /// Who is told of alerts.
    pub notifier: NotifierConfig,
}

/// SLOs and alerts cannot be had.
#[derive(Debug, thiserror::Error)]
pub enum BoardError {
    /// The data folder is of no use.
    #[error("SLOs and alerts cannot be kept in the data folder: {0}")]
    Folder(#[from] io::Error),
    /// No HTTP client can be made.
    #[error("notifications cannot be sent: {0}")]
    Client(#[from] reqwest::Error),
}

/// See the module.
pub struct Board {
    pub(super) source: Arc<dyn MetricsSource>,
    pub(super) clock: Clock,
    /// What is measured whatever the source knows.
    pub(super) contract: Catalogue,
    pub(super) scale: TimeScale,
    pub(super) scrape_interval: Duration,
    pub(super) admin_token: Option<String>,
    kept: Kept,
    documents: Mutex<Documents>,
    pub(super) standings: Mutex<BTreeMap<String, Standing>>,
    pub(super) evaluation: Mutex<Evaluation>,
    pub(super) told: Mutex<BTreeMap<String, Told>>,
    pub(super) ledgers: Ledgers,
    book: Mutex<Book>,
    /// Held while the book is written, so that an older one is never written last.
    writing: Mutex<()>,
    pub(super) notifier: Notifier,
    pub(super) changed: Notify,
    said: Vec<String>,
}

impl Board {
    /// With what the data folder holds.
    ///
    /// # Errors
    /// Where the folder cannot be read, or no HTTP client can be made. Damaged files are set aside.
    pub fn build(
        config: BoardConfig,
        source: Arc<dyn MetricsSource>,
        contract: Catalogue,
        clock: Clock,
    ) -> Result<Arc<Self>, BoardError> {
        let kept = Kept::in_folder(&config.folder)?;
        let now = clock();
        // What was taken once stays: the source may not answer yet, or know a metric no more.
        let (documents, mut said) = kept.slos(&contract.clone().open(), now)?;
        let mut book: Book = kept.alerts(&mut said)?.unwrap_or_default();
        book.resume(now);
        let notifier = Notifier::new(config.notifier)?;
        notifier.put_back(std::mem::take(&mut book.waiting), now);
        Ok(Arc::new(Self {
            source,
            clock,
            contract,
            scale: config.scale,
            scrape_interval: config.scrape_interval,
            admin_token: config.admin_token,
            kept,
            documents: Mutex::new(documents),
            standings: Mutex::default(),
            evaluation: Mutex::default(),
            told: Mutex::default(),
            ledgers: Ledgers::default(),
            book: Mutex::new(book),
            writing: Mutex::default(),
            notifier,
            changed: Notify::new(),
            said,
        }))
    }

    /// What people have to know: files that were damaged.
    pub fn said(&self) -> &[String] {
        &self.said
    }

    /// Where the Alertmanager is that is told of alerts, without what may be secret.
    pub(crate) fn alertmanager(&self) -> Option<String> {
        self.notifier.alertmanager()
    }

    /// How fast windows go by.
    pub const fn scale(&self) -> &TimeScale {
        &self.scale
    }

    /// How it goes with each receiver of alerts.
    pub fn deliveries(&self) -> Vec<Delivery> {
        self.notifier.deliveries()
    }

    /// The SLOs as they are now.
    pub(crate) fn documents(&self) -> Documents {
        self.held().clone()
    }

    /// The alerts as they are now.
    pub(crate) fn book(&self) -> MutexGuard<'_, Book> {
        self.book.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn held(&self) -> MutexGuard<'_, Documents> {
        self.documents.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Changes the SLOs, with what `text` says: on the disk first, then here. An error changes nothing.
    pub(crate) async fn change<T: Send + 'static>(
        self: &Arc<Self>,
        text: &str,
        change: impl FnOnce(&Documents, &Catalogue, Timestamp) -> Result<(Documents, T), Problem> + Send + 'static,
    ) -> Result<T, Problem> {
        let known = Known::by(self.source.as_ref(), text).await;
        let board = Arc::clone(self);
        let changing = tokio::task::spawn_blocking(move || {
            let mut held = board.held();
            let now = (board.clock)();
            let catalogue = known.catalogue(&board.contract, &held.set());
            let (after, outcome) = change(&held, &catalogue, now)?;
            board.kept.keep_slos(&after).map_err(|error| not_kept(&error))?;
            let before = std::mem::replace(&mut *held, after.clone());
            drop(held);
            board.forget_what_changed(&before, &after);
            board.end_alerts_of_others(&after, now);
            board.changed.notify_one();
            Ok(outcome)
        });
        changing.await.unwrap_or_else(|error| {
            tracing::error!(%error, "a change of the SLOs failed");
            Err(Problem::new(
                StatusCode::INTERNAL_SERVER_ERROR,
                "Something went wrong on our side; nothing was changed.",
            ))
        })
    }

    /// How an SLO stood says nothing of another one of that name.
    fn forget_what_changed(&self, before: &Documents, after: &Documents) {
        let mut standings = self.standings.lock().unwrap_or_else(PoisonError::into_inner);
        standings.retain(|name, _| {
            let same_beginning = before.beginnings().get(name) == after.beginnings().get(name);
            same_beginning && after.slo(name).is_some() && before.slo(name) == after.slo(name)
        });
    }

    fn end_alerts_of_others(&self, after: &Documents, now: Timestamp) {
        let mut book = self.book();
        let ended = book.end_others(&subjects(after), now);
        self.notifier.tell(&ended, &book, now);
        drop(book);
        if !ended.is_empty() {
            self.write_book();
        }
    }

    /// Writes the book of alerts down; blocks. What cannot be written is said, and alerts go on.
    fn write_book(&self) {
        let _writing = self.writing.lock().unwrap_or_else(PoisonError::into_inner);
        let book = {
            // Under its lock, for what is told goes into both.
            let now = self.book();
            now.with_waiting(self.notifier.waiting())
        };
        if let Err(error) = self.kept.keep_alerts(&book) {
            tracing::error!(%error, "the state of alerts cannot be kept in the data folder");
        }
    }

    /// Writes the book of alerts down.
    pub(crate) async fn keep_book(self: &Arc<Self>) {
        let board = Arc::clone(self);
        // Nothing in it panics; and if it did, the next evaluation writes once more.
        let _ = tokio::task::spawn_blocking(move || board.write_book()).await;
    }
}

/// All alerts that there are.
pub(crate) fn subjects(documents: &Documents) -> Vec<Subject> {
    let set = documents.set();
    set.slos.iter().flat_map(|slo| slo.alerts.iter().map(|alert| Subject::of(slo, alert))).collect()
}

fn not_kept(error: &io::Error) -> Problem {
    tracing::error!(%error, "SLOs cannot be kept in the data folder");
    let reason = match error.kind() {
        io::ErrorKind::StorageFull => "the disk is full",
        _ => "the data folder cannot be written; the log says why",
    };
    Problem::new(StatusCode::INSUFFICIENT_STORAGE, format!("Nothing was changed: {reason}."))
}
