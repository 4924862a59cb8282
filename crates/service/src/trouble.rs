//! What goes wrong while connections are taken, told once a second at most: a thousand clients would be a thousand lines.

use std::net::IpAddr;
use std::time::Duration;

use tokio::time::Instant;

const BETWEEN_LINES: Duration = Duration::from_secs(1);
const SHORTEST_PAUSE: Duration = Duration::from_millis(10);
const LONGEST_PAUSE: Duration = Duration::from_secs(1);

/// What has not been told yet, and how long to wait after the next refusal.
#[derive(Default)]
pub(crate) struct Trouble {
    pause: Duration,
    refused: Line,
    too_many: Line,
}

#[derive(Default)]
struct Line {
    last: Option<Instant>,
    kept: u64,
}

impl Line {
    /// Counts one more; how many there were since the last line, where it is time for another.
    fn one_more(&mut self) -> Option<u64> {
        self.kept += 1;
        if self.last.is_some_and(|last| last.elapsed() < BETWEEN_LINES) {
            return None;
        }
        self.last = Some(Instant::now());
        Some(std::mem::take(&mut self.kept))
    }
}

impl Trouble {
    /// The system gave no connection. How long to leave it alone, which grows until one is given.
    pub(crate) fn refused(&mut self, error: &std::io::Error) -> Duration {
        if let Some(count) = self.refused.one_more() {
            tracing::error!(%error, count, "connections cannot be taken");
        }
        self.pause = (self.pause * 2).clamp(SHORTEST_PAUSE, LONGEST_PAUSE);
        self.pause
    }

    /// A connection was given.
    pub(crate) fn is_over(&mut self) {
        self.pause = Duration::ZERO;
    }

    /// An address uses all the connections that it may have, and its next one was closed.
    pub(crate) fn too_many(&mut self, address: IpAddr) {
        if let Some(count) = self.too_many.one_more() {
            tracing::warn!(%address, count, "connections closed: their address has as many as it may have");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test(start_paused = true)]
    async fn a_thousand_refusals_in_a_second_are_one_line_and_the_next_has_their_number() {
        let mut line = Line::default();
        assert_eq!(line.one_more(), Some(1));
        assert!((0..1_000).all(|_| line.one_more().is_none()));
        tokio::time::advance(BETWEEN_LINES).await;
        assert_eq!(line.one_more(), Some(1_001));
    }

    #[tokio::test(start_paused = true)]
    async fn refusals_are_met_with_longer_and_longer_pauses_until_one_is_over() {
        let mut trouble = Trouble::default();
        let error = std::io::Error::other("no files");
        let pauses: Vec<_> = (0..9).map(|_| trouble.refused(&error).as_millis()).collect();
        assert_eq!(pauses, [10, 20, 40, 80, 160, 320, 640, 1_000, 1_000]);
        trouble.is_over();
        assert_eq!(trouble.refused(&error), SHORTEST_PAUSE);
    }
}
