//! Which calls are for which event.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use movie_guru_slo::Period;

use super::union::union;
use crate::truth::Event;

/// Calls that come so long after an event, on the calendar, are still for it: windows and `for` know of it later.
const AFTERMATH: Duration = Duration::from_secs(3_600);

/// When calls are for an event.
#[derive(Clone, Copy, Debug)]
pub(super) struct Reach {
    event: Period,
    /// When the next event begins that begins after its end.
    next: Timestamp,
    /// The last moment of its aftermath.
    late: Timestamp,
    /// Whether it deserves a call, or one does that overlaps or touches it, by others in between too: to whoever is called
    /// they are one.
    pub(super) deserves_call: bool,
}

/// What an alert did for an event.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Calls {
    /// When it first fired; the event's start where it fired already.
    pub(super) first: Option<Timestamp>,
    /// Up to when it fired, as far as the next event.
    pub(super) last: Option<Timestamp>,
    /// How often it began again.
    pub(super) refires: usize,
    /// The share of the event's time in which it fired.
    pub(super) covered: f64,
}

impl Reach {
    /// Of each event, in order.
    pub(super) fn of(events: &[Event], pace: f64) -> Vec<Self> {
        let aftermath = SignedDuration::try_from(AFTERMATH.div_f64(pace)).unwrap_or(SignedDuration::MAX);
        let together = union(events.iter().map(|event| event.period).collect());
        let is_in = |event: Period, whole: &Period| whole.start <= event.start && event.end <= whole.end;
        let reach = |event: Period| {
            let later = events.iter().map(|other| other.period.start).filter(|start| *start >= event.end);
            let next = later.min().unwrap_or(Timestamp::MAX);
            let whole = together.iter().find(|whole| is_in(event, whole));
            let significant = || events.iter().filter(|other| other.significant_since.is_some());
            let deserves_call = whole.is_some_and(|whole| significant().any(|other| is_in(other.period, whole)));
            let late = event.end.checked_add(aftermath).unwrap_or(Timestamp::MAX);
            Self { event, next, late, deserves_call }
        };
        events.iter().map(|event| reach(event.period)).collect()
    }

    /// Whether a call at a moment is for the event.
    pub(super) fn holds(&self, call: Timestamp) -> bool {
        Period { start: self.event.start, end: self.next }.holds(call) && call <= self.late
    }

    /// What an alert did for the event, by when it fired: in order of time, none while another.
    pub(super) fn calls(&self, firing: &[Period]) -> Calls {
        let Self { event, next, .. } = *self;
        // One that begins to fire just then was not there before.
        let is_on = firing.iter().any(|fires| fires.start < event.start && event.start < fires.end);
        let called = firing.iter().filter(|fires| self.holds(fires.start));
        let first = if is_on { Some(event.start) } else { called.clone().map(|fires| fires.start).next() };
        let overlap = |fires: &Period| Period { start: fires.start.max(event.start), end: fires.end.min(event.end) };
        let met = firing.iter().filter(|fires| self.holds(fires.start) || !overlap(fires).length().is_zero());
        let covered: Duration = firing.iter().map(|fires| overlap(fires).length()).sum();
        let lasted = event.length();
        Calls {
            first,
            last: met.map(|fires| fires.end.min(next)).max(),
            refires: called.count().saturating_sub(usize::from(!is_on)),
            covered: if lasted.is_zero() { 0.0 } else { covered.as_secs_f64() / lasted.as_secs_f64() },
        }
    }
}
