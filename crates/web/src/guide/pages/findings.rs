//! Below a challenge: what holds of it, what was seen, and hints.

use maud::{Markup, html};
use movie_guru_workshop::check::Verdict;
use movie_guru_workshop::{ChallengeState, CriterionState};
use serde_json::json;

use super::frame::clock;
use super::stage::{call, held};

pub(super) fn findings(own: &ChallengeState) -> Markup {
    let path = format!("/api/workshop/challenges/{}/check", own.slug);
    html! {
        section #findings .findings data-part="" aria-labelledby="check-my-work" {
            h2 #check-my-work { "Check my work" }
            p {
                "The lab looks at what you did and says what holds, what does not, and what to look at next. Check as often as you like. "
                strong #summary { (held(own)) } "."
            }
            (call(&path, &json!({}), "Checked:", &html! {
                button #check .button type="submit" { "Check my work" }
            }))
            ol .criteria {
                @for criterion in &own.criteria { (shown(&own.slug, criterion)) }
            }
        }
    }
}

/// How a criterion stands, as a mark, in words, and for the style sheet.
fn verdict(criterion: &CriterionState) -> (&'static str, &'static str, &'static str) {
    match (criterion.finding.as_ref().map(|finding| finding.verdict), criterion.passed_at) {
        _ if !criterion.is_checked => ("◇", "For your coach to judge", "coach"),
        (Some(Verdict::Holds), _) => ("✓", "Holds", "holds"),
        (Some(Verdict::DoesNotHold), Some(_)) => ("✗", "Does not hold now", "fails"),
        (Some(Verdict::DoesNotHold), None) => ("✗", "Does not hold", "fails"),
        (Some(Verdict::NotYet), _) => ("…", "Not yet", "not-yet"),
        (Some(Verdict::ForYourCoach), _) => ("◇", "For your coach to judge", "coach"),
        (None, Some(_)) if criterion.lost_at.is_none() => ("✓", "Held", "holds"),
        (None, Some(_)) => ("✗", "Does not hold now", "fails"),
        (None, None) => ("○", "Not checked yet", "open"),
    }
}

fn shown(slug: &str, criterion: &CriterionState) -> Markup {
    let (mark, words, class) = verdict(criterion);
    let holds = criterion.finding.as_ref().is_some_and(|finding| finding.verdict == Verdict::Holds);
    html! {
        li #{ "criterion-" (criterion.name) } .criterion data-verdict=(class) {
            h3 { (criterion.title) }
            p .verdict {
                span .mark aria-hidden="true" { (mark) }
                strong { (words) }
                @if let Some(at) = criterion.passed_at {
                    @if holds || criterion.finding.is_none() && criterion.lost_at.is_none() {
                        span .muted { "since " (clock(at)) }
                    } @else {
                        span .muted { "held at " (clock(at)) ", and that counts" }
                    }
                }
            }
            @if !criterion.is_checked {
                p .observed { "Show it to your coach." }
            } @else if let Some(finding) = &criterion.finding {
                p .observed { (finding.observed) }
                @if let Some(next) = &finding.next { p .next { strong { "Next: " } (next) } }
            }
            (hints(slug, criterion))
        }
    }
}

fn hints(slug: &str, criterion: &CriterionState) -> Markup {
    let (taken, of) = (criterion.hints.len(), criterion.hints_of);
    let path = format!("/api/workshop/challenges/{slug}/criteria/{}/hint", criterion.name);
    // Where only a coach can judge, the last one is what a coach looks at.
    let is_coachs = |level: usize| !criterion.is_checked && level + 1 == of;
    html! {
        @if taken > 0 {
            ol .hints aria-label="Hints" {
                @for (level, hint) in criterion.hints.iter().enumerate() {
                    li {
                        span .muted {
                            @if is_coachs(level) { "What a coach looks at:" } @else { "Hint " (level + 1) " of " (of) ":" }
                        }
                        " " (hint)
                    }
                }
            }
        }
        @if taken < of {
            (call(&path, &json!({}), if is_coachs(taken) { "A coach looks at this:" } else { "Hint:" }, &html! {
                button #{ "hint-" (criterion.name) } .quiet type="submit" {
                    @if is_coachs(taken) { "I have no coach: show me what a coach looks at" } @else { "Hint (" (taken + 1) " of " (of) ")" }
                    span .visually-hidden { ": " (criterion.title) }
                }
            }))
        }
    }
}
