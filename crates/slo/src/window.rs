//! The time over which an SLO counts: the last 28 days, or the calendar month
//! (<https://github.com/OpenSLO/OpenSLO#slo>, `timeWindow`).

use std::time::Duration;

use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

use crate::shorthand::Shorthand;
use crate::time_scale::TimeScale;

/// A rolling or a calendar-aligned window.
#[derive(Clone, Debug, PartialEq)]
pub enum Window {
    /// The time up to now, of a fixed length: m, h, d or w.
    Rolling(Shorthand),
    /// Periods of the calendar, one after the other; at the end of each the budget is new.
    Calendar(Calendar),
}

/// Periods that follow each other from a start, as clock and calendar on the wall of a time zone have them.
#[derive(Clone, Debug, PartialEq)]
pub struct Calendar {
    /// How long each is.
    pub length: Shorthand,
    /// When one of them begins, on the wall clock.
    pub start: DateTime,
    /// Whose wall.
    pub time_zone: TimeZone,
}

/// From `start` up to, and without, `end`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Period {
    /// Its first moment.
    pub start: Timestamp,
    /// The first moment after it.
    pub end: Timestamp,
}

impl Period {
    /// How long it is; nothing where the end is not after the start.
    pub fn length(&self) -> Duration {
        Duration::try_from(self.end.duration_since(self.start)).unwrap_or_default()
    }

    /// Whether a moment is in it.
    pub fn holds(&self, moment: Timestamp) -> bool {
        self.start <= moment && moment < self.end
    }
}

impl Window {
    /// The window at a moment: the length up to `now` of a rolling one, the whole period around `now` of a calendar
    /// one, its end in the future. `scale` makes both shorter.
    pub fn period(&self, now: Timestamp, scale: &TimeScale) -> Period {
        match self {
            Self::Rolling(length) => {
                let length = scale.length(length.about());
                Period { start: earlier(now, length), end: now }
            }
            Self::Calendar(calendar) => {
                let period = calendar.period(scale.to_slo_time(now));
                Period { start: scale.to_clock(period.start), end: scale.to_clock(period.end) }
            }
        }
    }

    /// Which requests count at a moment: those of the window that has passed, and none from before `since`, the moment
    /// at which the SLO was made (none where it looks back). So a new SLO begins with its whole budget.
    pub fn counted(&self, now: Timestamp, since: Option<Timestamp>, scale: &TimeScale) -> Period {
        let Period { start, .. } = self.period(now, scale);
        let start = since.map_or(start, |since| start.max(since));
        Period { start: start.min(now), end: now }
    }
}

impl Calendar {
    /// The period that holds a moment. Periods are counted from the start and not from one another, so the one that
    /// began on 31 January is followed by those of 28 or 29 February and of 31 March.
    pub fn period(&self, moment: Timestamp) -> Period {
        let Some(first) = self.boundary(0) else { return Period { start: Timestamp::MIN, end: Timestamp::MAX } };
        let length = self.length.about().as_secs_f64().max(1.0);
        let mut index = (moment.duration_since(first).as_secs_f64() / length).floor() as i64;
        while self.boundary(index).is_some_and(|start| start > moment) {
            index -= 1;
        }
        while self.boundary(index + 1).is_some_and(|end| end <= moment) {
            index += 1;
        }
        let start = self.boundary(index).unwrap_or(Timestamp::MIN);
        Period { start, end: self.boundary(index + 1).unwrap_or(Timestamp::MAX) }
    }

    /// Where the period of an index begins; none beyond the years that can be told. A time that the wall clock skips is
    /// taken as much later as it skips, one that it shows twice is the first of the two.
    fn boundary(&self, index: i64) -> Option<Timestamp> {
        let first = self.start.to_zoned(self.time_zone.clone()).ok()?;
        let later = first.checked_add(self.length.times(index).ok()?).ok()?;
        Some(later.timestamp())
    }
}

/// A moment so much before another, as far as time goes back.
pub fn earlier(moment: Timestamp, by: Duration) -> Timestamp {
    let by = SignedDuration::try_from(by).unwrap_or(SignedDuration::MAX);
    moment.checked_sub(by).unwrap_or(Timestamp::MIN)
}
