//! Requests of a time, at the resolution of scrapes.

use jiff::Timestamp;
use movie_guru_slo::{History, Period};

/// From the first scrape to the last; none where there are not two.
pub(super) fn known(users: &History) -> Option<Period> {
    match users.ends() {
        [start, .., end] if start < end => Some(Period { start: *start, end: *end }),
        _ => None,
    }
}

/// How many came a second. What the first scrape tells of came in a time that nobody knows, and does not count.
pub(super) fn a_second(users: &History) -> f64 {
    known(users).map_or(0.0, |period| users.count(period).total / period.length().as_secs_f64())
}

/// The bad requests that scrapes tell of which know a part of a period.
pub(super) fn bad(users: &History, period: Period) -> f64 {
    if period.start >= period.end {
        return 0.0;
    }
    let end = scrapes_from(users, period.end).first().copied().unwrap_or(period.end);
    bad_at(users, Period { start: period.start, end })
}

/// The bad requests that scrapes tell of which are in a period, its last moment included and its first not.
pub(super) fn bad_at(users: &History, period: Period) -> f64 {
    let count = users.count(period);
    // Sums of fractions are a little off.
    (count.total - count.good).max(0.0)
}

/// The scrapes from a moment on.
pub(super) fn scrapes_from(users: &History, moment: Timestamp) -> &[Timestamp] {
    let ends = users.ends();
    ends.get(ends.partition_point(|end| *end < moment)..).unwrap_or_default()
}
