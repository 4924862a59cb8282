//! The alerts of this lab: the book of them, in memory and in `alerts.json`, and who is told.

use std::io;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use jiff::Timestamp;
use tokio_util::sync::CancellationToken;

use super::book::{Book, Finding};
use super::notifier::Notifier;
use super::outbox::Delivery;
use super::subject::Subject;
use crate::durable::Folder;

/// The file of the book.
pub(crate) const FILE: &str = "alerts.json";

/// See the module.
pub(crate) struct Alerting {
    folder: Folder,
    /// Shared with those who look at it; a change after that is made on a copy.
    book: Mutex<Arc<Book>>,
    /// Held while the book is written, so that an older one is never written last.
    writing: Mutex<()>,
    notifier: Notifier,
}

impl Alerting {
    /// With what the folder holds; what had to be set aside is said.
    pub(crate) fn open(folder: Folder, notifier: Notifier, now: Timestamp, said: &mut Vec<String>) -> io::Result<Self> {
        let mut book: Book = folder.json(FILE, said)?.unwrap_or_default();
        book.resume(now);
        notifier.put_back(std::mem::take(&mut book.waiting), now);
        Ok(Self { folder, book: Mutex::new(Arc::new(book)), writing: Mutex::default(), notifier })
    }

    /// The book as it is now.
    pub(crate) fn book(&self) -> Arc<Book> {
        Arc::clone(&self.held())
    }

    fn held(&self) -> MutexGuard<'_, Arc<Book>> {
        self.book.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Takes note of an evaluation, ends the alerts that are not `known` any more, and tells whom it concerns. Whether the
    /// book has to be written.
    pub(crate) fn note(&self, findings: &[(Subject, Finding)], known: &[Subject], now: Timestamp) -> bool {
        let mut held = self.held();
        let book = Arc::make_mut(&mut held);
        let had_pending = book.has_pending();
        let mut news: Vec<_> = findings.iter().filter_map(|(subject, finding)| book.note(subject, *finding)).collect();
        news.extend(book.end_others(known, now));
        self.notifier.tell(&news, book, now);
        !news.is_empty() || had_pending || book.has_pending()
    }

    /// Ends the alerts that are not `known` any more, and writes the book where there were any. Blocks.
    pub(crate) fn end_others(&self, known: &[Subject], now: Timestamp) {
        let mut held = self.held();
        let book = Arc::make_mut(&mut held);
        let ended = book.end_others(known, now);
        self.notifier.tell(&ended, book, now);
        drop(held);
        if !ended.is_empty() {
            self.write();
        }
    }

    /// Somebody has seen a message, or all up to it. Whether it is there.
    pub(crate) async fn read_messages(self: &Arc<Self>, id: u64, and_older: bool) -> bool {
        let there = Arc::make_mut(&mut self.held()).inbox.mark_read(id, and_older);
        if there {
            self.keep().await;
        }
        there
    }

    /// Writes the book down; blocks. What cannot be written is said, and alerts go on.
    fn write(&self) {
        let _writing = self.writing.lock().unwrap_or_else(PoisonError::into_inner);
        let book = {
            // Under its lock, for what is told goes into both.
            let now = self.held();
            now.with_waiting(self.notifier.waiting())
        };
        let written = serde_json::to_vec(&book).map_err(io::Error::from);
        if let Err(error) = written.and_then(|json| self.folder.write(FILE, &json)) {
            tracing::error!(%error, "the state of alerts cannot be kept in the data folder");
        }
    }

    /// Writes the book down.
    pub(crate) async fn keep(self: &Arc<Self>) {
        let alerting = Arc::clone(self);
        // Nothing in it panics; and if it did, the next evaluation writes once more.
        let _ = tokio::task::spawn_blocking(move || alerting.write()).await;
    }

    /// Where the Alertmanager is that is told of alerts, without what may be secret.
    pub(crate) fn alertmanager(&self) -> Option<String> {
        self.notifier.alertmanager()
    }

    /// How it goes with each receiver of alerts.
    pub(crate) fn deliveries(&self) -> Vec<Delivery> {
        self.notifier.deliveries()
    }

    /// Tells whom it concerns, and writes down what became of that, until told to stop.
    pub(crate) async fn run(self: &Arc<Self>, stop: &CancellationToken) {
        let keeping = async {
            loop {
                tokio::select! {
                    () = stop.cancelled() => return,
                    () = self.notifier.settled() => self.keep().await,
                }
            }
        };
        tokio::join!(keeping, self.notifier.run(stop));
    }
}
