//! The moments of a world: it is scraped then, and alerts are evaluated.

use jiff::Timestamp;
use series::duration::milliseconds;

use crate::world::World;

/// Moments in milliseconds since 1970, evenly.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Scrapes {
    pub(super) start: i64,
    /// At least 1.
    pub(super) every: i64,
    pub(super) count: usize,
}

impl Scrapes {
    pub(super) fn of(world: &World) -> Self {
        let every = milliseconds(world.every).max(1);
        Self { start: world.start.as_millisecond(), every, count: world.scrapes }
    }

    /// Those after so many others.
    pub(super) fn ms(self, scrape: usize) -> i64 {
        self.start.saturating_add(self.every.saturating_mul(scrape as i64))
    }

    pub(super) fn moment(self, scrape: usize) -> Timestamp {
        moment(self.ms(scrape))
    }

    /// The first scrape that is not before a moment; it may be beyond the last.
    pub(super) fn not_before(self, ms: i64) -> usize {
        let after = ms.saturating_sub(self.start).max(0);
        usize::try_from(after.div_euclid(self.every) + i64::from(after.rem_euclid(self.every) > 0))
            .unwrap_or(usize::MAX)
    }
}

pub(super) fn moment(ms: i64) -> Timestamp {
    Timestamp::from_millisecond(ms).unwrap_or(if ms < 0 { Timestamp::MIN } else { Timestamp::MAX })
}
