//! What an alert did, held against the truth. The words are those of the SRE Workbook, chapter 5 ("Alerting on SLOs"):
//! precision, recall, detection time, reset time.

mod calls;
mod union;

use std::time::Duration;

use calls::{Calls, Reach};
use jiff::Timestamp;
use movie_guru_slo::Period;
use serde::Serialize;
pub(crate) use union::union;

use crate::replay::Played;
use crate::subject::Subject;
use crate::truth::{Event, Truth};

/// Of one alert, or of several together, on one timeline. Durations are those of the calendar.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Figures {
    /// Each event, in order of time.
    pub events: Vec<Caught>,
    /// How often somebody was called.
    pub pages: usize,
    /// How often for nothing significant.
    pub for_nothing: usize,
    /// Calls a week.
    pub pages_a_week: f64,
    /// The share of calls that were for something significant; none without calls.
    pub precision: Option<f64>,
    /// The share of significant events that somebody was called for; none without such events.
    pub recall: Option<f64>,
    /// The longest that a significant event went on unseen, among those that were seen.
    #[serde(serialize_with = "crate::seconds::some")]
    pub detection: Option<Duration>,
    /// The longest that it went on firing after an event was over.
    #[serde(serialize_with = "crate::seconds::some")]
    pub reset: Option<Duration>,
    /// The most that a significant event had spent of the whole budget at the first call; all that it cost where nobody
    /// was called.
    pub spent_at_page: Option<f64>,
    /// The most calls after the first for one event.
    pub refires: usize,
}

/// An event, and what the alert made of it.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Caught {
    /// What people call the event.
    pub title: String,
    /// Whether it deserved a call.
    pub is_significant: bool,
    /// How long it lasted.
    #[serde(serialize_with = "crate::seconds::all")]
    pub lasted: Duration,
    /// The share of the whole budget that it spent.
    pub spent: f64,
    /// From its start to the first call; none where there was none.
    #[serde(serialize_with = "crate::seconds::some")]
    pub detection: Option<Duration>,
    /// From the moment on which it deserved one to the first call, 0 where the call came earlier.
    #[serde(serialize_with = "crate::seconds::some")]
    pub later_than_possible: Option<Duration>,
    /// The share of the whole budget that was spent at the first call.
    pub spent_at_page: Option<f64>,
    /// How long it fired after the end.
    #[serde(serialize_with = "crate::seconds::some")]
    pub reset: Option<Duration>,
    /// Calls after the first.
    pub refires: usize,
    /// The share of the event's time in which it fired.
    pub covered: f64,
}

/// Holds what an alert did against the truth.
///
/// A call is for each event in which it comes, or within an hour of the calendar after it, before the next one begins. An
/// alert that fires already when an event begins has seen it at once, but the call that it began with was not for it: it is
/// for something significant only where it came in an event that is, or that overlaps or touches one that is.
pub fn figures(truth: &Truth, events: &[Event], subject: &Subject, pace: f64, played: &Played) -> Figures {
    let reaches = Reach::of(events, pace);
    let caught: Vec<Caught> = events
        .iter()
        .zip(&reaches)
        .map(|(event, reach)| {
            let spent = |until| truth.spent(subject, pace, Period { start: event.period.start, end: until });
            caught(event, reach.calls(&played.firing), pace, spent)
        })
        .collect();
    let significant = || caught.iter().filter(|event| event.is_significant);
    let is_deserved = |call: &&Period| reaches.iter().any(|reach| reach.deserves_call && reach.holds(call.start));
    let pages = played.firing.len();
    let deserved = played.firing.iter().filter(is_deserved).count();
    let seen = significant().filter(|event| event.detection.is_some()).count();
    Figures {
        pages,
        for_nothing: pages - deserved,
        pages_a_week: truth.known().map_or(0.0, |known| pages as f64 * WEEK / (known.length().as_secs_f64() * pace)),
        precision: share(deserved, pages),
        recall: share(seen, significant().count()),
        detection: significant().filter_map(|event| event.detection).max(),
        reset: caught.iter().filter_map(|event| event.reset).max(),
        spent_at_page: significant().map(|event| event.spent_at_page.unwrap_or(event.spent)).reduce(f64::max),
        refires: caught.iter().map(|event| event.refires).max().unwrap_or_default(),
        events: caught,
    }
}

/// Several alerts as one: somebody is called when the first of them begins to fire.
pub fn together(played: &[Played]) -> Played {
    Played {
        pending: union(played.iter().flat_map(|alert| &alert.pending).copied().collect()),
        firing: union(played.iter().flat_map(|alert| &alert.firing).copied().collect()),
    }
}

const WEEK: f64 = 7.0 * 86_400.0;

fn share(part: usize, all: usize) -> Option<f64> {
    (all > 0).then(|| part as f64 / all as f64)
}

/// What was made of an event; `spent` is what it had spent at a moment in it.
fn caught(event: &Event, calls: Calls, pace: f64, spent: impl Fn(Timestamp) -> f64) -> Caught {
    let Event { period, .. } = event;
    let between = |start: Timestamp, end: Timestamp| Period { start, end }.length().mul_f64(pace);
    Caught {
        title: event.title.clone(),
        is_significant: event.significant_since.is_some(),
        lasted: between(period.start, period.end),
        spent: event.spent,
        detection: calls.first.map(|first| between(period.start, first)),
        later_than_possible: calls.first.zip(event.significant_since).map(|(first, since)| between(since, first)),
        spent_at_page: calls.first.map(|first| if first < period.end { spent(first) } else { event.spent }),
        reset: calls.first.and(calls.last).map(|last| between(period.end, last)),
        refires: calls.refires,
        covered: calls.covered,
    }
}

#[cfg(test)]
mod tests;
