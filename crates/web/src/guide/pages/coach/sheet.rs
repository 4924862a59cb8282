//! What must hold in a challenge, for its coach: what looks at it, its hints, and how the team stands.

use maud::{Markup, html};
use movie_guru_workshop::challenge::Criterion;
use movie_guru_workshop::check::Check;
use movie_guru_workshop::{Challenge, CriterionState, RoomState};

use crate::guide::pages::frame::clock;

pub(super) fn criteria(challenge: &Challenge, state: Option<&RoomState>) -> Markup {
    let own = state.and_then(|state| state.challenges.iter().find(|own| own.slug == challenge.slug));
    html! {
        @if !challenge.criteria().is_empty() {
            section #checks .findings data-part="" aria-labelledby="criteria" {
                h2 #criteria { "What is checked" }
                ol .criteria {
                    @for (index, criterion) in challenge.criteria().iter().enumerate() {
                        (shown(criterion, own.and_then(|own| own.criteria.get(index))))
                    }
                }
            }
        }
    }
}

fn shown(criterion: &Criterion, state: Option<&CriterionState>) -> Markup {
    let taken = state.map_or(0, |state| state.hints.len());
    html! {
        li .criterion data-verdict=(if criterion.check.is_some() { "open" } else { "coach" }) {
            h3 { (criterion.title) }
            @match (&criterion.check, &criterion.coach) {
                (Some(check), _) => { p { strong { "The lab looks at " } (looks_at(check)) } }
                (None, Some(coach)) => { p { strong { "You look: " } (coach) } }
                (None, None) => { p { strong { "You look." } } }
            }
            @if let Some(state) = state.filter(|state| state.is_checked) { (standing(state)) }
            @if !criterion.hints.is_empty() {
                ol .hints aria-label="Hints" {
                    @for (level, hint) in criterion.hints.iter().enumerate() {
                        li {
                            span .muted { "Hint " (level + 1) @if level < taken { ", taken" } ":" } " " (hint)
                        }
                    }
                }
            }
        }
    }
}

fn standing(state: &CriterionState) -> Markup {
    html! {
        p .observed {
            @match (state.passed_at, state.lost_at) {
                (Some(at), None) => { "Holds since " (clock(at)) "." }
                (Some(at), Some(lost)) => { "Held at " (clock(at)) ", and no more since " (clock(lost)) "." }
                (None, _) => { "Has not held so far." }
            }
            @if let Some(finding) = &state.finding { " Last seen: " (finding.observed) }
        }
    }
}

/// What a check looks at, in words.
fn looks_at(check: &Check) -> &'static str {
    match check {
        Check::Load(_) => "the load generator: enough people, a run that is on, requests that arrive.",
        Check::Rows(_) => "the workbook: enough rows of a list, each complete, none twice.",
        Check::Text(_) => "the workbook: a text that speaks of what it must.",
        Check::Choices(_) => "the workbook: the right ones are chosen.",
        Check::Promises(_) => "the workbook: SLOs on paper that are complete, can be counted, and promise no 100 %.",
        Check::Ratios(_) => {
            "the workbook and live figures: queries that answer with a share, within a percentage point of the reference."
        }
        Check::Targets(_) => "the workbook and live figures: targets between what is measured and what can be.",
        Check::Slos(_) => "the monitor: SLOs that count the right requests, with target and window.",
        Check::Alerts(_) => "the monitor: a slow and a fast alert for each SLO, each of which could fire.",
        Check::Replay(_) => "the monitor's alerts, replayed on a known day: they fire when they should, and only then.",
        Check::Inbox(_) => "the monitor's inbox: the alert that was told.",
        Check::Gap(_) => {
            "the monitor and live figures: an SLI of the users' side that shows what the server's does not."
        }
    }
}
