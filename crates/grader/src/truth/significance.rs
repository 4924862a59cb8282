//! From when on an event deserves a call.

use std::time::Duration;

use jiff::Timestamp;
use movie_guru_slo::{History, Period, earlier};

use super::spending::{bad_at, scrapes_from};

/// So much of the budget, in so long a time of the calendar, deserves a call.
const SIGNIFICANT: [(f64, Duration); 3] = [
    (0.02, Duration::from_secs(3_600)),
    (0.05, Duration::from_secs(6 * 3_600)),
    (0.10, Duration::from_secs(3 * 86_400)),
];

/// Sums of many fractions are off by less.
const ROUNDING: f64 = 1e-6;

/// So many bad requests, in so long a time of the clock, deserve a call.
pub(super) struct Times([(f64, Duration); 3]);

impl Times {
    /// For a window of the calendar, at a pace, in which so many requests may be bad.
    ///
    /// The Workbook has its shares for 30 d, where they are burn rates of 14.4, 6 and 1. Of a shorter window the last is spent
    /// by what leaves the SLO met, a tenth of a day's budget in three days; so no time is significant in which no more is
    /// spent than the SLO allows for it.
    pub(super) fn of(window: Duration, pace: f64, budget: f64) -> Self {
        Self(SIGNIFICANT.map(|(share, time)| {
            let allowed = time.as_secs_f64() / window.as_secs_f64();
            (share.max(allowed) * budget, time.div_f64(pace))
        }))
    }
}

/// The first scrape at which, since the event began, so much was spent in one of the times; none where it never was, or
/// nothing may be.
pub(super) fn since(users: &History, times: &Times, event: Period) -> Option<Timestamp> {
    let is_significant = |now: Timestamp| {
        let bad = |time| bad_at(users, Period { start: earlier(now, time).max(event.start), end: now });
        times.0.iter().any(|(enough, time)| *enough > 0.0 && bad(*time) >= *enough * (1.0 - ROUNDING))
    };
    let scrapes = scrapes_from(users, event.start);
    // The first scrape at or after the end still tells of a part of the event.
    let known = scrapes.partition_point(|now| *now < event.end) + 1;
    scrapes.iter().take(known).copied().find(|now| is_significant(*now))
}
