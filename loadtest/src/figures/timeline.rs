//! A run second by second, for hours: twenty bytes each, and one histogram that is emptied every second.

use std::collections::VecDeque;
use std::time::Duration;

use hdrhistogram::{CreationError, Histogram};
use serde::{Deserialize, Serialize};

use crate::figures::tally::{LONGEST_REQUEST_US, micros};

/// Two days, in 3.5 MB; of a longer run the newest are kept.
const MOST_SECONDS: usize = 172_800;

/// What happened in one second of a run.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Second {
    /// People at work at its end.
    pub users: u32,
    /// Requests that ended in it.
    pub requests: u32,
    /// How many of them failed.
    pub failures: u32,
    /// Half of them were at most this long; 0 where none ended.
    pub p50_us: u32,
    /// 95 of 100 were at most this long; 0 where none ended.
    pub p95_us: u32,
}

/// A run second by second, the one that is on left out.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Seconds {
    /// The number of the first second, from 0; above 0 where the run is longer than is kept.
    pub first: u64,
    /// The seconds from there, without a gap.
    pub rows: Vec<Second>,
}

pub(crate) struct Timeline {
    first: u64,
    rows: VecDeque<Second>,
    now: Second,
    latency_us: Histogram<u32>,
}

impl Timeline {
    pub(crate) fn new() -> Result<Self, CreationError> {
        let latency_us = Histogram::new_with_bounds(1, LONGEST_REQUEST_US, 3)?;
        Ok(Self { first: 0, rows: VecDeque::new(), now: Second::default(), latency_us })
    }

    /// Completes the seconds that are over.
    pub(crate) fn advance(&mut self, at: Duration) {
        while self.first + (self.rows.len() as u64) < at.as_secs() {
            self.complete();
        }
    }

    fn complete(&mut self) {
        if !self.latency_us.is_empty() {
            let at = |quantile| u32::try_from(self.latency_us.value_at_quantile(quantile)).unwrap_or(u32::MAX);
            (self.now.p50_us, self.now.p95_us) = (at(0.50), at(0.95));
            self.latency_us.reset();
        }
        self.rows.push_back(self.now);
        if self.rows.len() > MOST_SECONDS {
            self.rows.pop_front();
            self.first += 1;
        }
        self.now = Second { users: self.now.users, ..Second::default() };
    }

    pub(crate) fn users(&mut self, at: Duration, users: u64) {
        self.advance(at);
        self.now.users = u32::try_from(users).unwrap_or(u32::MAX);
    }

    pub(crate) fn request(&mut self, at: Duration, latency: Duration, failed: bool) {
        self.advance(at);
        self.now.requests += 1;
        self.now.failures += u32::from(failed);
        self.latency_us.saturating_record(micros(latency));
    }

    /// The last second counts too, though it is none: all requests are in the rows.
    pub(crate) fn end(&mut self, at: Duration) {
        self.advance(at);
        self.complete();
    }

    pub(crate) fn seconds(&self) -> Seconds {
        Seconds { first: self.first, rows: self.rows.iter().copied().collect() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: f64) -> Duration {
        Duration::from_secs_f64(seconds)
    }

    #[test]
    fn each_second_has_its_own_row_and_the_quiet_ones_too() {
        let mut timeline = Timeline::new().unwrap();
        timeline.users(at(0.2), 3);
        timeline.request(at(0.5), at(0.1), false);
        timeline.request(at(0.9), at(0.3), true);
        timeline.users(at(3.1), 5);
        timeline.request(at(3.2), at(0.05), false);
        timeline.end(at(3.3));
        let rows = timeline.seconds().rows;
        let quiet = Second { users: 3, ..Second::default() };
        assert_eq!((rows.len(), rows[1], rows[2]), (4, quiet, quiet));
        assert_eq!((rows[0].users, rows[0].requests, rows[0].failures), (3, 2, 1));
        assert_eq!((rows[3].users, rows[3].requests, rows[3].failures), (5, 1, 0));
        for (measured, true_us) in [(rows[0].p50_us, 100_000), (rows[0].p95_us, 300_000), (rows[3].p50_us, 50_000)] {
            assert!(measured.abs_diff(true_us) <= true_us / 1000, "{measured} is not {true_us}");
        }
    }

    #[test]
    fn days_fit_into_a_few_megabytes() {
        let mut timeline = Timeline::new().unwrap();
        timeline.advance(at(200_000.0));
        timeline.request(at(200_000.5), at(0.01), false);
        timeline.advance(at(200_001.0));
        let seconds = timeline.seconds();
        assert_eq!((seconds.rows.len(), seconds.first), (MOST_SECONDS, 200_001 - MOST_SECONDS as u64));
        assert_eq!(seconds.rows.last().unwrap().requests, 1);
        assert!(size_of::<Second>() * MOST_SECONDS < 4_000_000);
    }
}
