//! One sentence: can people live with these alerts?

use super::called::Severity;
use super::troubles::Trouble;
use crate::findings::{ALWAYS, idle_firing, is_blind, wakes};
use crate::graded::{GradedSubject, OnTimeline};
use crate::plain;

/// Who is called more often in a week for nothing stops looking. A ticket may be opened a little more often.
const NOISE: f64 = 1.25;
const NOISE_OF_TICKETS: f64 = 6.5;
/// So much of the budget spent before anybody knows is worth a sentence.
const MUCH: f64 = 0.2;

pub(super) fn headline(graded: &GradedSubject) -> String {
    if graded.alerts.is_empty() {
        return "Nobody would ever be called: this SLO has no alert.".to_owned();
    }
    if graded.timelines.is_empty() {
        return "No timeline was played, so only what the rules themselves say is known of these alerts.".to_owned();
    }
    let (all, missed, late) = (Trouble::all(graded), Trouble::missed(graded), Trouble::late(graded));
    let calls: usize = graded.timelines.iter().map(|on| on.together.pages).sum();
    let worst_missed = missed
        .first()
        .map(|trouble| format!("{} would cost {}", trouble.named(), plain::cost(trouble.event.spent, graded.window)));
    if calls == 0 {
        return match (all.len(), worst_missed) {
            (0, _) | (_, None) => "Nobody would be called, and nothing that happens deserves it.".to_owned(),
            (1, Some(worst)) => format!("Nobody would ever be called: {worst}, and nobody would know."),
            (_, Some(worst)) => {
                format!("Nobody would ever be called: {} troubles pass unseen, and {worst}.", all.len())
            }
        };
    }
    let late = late.first().filter(|trouble| trouble.spent_at_page() >= MUCH).map(|trouble| {
        let cost = plain::cost(trouble.spent_at_page(), graded.window);
        format!("{} would cost {cost} before anybody knew", trouble.named())
    });
    let is_of_sli = !missed.is_empty() && late.is_none() && missed.iter().all(|trouble| is_blind(trouble.on));
    let unseen = worst_missed.map(|worst| format!("{worst}, and nobody would know")).or(late);
    match (background(graded).or_else(|| noise(graded)), unseen) {
        (Some(noise), Some(unseen)) => format!("{noise}; {unseen}."),
        (Some(noise), None) => format!("{noise}: soon nobody would look."),
        (None, Some(unseen)) if is_of_sli => {
            format!("People can live with these alerts, but not with the SLI: {unseen}.")
        }
        (None, Some(unseen)) => format!("People could sleep with these alerts, and should not: {unseen}."),
        (None, None) if sleeps(graded) => {
            let troubles = if all.len() == 1 { "the one trouble that deserves" } else { "the troubles that deserve" };
            format!(
                "Nobody would ever be woken: no page fires on any timeline, and {troubles} a call would be a ticket."
            )
        }
        (None, None) => format!("People can live with these alerts: {}.", fine(graded, all.len())),
    }
}

/// Whether there are alerts that wake people and never fire, and others do.
fn sleeps(graded: &GradedSubject) -> bool {
    let mut waking = graded.alerts.iter().enumerate().filter(|(_, alert)| wakes(&alert.severity)).peekable();
    let fires = |index: usize| {
        graded.timelines.iter().any(|on| on.alerts.get(index).is_some_and(|alert| !alert.firing.is_empty()))
    };
    waking.peek().is_some() && !Trouble::all(graded).is_empty() && waking.all(|(index, _)| !fires(index))
}

/// `NoComparison fires for 98 % of the time`, where something is always on.
fn background(graded: &GradedSubject) -> Option<String> {
    let of = |on: &OnTimeline| idle_firing(on, on.alerts.iter().flat_map(|alert| &alert.firing));
    let each = graded.timelines.iter().map(|on| (on, of(on)));
    let (on, share) = each.max_by(|(_, one), (_, other)| one.total_cmp(other)).filter(|(_, share)| *share > ALWAYS)?;
    let share = plain::share(share);
    Some(format!("Something would fire for {share} of the time in which nothing deserves it (“{}”)", on.title))
}

/// `You would be called 12 times a week for nothing`, where that is too often.
fn noise(graded: &GradedSubject) -> Option<String> {
    let severities = Severity::all(graded);
    let worst = severities.iter().filter_map(|severity| {
        let (on, calls) = severity.worst(|calls| calls.for_nothing)?;
        let each = calls as f64 * plain::WEEK / on.length.as_secs_f64().max(1.0);
        let limit = if wakes(severity.name) { NOISE } else { NOISE_OF_TICKETS };
        (each >= limit && calls > 1).then_some((severity, on, calls, each / limit))
    });
    let (severity, on, calls, _) = worst.max_by(|one, other| one.3.total_cmp(&other.3))?;
    let often = plain::a_week(calls, on.length);
    Some(match wakes(severity.name) {
        true => format!("You would be called {often} for nothing (“{}”)", on.title),
        false => format!("You would have a {} {often} for nothing (“{}”)", severity.name, on.title),
    })
}

fn fine(graded: &GradedSubject, troubles: usize) -> String {
    let for_nothing: usize = graded.timelines.iter().map(|on| on.together.for_nothing).sum();
    let time = plain::duration(graded.timelines.iter().map(|on| on.length).sum());
    let calls = match for_nothing {
        0 => "none comes for nothing".to_owned(),
        1 => format!("one in {time} comes for nothing"),
        _ => format!("{for_nothing} in {time} come for nothing"),
    };
    match troubles {
        0 => format!("nothing that happens deserves a call, and of the calls {calls}"),
        1 => format!("the one trouble that deserves a call gets one, and of the calls {calls}"),
        2 => format!("both troubles that deserve a call get one, and of the calls {calls}"),
        _ => format!("all {troubles} troubles that deserve a call get one, and of the calls {calls}"),
    }
}
