//! What a run has seen so far, for whoever watches it: counts, latencies and the messages of what failed. The metrics
//! beside it belong to the process and only rise; this belongs to one run and is kept when it ends.

use std::collections::{BTreeMap, VecDeque};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use hdrhistogram::{CreationError, Histogram};

use crate::journey::{Journey, Request};

/// A minute and a bit, in microseconds: longer than any request may take.
const LONGEST_US: u64 = 100_000_000;
/// The window of the current rate.
const RECENT: Duration = Duration::from_secs(10);
/// Kinds of failure that are told apart; further ones are counted without their message.
const MOST_KINDS: usize = 100;

/// Why a run is over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum End {
    /// Somebody stopped it.
    Stopped,
    /// Its run time was over.
    RunTime,
    /// The engine gave up.
    Broke(String),
}

/// One request of a run, by name.
#[derive(Clone, Debug, PartialEq)]
pub struct RequestRow {
    /// Which.
    pub request: Request,
    /// How often it was sent and ended.
    pub count: u64,
    /// How many of those failed.
    pub failures: u64,
    /// The mean time to the end of the answer.
    pub mean: Duration,
    /// Half were at most this long.
    pub p50: Duration,
    /// 95 of 100 were at most this long.
    pub p95: Duration,
    /// 99 of 100 were at most this long.
    pub p99: Duration,
}

/// What failed, and how often.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FailureRow {
    /// In which journey.
    pub journey: Journey,
    /// Which request; none where the journey itself broke.
    pub request: Option<Request>,
    /// What was wrong.
    pub message: String,
    /// How often.
    pub count: u64,
}

/// A run as it stands; with `ended` set, its summary.
#[derive(Clone, Debug, PartialEq)]
pub struct Progress {
    /// People at work just now.
    pub users: u64,
    /// Requests that ended.
    pub requests: u64,
    /// How many of them failed.
    pub failures: u64,
    /// Requests per second over the last ten seconds; over the whole run once it has ended.
    pub rate: f64,
    /// Time since the run started, up to its end.
    pub elapsed: Duration,
    /// The requests that were sent at all.
    pub rows: Vec<RequestRow>,
    /// What failed, most frequent first.
    pub failed: Vec<FailureRow>,
    /// Why the run is over, once it is.
    pub ended: Option<End>,
}

struct Row {
    request: Request,
    failures: u64,
    latency_us: Histogram<u64>,
}

struct State {
    users: u64,
    rows: Vec<Row>,
    failed: BTreeMap<(Journey, Option<Request>, String), u64>,
    recent: VecDeque<(Instant, u64)>,
    ended: Option<(Duration, End)>,
}

pub(crate) struct Record {
    started: Instant,
    state: Mutex<State>,
}

impl Record {
    pub(crate) fn new() -> Result<Self, CreationError> {
        let row = |request| {
            let latency_us = Histogram::new_with_bounds(1, LONGEST_US, 3)?;
            Ok(Row { request, failures: 0, latency_us })
        };
        let rows = Request::ALL.into_iter().map(row).collect::<Result<_, CreationError>>()?;
        let state = State { users: 0, rows, failed: BTreeMap::new(), recent: VecDeque::new(), ended: None };
        Ok(Self { started: Instant::now(), state: Mutex::new(state) })
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn request(&self, journey: Journey, request: Request, latency: Duration, failure: Option<String>) {
        let mut state = self.state();
        if let Some(row) = state.rows.iter_mut().find(|row| row.request == request) {
            row.latency_us.saturating_record(u64::try_from(latency.as_micros()).unwrap_or(u64::MAX).max(1));
            row.failures += u64::from(failure.is_some());
        }
        if let Some(message) = failure {
            state.failed(journey, Some(request), message);
        }
        state.count_recent(Instant::now());
    }

    pub(crate) fn broken_journey(&self, journey: Journey, message: String) {
        self.state().failed(journey, None, message);
    }

    /// One more person; returns how many there are.
    pub(crate) fn arrived(&self) -> u64 {
        let mut state = self.state();
        state.users += 1;
        state.users
    }

    pub(crate) fn end(&self, end: End) {
        let mut state = self.state();
        state.users = 0;
        state.ended = Some((self.started.elapsed(), end));
    }

    pub(crate) fn progress(&self) -> Progress {
        let state = self.state();
        let rows: Vec<RequestRow> =
            state.rows.iter().filter(|row| !row.latency_us.is_empty()).map(Row::shown).collect();
        let requests = rows.iter().map(|row| row.count).sum();
        let elapsed = state.ended.as_ref().map_or_else(|| self.started.elapsed(), |(elapsed, _)| *elapsed);
        let window = if state.ended.is_some() { elapsed } else { elapsed.min(RECENT) };
        let counted = if state.ended.is_some() { requests } else { state.recent_count(Instant::now()) };
        Progress {
            users: state.users,
            requests,
            failures: rows.iter().map(|row| row.failures).sum(),
            rate: if window.is_zero() { 0.0 } else { counted as f64 / window.as_secs_f64() },
            elapsed,
            rows,
            failed: state.shown_failures(),
            ended: state.ended.as_ref().map(|(_, end)| end.clone()),
        }
    }
}

impl Row {
    fn shown(&self) -> RequestRow {
        let at = |quantile| Duration::from_micros(self.latency_us.value_at_quantile(quantile));
        RequestRow {
            request: self.request,
            count: self.latency_us.len(),
            failures: self.failures,
            mean: Duration::from_secs_f64(self.latency_us.mean() / 1e6),
            p50: at(0.50),
            p95: at(0.95),
            p99: at(0.99),
        }
    }
}

impl State {
    fn failed(&mut self, journey: Journey, request: Option<Request>, message: String) {
        let mut kind = (journey, request, message);
        if self.failed.len() >= MOST_KINDS && !self.failed.contains_key(&kind) {
            kind.2 = "and other messages".to_owned();
        }
        *self.failed.entry(kind).or_default() += 1;
    }

    fn shown_failures(&self) -> Vec<FailureRow> {
        let row = |((journey, request, message), count): (&(Journey, Option<Request>, String), &u64)| FailureRow {
            journey: *journey,
            request: *request,
            message: message.clone(),
            count: *count,
        };
        let mut rows: Vec<_> = self.failed.iter().map(row).collect();
        rows.sort_by_key(|row| std::cmp::Reverse(row.count));
        rows
    }

    /// Counts one request in slots of 100 ms, of which only the recent ones are kept.
    fn count_recent(&mut self, now: Instant) {
        match self.recent.back_mut() {
            Some((slot, count)) if now.duration_since(*slot) < RECENT / 100 => *count += 1,
            _ => self.recent.push_back((now, 1)),
        }
        while self.recent.front().is_some_and(|(slot, _)| now.duration_since(*slot) > RECENT) {
            self.recent.pop_front();
        }
    }

    fn recent_count(&self, now: Instant) -> u64 {
        let recent = self.recent.iter().filter(|(slot, _)| now.duration_since(*slot) <= RECENT);
        recent.map(|(_, count)| count).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quantiles_and_counts_are_those_of_what_was_recorded() {
        let record = Record::new().unwrap();
        for ms in 1..=100 {
            let failure = (ms > 90).then(|| "HTTP 500".to_owned());
            record.request(Journey::MainPage, Request::Startup, Duration::from_millis(ms), failure);
        }
        let progress = record.progress();
        assert_eq!((progress.requests, progress.failures), (100, 10));
        let [row] = progress.rows.as_slice() else { panic!("one request: {:?}", progress.rows) };
        for (measured, true_ms) in [(row.p50, 50.0), (row.p95, 95.0), (row.p99, 99.0), (row.mean, 50.5)] {
            let off = (measured.as_secs_f64() * 1000.0 - true_ms).abs() / true_ms;
            assert!(off < 0.002, "{measured:?} is not {true_ms} ms");
        }
        assert_eq!(progress.failed[0].count, 10);
        assert_eq!(progress.failed[0].message, "HTTP 500");
    }

    #[test]
    fn ever_new_messages_do_not_fill_the_memory() {
        let record = Record::new().unwrap();
        for number in 0..10_000 {
            let message = Some(format!("message {number}"));
            record.request(Journey::Recommendations, Request::Chat, Duration::from_millis(1), message);
        }
        let failed = record.progress().failed;
        assert!(failed.len() <= MOST_KINDS + 1, "{} kinds", failed.len());
        assert_eq!(failed.iter().map(|row| row.count).sum::<u64>(), 10_000);
    }

    #[test]
    fn an_ended_run_stands_still() {
        let record = Record::new().unwrap();
        record.arrived();
        record.request(Journey::MainPage, Request::Login, Duration::from_millis(3), None);
        record.end(End::Stopped);
        let ended = record.progress();
        assert_eq!((ended.users, ended.ended.clone()), (0, Some(End::Stopped)));
        assert_eq!(record.progress(), ended);
    }
}
