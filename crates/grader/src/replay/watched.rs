//! Alerts from evaluation to evaluation: pending, firing, over.

use std::time::Duration;

use movie_guru_slo::{AlertState, Period, Watch};

use super::played::Played;
use super::scrapes::Scrapes;

/// In which state at least one instance of an alert is, at each scrape.
pub(super) struct States {
    scrapes: Scrapes,
    pending: Vec<bool>,
    firing: Vec<bool>,
}

impl States {
    pub(super) fn new(scrapes: Scrapes) -> Self {
        Self { scrapes, pending: vec![false; scrapes.count], firing: vec![false; scrapes.count] }
    }

    /// Adds an instance, by whether its condition holds at each scrape, how long it must, and how long it is kept.
    pub(super) fn add(&mut self, holds: impl Iterator<Item = bool>, after: Duration, keep: Duration) {
        let (mut watch, idle) = (Watch::default(), Watch::default());
        for (scrape, holds) in holds.enumerate().take(self.scrapes.count) {
            if !holds && watch == idle {
                continue;
            }
            match watch.update(self.scrapes.moment(scrape), holds, after, keep) {
                AlertState::Inactive => {}
                AlertState::Pending => self.pending[scrape] = true,
                AlertState::Firing => self.firing[scrape] = true,
            }
        }
    }

    pub(super) fn played(&self) -> Played {
        Played { pending: self.periods(&self.pending), firing: self.periods(&self.firing) }
    }

    /// Each from the first scrape in a state to the first that is not, or to the last.
    fn periods(&self, is_in: &[bool]) -> Vec<Period> {
        let mut periods: Vec<Period> = Vec::new();
        let mut was_in = false;
        for (scrape, is_in) in is_in.iter().enumerate() {
            let now = self.scrapes.moment(scrape);
            match periods.last_mut() {
                Some(period) if was_in => period.end = now,
                _ if *is_in => periods.push(Period { start: now, end: now }),
                _ => {}
            }
            was_in = *is_in;
        }
        periods
    }
}
