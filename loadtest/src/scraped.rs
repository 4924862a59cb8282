//! `--await-scrape`: nothing of a run is missing from Prometheus' sums, though the load generator is there for that run
//! only. A counter that is first seen above 0 has an increase that nobody saw, and so has one that ends between two scrapes.

use std::time::Duration;

use tokio::sync::watch;
use tokio_util::sync::CancellationToken;

use crate::terminal::Voice;

/// The scrapes of this process.
pub(crate) struct Scrapes {
    /// How many there have been.
    pub(crate) seen: watch::Receiver<u64>,
    /// How long to wait for one.
    pub(crate) most: Duration,
    pub(crate) voice: Voice,
}

impl Scrapes {
    /// Waits until everything has been seen at 0; false where a signal came first.
    pub(crate) async fn first(&mut self, stopped: &CancellationToken) -> bool {
        let most = self.most;
        let seen = async { tokio::time::timeout(most, self.seen.wait_for(|scrapes| *scrapes > 0)).await.is_ok() };
        let seen = tokio::select! {
            seen = seen => seen,
            () = stopped.cancelled() => return false,
        };
        if !seen {
            self.nobody("begins");
        }
        true
    }

    /// Waits until everything has been seen as it is now. A second signal ends the process.
    pub(crate) async fn another(&mut self) {
        self.seen.mark_unchanged();
        if tokio::time::timeout(self.most, self.seen.changed()).await.is_err() {
            self.nobody("ends");
        }
    }

    fn nobody(&self, what: &str) {
        let waited = humantime::format_duration(self.most);
        self.voice.say(&format!("nobody asked for /metrics within {waited}; it {what} all the same"));
    }
}
