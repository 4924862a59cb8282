//! Workshop time: a day of an SLO's window lasts an hour, so that a budget burns while one watches.
//!
//! Windows of SLOs and of alerts are scaled together, so burn rates and what they mean stay the same; only how much of
//! the clock passes changes. Cloud Monitoring is never scaled: its windows are whole days.

use std::fmt;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};

/// A rate over fewer scrapes than this says nothing.
const LEAST_SCRAPES: u32 = 4;
/// An alert that fires is to be seen by whoever looks at a page that is renewed every few scrapes.
const LEAST_KEPT: u32 = 12;
/// A minute would be a sixth of a second.
const MOST: f64 = 10_000.0;

/// How many times faster than the clock the windows of SLOs go by.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct TimeScale {
    factor: f64,
    scrape_interval: Duration,
    origin: Timestamp,
}

/// Not a time scale.
#[derive(Clone, Copy, Debug, PartialEq, thiserror::Error)]
#[error("a time scale is a number from 1 (real time) to 10000, not {0}")]
pub struct TimeScaleError(f64);

impl TimeScale {
    /// Real time.
    pub const REAL: Self = Self { factor: 1.0, scrape_interval: Duration::ZERO, origin: Timestamp::UNIX_EPOCH };

    /// `factor` times as fast as the clock, on figures that are scraped every `scrape_interval`. `origin` is the moment
    /// at which calendar and clock agree: the start of the lab.
    pub fn new(factor: f64, scrape_interval: Duration, origin: Timestamp) -> Result<Self, TimeScaleError> {
        if (1.0..=MOST).contains(&factor) {
            Ok(Self { factor, scrape_interval, origin })
        } else {
            Err(TimeScaleError(factor))
        }
    }

    /// How many times faster than the clock.
    pub const fn factor(&self) -> f64 {
        self.factor
    }

    /// The moment at which calendar and clock agree; for [`TimeScale::REAL`] the beginning of 1970, since any would do.
    pub const fn origin(&self) -> Timestamp {
        self.origin
    }

    /// How long a window lasts on the clock, in whole milliseconds: never below four scrapes, but where it is that
    /// short by itself.
    pub fn length(&self, window: Duration) -> Duration {
        let least = (self.scrape_interval * LEAST_SCRAPES).min(window);
        self.wait(window).max(least)
    }

    /// How long an alert goes on firing: never below twelve scrapes, but where it is that short by itself.
    pub(crate) fn kept(&self, keep: Duration) -> Duration {
        self.wait(keep).max((self.scrape_interval * LEAST_KEPT).min(keep))
    }

    pub(crate) fn wait(&self, time: Duration) -> Duration {
        if self.factor == 1.0 {
            return time;
        }
        Duration::from_millis((time.as_secs_f64() * 1000.0 / self.factor).round() as u64)
    }

    /// The moment on the calendar of SLOs at a moment of the clock.
    pub(crate) fn to_slo_time(self, clock: Timestamp) -> Timestamp {
        self.stretched(clock, self.factor)
    }

    /// And back.
    pub(crate) fn to_clock(self, slo: Timestamp) -> Timestamp {
        self.stretched(slo, 1.0 / self.factor)
    }

    fn stretched(self, moment: Timestamp, factor: f64) -> Timestamp {
        if self.factor == 1.0 {
            return moment;
        }
        let from_origin = moment.duration_since(self.origin).as_millis() as f64 * factor;
        let from_origin = SignedDuration::from_millis(from_origin.round() as i64);
        let beyond = if from_origin.is_negative() { Timestamp::MIN } else { Timestamp::MAX };
        self.origin.checked_add(from_origin).unwrap_or(beyond)
    }
}

impl Default for TimeScale {
    fn default() -> Self {
        Self::REAL
    }
}

impl fmt::Display for TimeScale {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.factor == 1.0 {
            return f.write_str("real time");
        }
        let day = Duration::from_secs_f64((86_400.0 / self.factor).round());
        write!(f, "workshop time: a day of an SLO lasts {}", crate::prometheus_duration::duration(day))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const fn minutes(minutes: u64) -> Duration {
        Duration::from_secs(minutes * 60)
    }

    fn workshop() -> TimeScale {
        TimeScale::new(24.0, Duration::from_secs(5), Timestamp::UNIX_EPOCH).unwrap()
    }

    #[test]
    fn a_day_lasts_an_hour() {
        assert_eq!(workshop().length(minutes(24 * 60)), minutes(60));
        assert_eq!(workshop().to_string(), "workshop time: a day of an SLO lasts 1h");
    }

    #[test]
    fn no_window_is_below_four_scrapes() {
        assert_eq!(workshop().length(minutes(5)), Duration::from_secs(20));
        assert_eq!(workshop().length(minutes(60)), Duration::from_millis(150_000));
    }

    #[test]
    fn real_time_changes_nothing() {
        assert_eq!(TimeScale::REAL.length(minutes(5)), minutes(5));
        assert_eq!(TimeScale::REAL.to_string(), "real time");
    }

    #[test]
    fn there_is_no_slower_than_real_time() {
        for factor in [0.0, 0.5, -1.0, f64::NAN, f64::INFINITY, 10_001.0] {
            assert!(TimeScale::new(factor, minutes(1), Timestamp::UNIX_EPOCH).is_err(), "{factor}");
        }
    }

    #[test]
    fn slo_time_and_back_is_the_clock() {
        let scale = workshop();
        let moment = Timestamp::from_second(3_600).unwrap();
        assert_eq!(scale.to_slo_time(moment), Timestamp::from_second(86_400).unwrap());
        assert_eq!(scale.to_clock(scale.to_slo_time(moment)), moment);
    }
}
