//! Troubles that nobody is called for, or late.

use movie_guru_slo::Target;

use super::burn::{Pair, pairs};
use crate::figures::{Caught, Figures};
use crate::finding::{Finding, Mistake};
use crate::graded::{GradedSubject, OnTimeline};
use crate::plain;
use crate::sli::BLIND;

/// So many times as much spent as where somebody knows the truth.
pub(crate) const LATE: f64 = 2.0;
/// Nobody loses sleep over less of the budget.
pub(crate) const TRIFLE: f64 = 0.01;
/// Where others let go so much less.
const BEATEN: f64 = 1.25;
/// More titles than these are not read.
pub(super) const MOST_TITLES: usize = 4;

fn significant(figures: &Figures) -> impl Iterator<Item = &Caught> {
    figures.events.iter().filter(|event| event.is_significant)
}

/// An event, and on which timeline where that has another name.
pub(super) fn named(on: &OnTimeline, event: &Caught) -> String {
    if on.title == event.title {
        format!("“{}”", event.title)
    } else {
        format!("“{}” ({})", event.title, on.title)
    }
}

/// What deserves a call, and none of the alerts sees it: what the SLI does not know of apart from the rest.
pub(super) fn misses(graded: &GradedSubject) -> Vec<Finding> {
    let all: Vec<_> =
        graded.timelines.iter().flat_map(|on| significant(&on.together).map(move |event| (on, event))).collect();
    let mut missed: Vec<_> = all.iter().filter(|(_, event)| event.detection.is_none()).copied().collect();
    missed.sort_by(|(_, one), (_, other)| other.spent.total_cmp(&one.spent));
    let (unknown, missed): (Vec<_>, Vec<_>) = missed.into_iter().partition(|(on, _)| is_blind(on));
    let of = |missed: &[(&OnTimeline, &Caught)], next: String| {
        let (on, worst) = missed.first()?;
        let costs = format!("{}, which costs {}", named(on, worst), plain::cost(worst.spent, graded.window));
        let others: Vec<_> = missed.iter().skip(1).map(|(on, event)| named(on, event)).collect();
        let says = match others.is_empty() {
            true => format!("Nobody is called for {costs}."),
            false => format!(
                "Nobody is called for {} of {} troubles that deserve it: {costs}, and {}.",
                missed.len(),
                all.len(),
                plain::list(&others, MOST_TITLES)
            ),
        };
        Some(Finding { kind: Mistake::Misses, alert: None, says, next })
    };
    let pair = missed.first().and_then(|(_, worst)| catching(graded, worst));
    let next = match pair {
        Some(pair) => format!("Add an alert for a burn rate above {pair}."),
        None => "Lower a factor, or look over a longer window.".to_owned(),
    };
    let elsewhere = "No alert on this SLI can know of it: count what users feel, as is said of the SLI.".to_owned();
    of(&missed, next).into_iter().chain(of(&unknown, elsewhere)).collect()
}

/// Whether the SLI is blind to what was bad for users.
pub(crate) fn is_blind(on: &OnTimeline) -> bool {
    on.sli.as_ref().is_some_and(|sli| sli.seen.is_some_and(|seen| seen < BLIND))
}

/// The quickest of the Workbook's pairs that an event as a whole is above.
fn catching(graded: &GradedSubject, event: &Caught) -> Option<Pair> {
    let lasted = event.lasted.as_secs_f64();
    let burn = if lasted > 0.0 { event.spent * graded.window.as_secs_f64() / lasted } else { 0.0 };
    let target = Target::new(graded.target)?;
    // Over a window that is longer than the event, it is diluted.
    let seen = |pair: &Pair| burn * (lasted / pair.long.as_secs_f64()).min(1.0) > 1.2 * pair.factor;
    pairs(target, graded.window).find(seen)
}

/// What was called for when far more was spent than had to be, and than others would have let go.
pub(super) fn late(graded: &GradedSubject) -> Option<Finding> {
    let all = graded.timelines.iter().flat_map(|on| late_on(on).into_iter().map(move |late| (on, late)));
    let (on, late) = all.max_by(|(_, one), (_, other)| one.spent.total_cmp(&other.spent))?;
    let beside = match late.other {
        Some((title, spent)) => format!("{title} calls at {}, and the best possible", plain::share(spent)),
        None => "The best possible calls".to_owned(),
    };
    let says = format!(
        "{} costs {} before anybody knows. {beside} at {}.",
        named(on, late.event),
        plain::cost(late.spent, graded.window),
        plain::share(late.best)
    );
    let next = match catching(graded, late.event) {
        Some(pair) => format!("Add an alert for a burn rate above {pair}, without a long `for`."),
        None => "Shorten what it waits for: its `for`, or its window.".to_owned(),
    };
    Some(Finding { kind: Mistake::Late, alert: None, says, next })
}

/// An event that was called for late.
struct LateEvent<'a> {
    event: &'a Caught,
    spent: f64,
    best: f64,
    /// The one of the others that had let the least go.
    other: Option<(&'a str, f64)>,
}

fn late_on(on: &OnTimeline) -> Vec<LateEvent<'_>> {
    let Some((best, others)) = on.references.split_last() else { return Vec::new() };
    let spent = |figures: &Figures, index: usize| figures.events.get(index).and_then(|event| event.spent_at_page);
    let mut late = Vec::new();
    for (index, event) in on.together.events.iter().enumerate().filter(|(_, event)| event.is_significant) {
        let Some((at_page, best)) = event.spent_at_page.zip(spent(&best.figures, index)) else { continue };
        let mut other: Option<(&str, f64)> = None;
        for reference in others {
            if let Some(spent) = spent(&reference.figures, index)
                && other.is_none_or(|(_, least)| spent < least)
            {
                other = Some((&reference.title, spent));
            }
        }
        // What nobody real would have known earlier is no mistake.
        let is_beaten = other.is_none_or(|(_, spent)| at_page > spent * BEATEN);
        if at_page > LATE * best && at_page - best > TRIFLE && is_beaten {
            late.push(LateEvent { event, spent: at_page, best, other });
        }
    }
    late
}
