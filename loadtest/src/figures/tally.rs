//! Counts and times of many calls: an HDR histogram with three significant digits for the quantiles, and exact
//! values for what needs no histogram.

use std::collections::{BTreeMap, VecDeque};
use std::time::Duration;

use hdrhistogram::{CreationError, Histogram};

use crate::figures::call_figures::{CallFigures, RoundFigures, ServiceTimes};
use crate::figures::failure_kind::FailureKind;
use crate::plan::in_seconds::to_a_thousandth;
use crate::plan::percentile::Percentile;

/// A minute and a bit, in microseconds: longer than any request may take.
pub(crate) const LONGEST_REQUEST_US: u64 = 100_000_000;
/// Twelve hours: longer than any round of a journey may take with the longest think time.
const LONGEST_ROUND_US: u64 = 43_200_000_000;
/// The window of the current rate.
const RECENT: Duration = Duration::from_secs(10);

/// One call as it ended.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Call {
    /// From when it was sent to the last byte of the answer.
    pub(crate) latency: Duration,
    /// How long after its place in the schedule it was sent; 0 where there is no schedule.
    pub(crate) late: Duration,
    pub(crate) failure: Option<FailureKind>,
    /// The size of the answer's body, where all of it came.
    pub(crate) body_bytes: Option<u64>,
}

impl Call {
    /// From when it should have been sent to the last byte of the answer.
    pub(crate) fn since_due(&self) -> Duration {
        self.late + self.latency
    }
}

/// Times, exactly where that is cheap.
struct Times {
    histogram_us: Histogram<u64>,
    sum_us: u128,
    min_us: u64,
    max_us: u64,
}

impl Times {
    fn up_to(longest_us: u64) -> Result<Self, CreationError> {
        let histogram_us = Histogram::new_with_bounds(1, longest_us, 3)?;
        Ok(Self { histogram_us, sum_us: 0, min_us: u64::MAX, max_us: 0 })
    }

    fn add(&mut self, time: Duration) {
        let us = micros(time);
        self.histogram_us.saturating_record(us);
        self.sum_us += u128::from(us);
        self.min_us = self.min_us.min(us);
        self.max_us = self.max_us.max(us);
    }

    fn count(&self) -> u64 {
        self.histogram_us.len()
    }

    fn mean_ms(&self) -> f64 {
        if self.count() == 0 { 0.0 } else { to_a_thousandth(self.sum_us as f64 / self.count() as f64 / 1000.0) }
    }

    fn min_ms(&self) -> f64 {
        if self.count() == 0 { 0.0 } else { self.min_us as f64 / 1000.0 }
    }

    fn max_ms(&self) -> f64 {
        self.max_us as f64 / 1000.0
    }

    fn service(&self) -> ServiceTimes {
        ServiceTimes {
            mean_ms: self.mean_ms(),
            p50_ms: self.quantile_ms(0.50),
            p95_ms: self.quantile_ms(0.95),
            p99_ms: self.quantile_ms(0.99),
            max_ms: self.max_ms(),
        }
    }

    /// The shortest and the longest are known exactly.
    fn percentile_ms(&self, percentile: Percentile) -> f64 {
        match percentile.share() {
            0.0 => self.min_ms(),
            1.0 => self.max_ms(),
            share => self.quantile_ms(share),
        }
    }

    /// The highest time of the quantile's bucket, and never more than was measured.
    fn quantile_ms(&self, quantile: f64) -> f64 {
        self.histogram_us.value_at_quantile(quantile).min(self.max_us) as f64 / 1000.0
    }
}

/// Time of a request in whole microseconds, at least one: an HDR histogram has no 0.
pub(crate) fn micros(time: Duration) -> u64 {
    u64::try_from(time.as_micros()).unwrap_or(u64::MAX).max(1)
}

/// Calls that ended within a tenth of a second.
struct Slot {
    begins: Duration,
    calls: u64,
    failures: u64,
}

/// Calls of one sort, as they come in. `at` is always the time since the run started.
pub(crate) struct Tally {
    times: Times,
    /// With a schedule: the times from when requests were sent, and how late they were.
    scheduled: Option<(Times, Times)>,
    failures: BTreeMap<FailureKind, u64>,
    bodies: u64,
    body_bytes: u64,
    recent: VecDeque<Slot>,
}

impl Tally {
    pub(crate) fn new(scheduled: bool) -> Result<Self, CreationError> {
        let times = || Times::up_to(LONGEST_REQUEST_US);
        Ok(Self {
            times: times()?,
            scheduled: if scheduled { Some((times()?, times()?)) } else { None },
            failures: FailureKind::ALL.into_iter().map(|kind| (kind, 0)).collect(),
            bodies: 0,
            body_bytes: 0,
            recent: VecDeque::new(),
        })
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.times.count() == 0
    }

    pub(crate) fn add(&mut self, call: Call, at: Duration) {
        self.times.add(call.since_due());
        if let Some((service, late)) = &mut self.scheduled {
            service.add(call.latency);
            late.add(call.late);
        }
        if let Some(kind) = call.failure {
            *self.failures.entry(kind).or_default() += 1;
        }
        if let Some(bytes) = call.body_bytes {
            self.bodies += 1;
            self.body_bytes += bytes;
        }
        // In slots of 100 ms, of which only the recent ones are kept.
        let failures = u64::from(call.failure.is_some());
        match self.recent.back_mut() {
            Some(slot) if at.saturating_sub(slot.begins) < RECENT / 100 => {
                slot.calls += 1;
                slot.failures += failures;
            }
            _ => self.recent.push_back(Slot { begins: at, calls: 1, failures }),
        }
        while self.recent.front().is_some_and(|slot| at.saturating_sub(slot.begins) > RECENT) {
            self.recent.pop_front();
        }
    }

    pub(crate) fn figures(&self, at: Duration, ended: bool, percentiles: &[Percentile]) -> CallFigures {
        let count = self.times.count();
        let mean_rate = per_second(count, at);
        let failures = self.failures.values().sum();
        let recent = |of: fn(&Slot) -> u64| {
            let slots = self.recent.iter().filter(|slot| at.saturating_sub(slot.begins) <= RECENT);
            per_second(slots.map(of).sum(), at.min(RECENT))
        };
        CallFigures {
            count,
            failures,
            failures_by_kind: self.failures.clone(),
            rate: if ended { mean_rate } else { recent(|slot| slot.calls) },
            failure_rate: if ended { per_second(failures, at) } else { recent(|slot| slot.failures) },
            mean_rate,
            mean_ms: self.times.mean_ms(),
            min_ms: self.times.min_ms(),
            max_ms: self.times.max_ms(),
            p50_ms: self.times.quantile_ms(0.50),
            p90_ms: self.times.quantile_ms(0.90),
            p95_ms: self.times.quantile_ms(0.95),
            p99_ms: self.times.quantile_ms(0.99),
            percentiles_ms: percentiles.iter().map(|asked| (*asked, self.times.percentile_ms(*asked))).collect(),
            mean_body_bytes: (self.bodies > 0).then(|| to_a_thousandth(self.body_bytes as f64 / self.bodies as f64)),
            service: self.scheduled.as_ref().map(|(service, _)| service.service()),
            late: self.scheduled.as_ref().map(|(_, late)| late.service()),
        }
    }
}

fn per_second(count: u64, window: Duration) -> f64 {
    if window.is_zero() { 0.0 } else { to_a_thousandth(count as f64 / window.as_secs_f64()) }
}

/// RoundFigures of one journey, as they come in.
pub(crate) struct RoundTally {
    times: Times,
    failures: u64,
}

impl RoundTally {
    pub(crate) fn new() -> Result<Self, CreationError> {
        Ok(Self { times: Times::up_to(LONGEST_ROUND_US)?, failures: 0 })
    }

    pub(crate) fn add(&mut self, length: Duration, failed: bool) {
        self.times.add(length);
        self.failures += u64::from(failed);
    }

    pub(crate) fn rounds(&self) -> RoundFigures {
        RoundFigures {
            count: self.times.count(),
            failures: self.failures,
            mean_ms: self.times.mean_ms(),
            p50_ms: self.times.quantile_ms(0.50),
            p95_ms: self.times.quantile_ms(0.95),
            max_ms: self.times.max_ms(),
        }
    }
}

#[cfg(test)]
#[path = "tally_tests.rs"]
mod tests;
