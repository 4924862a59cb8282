//! What the timelines showed.

use std::time::Duration;

use movie_guru_slo::KEEP_FIRING_FOR;

use super::unheard::{MOST_TITLES, late, misses, named};
use crate::finding::{Finding, Mistake};
use crate::graded::{GradedSubject, OnAlert, OnTimeline};
use crate::plain;

/// Two failures are not one; some timelines have as many as expected, with fractions.
const ONE: std::ops::Range<f64> = 0.5..1.5;
/// Whoever is woken may stop looking after so long.
const SLOW: Duration = Duration::from_secs(3600);
/// A ticket may stay open until the next working day.
const SLOW_TICKET: Duration = Duration::from_secs(86_400);
/// Called so often after the first call, people mute it.
const AGAIN: usize = 3;
/// An alert that fires for more of the time is background.
pub(crate) const ALWAYS: f64 = 0.25;
/// Firing periods that differ by less are the same: two evaluations.
const SAME: f64 = 61.0;

/// What the timelines showed, most important first.
pub fn of_figures(graded: &GradedSubject) -> Vec<Finding> {
    if graded.alerts.is_empty() || graded.timelines.is_empty() {
        return Vec::new();
    }
    let each = |of: fn(&OfAlert<'_>) -> Option<Finding>| OfAlert::all(graded).filter_map(move |alert| of(&alert));
    let mut findings = misses(graded);
    findings.extend(each(one_failure));
    findings.extend(each(never_fires));
    findings.extend(each(for_nothing));
    findings.extend(late(graded));
    findings.extend(each(refires));
    findings.extend(each(slow_reset));
    findings.extend(twins(graded));
    findings
}

/// One alert, on all timelines.
struct OfAlert<'a> {
    graded: &'a GradedSubject,
    index: usize,
    name: &'a str,
}

impl<'a> OfAlert<'a> {
    fn all(graded: &'a GradedSubject) -> impl Iterator<Item = Self> {
        graded.alerts.iter().enumerate().map(move |(index, alert)| Self { graded, index, name: &alert.name })
    }

    fn on(&self) -> impl Iterator<Item = (&'a OnTimeline, &'a OnAlert)> {
        let index = self.index;
        self.graded.timelines.iter().filter_map(move |on| on.alerts.get(index).map(|alert| (on, alert)))
    }

    fn says(&self, kind: Mistake, says: String, next: String) -> Finding {
        Finding::of(kind, self.name, says, next)
    }

    /// What is known of it beside its name.
    fn wakes(&self) -> bool {
        self.graded.alerts.get(self.index).is_some_and(|alert| wakes(&alert.severity))
    }

    /// What makes it go on, as it is written.
    fn keep(&self) -> &'static str {
        let is_document = self.graded.alerts.get(self.index).is_some_and(|alert| alert.burn_rate.is_some());
        if is_document { KEEP_FIRING_FOR } else { "keep_firing_for" }
    }

    /// So many requests that one failure of them is not enough.
    fn enough_requests(&self) -> String {
        let least =
            self.graded.alerts.get(self.index).and_then(|alert| alert.least_error_rate).filter(|rate| *rate > 0.0);
        let requests = least.map_or(10.0, |rate| (2.0 / rate).ceil().max(10.0));
        format!("ask for at least {} in its window", plain::count(requests.min(1e6) as usize, "request", "requests"))
    }

    /// A short window for a long one, as the Workbook has them: a twelfth.
    fn short_window(&self) -> String {
        let burn = self.graded.alerts.get(self.index).and_then(|alert| alert.burn_rate);
        match burn {
            Some(burn) if burn.short.is_none() => format!(
                "Add a second, shorter window of {}: it is over soon after the trouble.",
                plain::duration((burn.long / 12).max(Duration::from_secs(120)))
            ),
            Some(burn) => format!(
                "Shorten its short window of {}, or the time that it is kept after the trouble.",
                plain::duration(burn.short.unwrap_or_default())
            ),
            None => {
                "Add a second condition over a window a twelfth as long with `and`: it is over soon after the trouble."
                    .to_owned()
            }
        }
    }
}

/// Whether a severity gets people out of bed.
pub(crate) fn wakes(severity: &str) -> bool {
    let severity = severity.to_lowercase();
    !["ticket", "warn", "info", "low", "none", "notice", "email"].iter().any(|calm| severity.contains(calm))
}

fn one_failure(alert: &OfAlert<'_>) -> Option<Finding> {
    let (on, _) = alert.on().find(|(_, on)| on.fewest_failures.is_some_and(|fewest| ONE.contains(&fewest)))?;
    Some(alert.says(
        Mistake::PagesForOneFailure,
        format!("`{}` calls for a single failed request on “{}”.", alert.name, on.title),
        plain::sentence(&format!("{}: a share of fewer says nothing.", alert.enough_requests())),
    ))
}

fn never_fires(alert: &OfAlert<'_>) -> Option<Finding> {
    if alert.on().any(|(_, on)| !on.firing.is_empty() || on.figures.pages > 0) {
        return None;
    }
    let pending: usize = alert.on().map(|(_, on)| on.pending.len()).sum();
    let name = alert.name;
    let timelines = match alert.graded.timelines.as_slice() {
        [only] => format!("on “{}”", only.title),
        all => format!("on any of {} timelines", all.len()),
    };
    let (says, next) = if pending > 0 {
        (
            format!(
                "`{name}` never fires {timelines}: its condition holds {}, and never long enough.",
                plain::often(pending)
            ),
            "Shorten its `for`: a window says already how long it must last.".to_owned(),
        )
    } else {
        match alert.graded.alerts.get(alert.index).and_then(|alert| alert.least_error_rate) {
            Some(rate) => (
                format!(
                    "`{name}` never fires {timelines}: for less than {} of bad requests it stays silent.",
                    plain::share(rate)
                ),
                "Lower its factor, or take it away: an alert that never fires is one that nobody knows to work."
                    .to_owned(),
            ),
            None => (
                format!("`{name}` never fires {timelines}, and would not if every request failed."),
                "Mend it or take it away: whoever trusts it is not called.".to_owned(),
            ),
        }
    };
    Some(alert.says(Mistake::NeverFires, says, next))
}

/// The share of a timeline's time, without that of its significant events, in which something fires.
pub(crate) fn idle_firing<'f>(on: &OnTimeline, firing: impl IntoIterator<Item = &'f (f64, f64)>) -> f64 {
    let mut busy: Vec<(f64, f64)> =
        on.chart.events.iter().filter(|event| event.3).map(|event| (event.1, event.2)).collect();
    let length = on.length.as_secs_f64();
    let idle = length - covered(&mut busy.clone());
    let of_events = covered(&mut busy);
    busy.extend(firing);
    if idle > 0.0 { ((covered(&mut busy) - of_events) / idle).clamp(0.0, 1.0) } else { 0.0 }
}

/// How long some stretches are together.
fn covered(stretches: &mut [(f64, f64)]) -> f64 {
    stretches.sort_by(|one, other| one.0.total_cmp(&other.0));
    let (mut sum, mut until) = (0.0, f64::NEG_INFINITY);
    for (start, end) in stretches.iter() {
        sum += (end - start.max(until)).max(0.0);
        until = end.max(until);
    }
    sum
}

/// What fires most of the time, whatever happens, says nothing.
fn always(alert: &OfAlert<'_>) -> Option<Finding> {
    let each = alert.on().map(|(on, alert)| (on, idle_firing(on, &alert.firing)));
    let (on, share) = each.max_by(|(_, one), (_, other)| one.total_cmp(other)).filter(|(_, share)| *share > ALWAYS)?;
    Some(alert.says(
        Mistake::CallsForNothing,
        format!(
            "`{}` fires for {} of the time on “{}” in which nothing deserves it.",
            alert.name,
            plain::share(share),
            on.title
        ),
        "Compare the share of bad requests over a window with what the budget allows.".to_owned(),
    ))
}

fn for_nothing(alert: &OfAlert<'_>) -> Option<Finding> {
    if let Some(finding) = always(alert) {
        return Some(finding);
    }
    let mut on: Vec<_> = alert.on().filter(|(_, on)| on.figures.for_nothing > 0).collect();
    let a_week = |on: &OnTimeline, alert: &OnAlert| alert.figures.for_nothing as f64 / on.length.as_secs_f64().max(1.0);
    on.sort_by(|one, other| a_week(other.0, other.1).total_cmp(&a_week(one.0, one.1)));
    let (worst, figures) = *on.first()?;
    let others: Vec<_> = on.iter().skip(1).map(|(on, _)| format!("“{}”", on.title)).collect();
    let also =
        if others.is_empty() { String::new() } else { format!(", and on {}", plain::list(&others, MOST_TITLES)) };
    let often = plain::a_week(figures.figures.for_nothing, worst.length);
    Some(alert.says(
        Mistake::CallsForNothing,
        format!("`{}` calls for nothing {often} on “{}”{also}.", alert.name, worst.title),
        format!("Let it look over a longer window with a higher factor, or {}.", alert.enough_requests()),
    ))
}

fn refires(alert: &OfAlert<'_>) -> Option<Finding> {
    let events = alert.on().flat_map(|(on, alert)| alert.figures.events.iter().map(move |event| (on, event)));
    let (on, event) = events.max_by_key(|(_, event)| event.refires)?;
    if event.refires < AGAIN {
        return None;
    }
    Some(alert.says(
        Mistake::Refires,
        format!("`{}` calls {} for one trouble, {}.", alert.name, plain::often(event.refires + 1), named(on, event)),
        format!(
            "Let it go on for a while once its condition holds no more: `{}: 30m`, or a longer window.",
            alert.keep()
        ),
    ))
}

fn slow_reset(alert: &OfAlert<'_>) -> Option<Finding> {
    let long = if alert.wakes() { SLOW } else { SLOW_TICKET };
    let events = alert.on().flat_map(|(on, alert)| alert.figures.events.iter().map(move |event| (on, event)));
    let slow = events.filter_map(|(on, event)| event.reset.map(|reset| (on, event, reset)));
    let slow = slow.filter(|(_, event, reset)| *reset > long && *reset > event.lasted);
    let (on, event, reset) = slow.max_by_key(|(.., reset)| *reset)?;
    Some(alert.says(
        Mistake::SlowReset,
        format!(
            "`{}` goes on for {} after {} is over, which lasted {}: nobody sees from it that the trouble has ended.",
            alert.name,
            plain::duration(reset),
            named(on, event),
            plain::duration(event.lasted)
        ),
        alert.short_window(),
    ))
}

/// Alerts that fire together on every timeline.
fn twins(graded: &GradedSubject) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut known: Vec<usize> = Vec::new();
    for (one, alert) in graded.alerts.iter().enumerate() {
        let is_twin = |other: &usize| !known.contains(other) && are_twins(graded, one, *other);
        let twins: Vec<_> = (one + 1..graded.alerts.len()).filter(is_twin).collect();
        if twins.is_empty() || known.contains(&one) {
            continue;
        }
        let names: Vec<_> =
            twins.iter().filter_map(|twin| graded.alerts.get(*twin)).map(|twin| format!("`{}`", twin.name)).collect();
        known.extend(twins);
        findings.push(Finding {
            kind: Mistake::Twins,
            alert: None,
            says: format!(
                "`{}` and {} always fire together: each trouble calls {}.",
                alert.name,
                plain::list(&names, MOST_TITLES),
                plain::often(names.len() + 1)
            ),
            next: "Keep one, or let one look over a much longer window with a lower factor, for a ticket.".to_owned(),
        });
    }
    findings
}

fn are_twins(graded: &GradedSubject, one: usize, other: usize) -> bool {
    let near = |one: f64, other: f64| (one - other).abs() <= SAME;
    let mut fire = false;
    graded.timelines.iter().filter_map(|on| on.alerts.get(one).zip(on.alerts.get(other))).all(|(one, other)| {
        fire |= !one.firing.is_empty();
        let mut pairs = one.firing.iter().zip(&other.firing);
        one.firing.len() == other.firing.len() && pairs.all(|(one, other)| near(one.0, other.0) && near(one.1, other.1))
    }) && fire
}
