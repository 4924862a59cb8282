//! What really happened to a subject's users, and which of it deserves a call.
//!
//! An event is significant when it spends 2 % of the budget in an hour, 5 % in six hours or 10 % in three days: SRE Workbook,
//! chapter 5, table 5-6.

mod significance;
mod spending;

use jiff::Timestamp;
use movie_guru_slo::{History, Period};

use significance::Times;

use crate::subject::Subject;

/// What really happened. All moments are on the world's clock.
#[derive(Clone, Debug, Default)]
pub struct Truth {
    /// What users lived at each scrape: those that got what the subject's concern says of all who asked, whether monitoring
    /// knows of them or not.
    pub users: History,
    /// From when to when something was wrong, in order of time. Of a timeline these are all of its troubles.
    pub troubles: Vec<TrueTrouble>,
}

/// Something was wrong.
#[derive(Clone, Debug, PartialEq)]
pub struct TrueTrouble {
    /// What people call it.
    pub title: String,
    /// From when to when.
    pub period: Period,
    /// Whether it touches the subject's concern at all: slowness does not where answers are counted.
    pub is_felt: bool,
}

/// Something was wrong for the subject's users.
#[derive(Clone, Debug, PartialEq)]
pub struct Event {
    /// What people call it.
    pub title: String,
    /// From when to when.
    pub period: Period,
    /// The share of the budget of the SLO's whole window that it spent; above 1 where it spent more than all.
    pub spent: f64,
    /// From when on it deserved a call; none for what is too little. An alert that calls earlier cannot know that it will.
    pub significant_since: Option<Timestamp>,
}

impl Truth {
    /// The troubles that users felt, with what they cost, each by itself even where two are there at once. All bad requests of
    /// its period are an event's, those too that would have been bad without it: users cannot tell them apart, nor can an
    /// alert. A trouble with spikes is one event, from its first to its last.
    pub fn events(&self, subject: &Subject, pace: f64) -> Vec<Event> {
        let budget = self.budget(subject, pace);
        let felt = self.troubles.iter().filter(|trouble| trouble.is_felt);
        felt.map(|TrueTrouble { title, period, .. }| Event {
            title: title.clone(),
            period: *period,
            spent: share(spending::bad(&self.users, *period), budget),
            significant_since: significance::since(&self.users, &Times::of(subject.window, pace, budget), *period),
        })
        .collect()
    }

    /// The share of the budget of the whole window that is spent in a period: its bad requests, of those that may be bad in a
    /// window of the mean traffic of all that is known. At the resolution of scrapes: one that tells of a part of the period
    /// belongs to it. 0 where nobody came.
    pub fn spent(&self, subject: &Subject, pace: f64, period: Period) -> f64 {
        share(spending::bad(&self.users, period), self.budget(subject, pace))
    }

    /// From the first scrape to the last; none where there are not two.
    pub(crate) fn known(&self) -> Option<Period> {
        spending::known(&self.users)
    }

    /// How many requests may be bad in a whole window.
    fn budget(&self, subject: &Subject, pace: f64) -> f64 {
        subject.target.budget() * spending::a_second(&self.users) * subject.window.as_secs_f64() / pace
    }
}

/// So many bad requests of so many that may be.
fn share(bad: f64, budget: f64) -> f64 {
    if budget > 0.0 { bad / budget } else { 0.0 }
}

#[cfg(test)]
mod tests;
