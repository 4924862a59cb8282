//! What a run has seen so far, for whoever watches it: counts, latencies and the messages of what failed. The metrics
//! beside it belong to the process and only rise; this belongs to one run and is kept when it ends.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant, SystemTime};

use hdrhistogram::CreationError;

use crate::figures::failure_kind::FailureKind;
use crate::figures::progress::{End, FailureRow, JourneyRow, Progress, RequestRow};
use crate::figures::tally::{Call, RoundTally, Tally};
use crate::figures::timeline::{Seconds, Timeline};
use crate::plan::journey::{Journey, Request};
use crate::plan::percentile::Percentile;

/// Messages of failures that are told apart; further ones are counted without their message.
const MOST_MESSAGES: usize = 100;

/// What tells failures apart.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
struct Kind {
    journey: Journey,
    request: Option<Request>,
    kind: FailureKind,
    message: String,
}

struct State {
    started: Instant,
    started_at: SystemTime,
    users: u64,
    total: Tally,
    requests: Vec<(Request, Tally)>,
    journeys: Vec<(Journey, Tally, RoundTally)>,
    failed: BTreeMap<Kind, u64>,
    timeline: Timeline,
    ended: Option<(Duration, End)>,
}

pub(crate) struct Record {
    /// What is asked for beyond the usual ones.
    percentiles: Vec<Percentile>,
    state: Mutex<State>,
}

impl Record {
    /// `scheduled`: the run follows a schedule, so that requests can be late.
    pub(crate) fn new(scheduled: bool, percentiles: Vec<Percentile>) -> Result<Self, CreationError> {
        let tally = || Tally::new(scheduled);
        let request = |request| Ok((request, tally()?));
        let journey = |journey| Ok((journey, tally()?, RoundTally::new()?));
        let state = State {
            started: Instant::now(),
            started_at: SystemTime::now(),
            users: 0,
            total: tally()?,
            requests: Request::all().iter().copied().map(request).collect::<Result<_, CreationError>>()?,
            journeys: Journey::ALL.into_iter().map(journey).collect::<Result<_, CreationError>>()?,
            failed: BTreeMap::new(),
            timeline: Timeline::new()?,
            ended: None,
        };
        Ok(Self { percentiles, state: Mutex::new(state) })
    }

    /// The engine is ready: time counts from now.
    pub(crate) fn begin(&self) -> Instant {
        let mut state = self.state();
        (state.started, state.started_at) = (Instant::now(), SystemTime::now());
        state.started
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(crate) fn started_at(&self) -> SystemTime {
        self.state().started_at
    }

    /// A request that ended; where it failed, with what was wrong.
    pub(crate) fn request(&self, journey: Journey, request: Request, call: Call, message: Option<String>) {
        let mut state = self.state();
        // Taken under the lock, so that time never runs backwards in here.
        let at = state.started.elapsed();
        if state.ended.is_some() {
            return;
        }
        state.total.add(call, at);
        if let Some((_, tally)) = state.requests.iter_mut().find(|(known, _)| *known == request) {
            tally.add(call, at);
        }
        if let Some((_, tally, _)) = state.journeys.iter_mut().find(|(known, ..)| *known == journey) {
            tally.add(call, at);
        }
        state.timeline.request(at, call.since_due(), call.failure.is_some());
        if let (Some(kind), Some(message)) = (call.failure, message) {
            state.failed(Kind { journey, request: Some(request), kind, message });
        }
    }

    /// A round of a journey that was walked to its end or to a failed step.
    pub(crate) fn round(&self, journey: Journey, length: Duration, failed: bool) {
        let mut state = self.state();
        if state.ended.is_some() {
            return;
        }
        if let Some((_, _, rounds)) = state.journeys.iter_mut().find(|(known, ..)| *known == journey) {
            rounds.add(length, failed);
        }
    }

    pub(crate) fn broken_journey(&self, journey: Journey, message: String) {
        let mut state = self.state();
        if state.ended.is_none() {
            state.failed(Kind { journey, request: None, kind: FailureKind::Other, message });
        }
    }

    /// One more person; returns how many there are.
    pub(crate) fn arrived(&self) -> u64 {
        self.state().count_users(|users| users + 1)
    }

    /// Waits until there are so many people.
    pub(crate) async fn has_users(&self, users: u64) {
        while self.users() < users {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    }

    /// One person less; returns how many are left.
    pub(crate) fn left(&self) -> u64 {
        self.state().count_users(|users| users.saturating_sub(1))
    }

    pub(crate) fn end(&self, end: End) {
        let mut state = self.state();
        if state.ended.is_some() {
            return;
        }
        let at = state.started.elapsed();
        state.timeline.end(at);
        state.users = 0;
        state.ended = Some((at, end));
    }

    pub(crate) fn progress(&self) -> Progress {
        let state = self.state();
        let elapsed = state.ended.as_ref().map_or_else(|| state.started.elapsed(), |(elapsed, _)| *elapsed);
        let ended = state.ended.is_some();
        let figures = |tally: &Tally| tally.figures(elapsed, ended, &self.percentiles);
        let requests = state.requests.iter().filter(|(_, tally)| !tally.is_empty());
        let journeys = state.journeys.iter().filter(|(_, tally, _)| !tally.is_empty());
        Progress {
            users: state.users,
            elapsed,
            total: figures(&state.total),
            requests: requests
                .map(|(request, tally)| RequestRow { request: *request, figures: figures(tally) })
                .collect(),
            journeys: journeys
                .map(|(journey, tally, rounds)| JourneyRow {
                    journey: *journey,
                    figures: figures(tally),
                    rounds: rounds.rounds(),
                })
                .collect(),
            failed: state.shown_failures(),
            ended: state.ended.as_ref().map(|(_, end)| end.clone()),
        }
    }

    /// People at work just now.
    pub(crate) fn users(&self) -> u64 {
        self.state().users
    }

    /// The run second by second, as far as the seconds are over.
    pub(crate) fn seconds(&self) -> Seconds {
        let mut state = self.state();
        if state.ended.is_none() {
            let at = state.started.elapsed();
            state.timeline.advance(at);
        }
        state.timeline.seconds()
    }
}

impl State {
    fn count_users(&mut self, change: impl FnOnce(u64) -> u64) -> u64 {
        if self.ended.is_none() {
            self.users = change(self.users);
            self.timeline.users(self.started.elapsed(), self.users);
        }
        self.users
    }

    fn failed(&mut self, mut kind: Kind) {
        if self.failed.len() >= MOST_MESSAGES && !self.failed.contains_key(&kind) {
            kind.message = "and other messages".to_owned();
        }
        *self.failed.entry(kind).or_default() += 1;
    }

    fn shown_failures(&self) -> Vec<FailureRow> {
        let row = |(kind, count): (&Kind, &u64)| FailureRow {
            journey: kind.journey,
            request: kind.request,
            kind: kind.kind,
            message: kind.message.clone(),
            count: *count,
        };
        let mut rows: Vec<_> = self.failed.iter().map(row).collect();
        rows.sort_by_key(|row| std::cmp::Reverse(row.count));
        rows
    }
}

#[cfg(test)]
#[path = "record_tests.rs"]
mod tests;
