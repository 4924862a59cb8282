//! What it is like to be called: how often, at night, and for nothing.

use std::time::Duration;

use crate::graded::{GradedSubject, OnTimeline};
use crate::plain;

/// In seconds; timelines begin at midnight.
const DAY: f64 = 86_400.0;
/// A night's end and beginning.
const MORNING: f64 = 6.0 * 3600.0;
const EVENING: f64 = 22.0 * 3600.0;
/// A call that comes so soon after an event is for it, as in its figures.
const AFTERWARDS: f64 = 3600.0;

/// The alerts of one severity.
pub(super) struct Severity<'a> {
    pub(super) name: &'a str,
    graded: &'a GradedSubject,
    alerts: Vec<usize>,
}

/// The calls of one severity on a timeline. Several alerts that fire at once are one call.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Calls {
    pub(super) all: usize,
    pub(super) at_night: usize,
    pub(super) for_nothing: usize,
}

impl<'a> Severity<'a> {
    /// The severities of a subject, in the order of its alerts.
    pub(super) fn all(graded: &'a GradedSubject) -> Vec<Self> {
        let mut all: Vec<Self> = Vec::new();
        for (index, alert) in graded.alerts.iter().enumerate() {
            match all.iter_mut().find(|known| known.name == alert.severity) {
                Some(known) => known.alerts.push(index),
                None => all.push(Self { name: &alert.severity, graded, alerts: vec![index] }),
            }
        }
        all
    }

    /// Its calls on a timeline.
    pub(super) fn on(&self, on: &OnTimeline) -> Calls {
        let alerts = || self.alerts.iter().filter_map(|index| on.alerts.get(*index));
        let mut firing: Vec<(f64, f64)> = alerts().flat_map(|alert| alert.firing.iter().copied()).collect();
        firing.sort_by(|one, other| one.0.total_cmp(&other.0));
        let mut calls: Vec<(f64, f64)> = Vec::new();
        for (start, end) in firing {
            match calls.last_mut() {
                Some(last) if start <= last.1 => last.1 = last.1.max(end),
                _ => calls.push((start, end)),
            }
        }
        let is_at_night = |call: &&(f64, f64)| !(MORNING..EVENING).contains(&call.0.rem_euclid(DAY));
        let deserved = |call: &&(f64, f64)| {
            let mut events = on.chart.events.iter().filter(|(.., is_significant)| *is_significant);
            events.any(|(_, start, end, _)| *start <= call.0 && call.0 <= *end + AFTERWARDS)
        };
        let of_each: usize = alerts().map(|alert| alert.figures.for_nothing).sum();
        let for_nothing = match self.alerts.as_slice() {
            [_] => of_each,
            _ => (calls.len() - calls.iter().filter(deserved).count()).min(of_each),
        };
        Calls { all: calls.len(), at_night: calls.iter().filter(is_at_night).count(), for_nothing }
    }

    /// The timeline on which most of some calls come in a week, and how many are on it.
    pub(super) fn worst(&self, of: impl Fn(Calls) -> usize) -> Option<(&'a OnTimeline, usize)> {
        let each = self.graded.timelines.iter().map(|on| (on, of(self.on(on)))).filter(|(_, calls)| *calls > 0);
        let a_week = |(on, calls): &(&OnTimeline, usize)| *calls as f64 / on.length.as_secs_f64().max(1.0);
        each.max_by(|one, other| a_week(one).total_cmp(&a_week(other)))
    }

    fn said(&self) -> String {
        let graded = self.graded;
        let name = if self.name.is_empty() { "alert" } else { self.name };
        let each: Vec<_> = graded.timelines.iter().map(|on| (on, self.on(on))).filter(|(_, on)| on.all > 0).collect();
        let sum = |of: fn(&Calls) -> usize| each.iter().map(|(_, calls)| of(calls)).sum::<usize>();
        let (all, at_night, for_nothing) = (sum(|on| on.all), sum(|on| on.at_night), sum(|on| on.for_nothing));
        if all == 0 {
            return format!("No {name} is ever sent.");
        }
        let time: Duration = graded.timelines.iter().map(|on| on.length).sum();
        let mut said =
            format!("{} in {}", plain::sentence(&plain::count(all, name, &plural(name))), plain::duration(time));
        if let (Some((worst, calls)), true) = (self.worst(|calls| calls.all), graded.timelines.len() > 1) {
            let often = plain::a_week(calls, worst.length);
            said += &format!(", on {}", plain::count(each.len(), "timeline", "timelines"));
            said += &format!(" of {}, most on “{}”, {often}", graded.timelines.len(), worst.title);
        }
        said += match at_night {
            0 => ", never at night".to_owned(),
            _ if at_night == all && all == 1 => ", at night".to_owned(),
            _ if at_night == all => ", all of them at night".to_owned(),
            _ => format!(", {at_night} of them at night"),
        }
        .as_str();
        said += match for_nothing {
            0 => "; none for nothing.".to_owned(),
            _ if for_nothing == all && all == 1 => "; it was for nothing.".to_owned(),
            _ if for_nothing == all => "; all of them for nothing.".to_owned(),
            _ => format!("; {for_nothing} of them for nothing."),
        }
        .as_str();
        said
    }
}

fn plural(name: &str) -> String {
    format!("{name}s")
}

/// A sentence for each severity.
pub(super) fn by_severity(graded: &GradedSubject) -> Vec<String> {
    Severity::all(graded).iter().map(Severity::said).collect()
}
