//! How the team stands, for its coach, and what a coach does for it.

use maud::{Markup, html};
use movie_guru_pages::below;
use movie_guru_workshop::{Challenge, ChallengeState, HelpCall, RoomState};

use crate::guide::pages::frame::{clock, minutes, trouble};
use crate::guide::pages::stage::{clock_of, held};

/// What one press of the button gives.
pub(super) const MORE_MINUTES: u32 = 5;

/// All challenges of the team.
pub(super) fn team(standing: Option<&Result<RoomState, String>>) -> Markup {
    html! {
        @match standing {
            None => {}
            Some(Err(why)) => { (trouble("How the team stands cannot be read.", why)) }
            Some(Ok(state)) => {
                section #team .stage data-part="" aria-labelledby="team-title" {
                    h2 #team-title { "Team " (state.team) }
                    (help(state.help.as_ref(), state))
                    div .table tabindex="0" {
                        table {
                            thead { tr { th scope="col" { "Challenge" } th scope="col" { "Clock" } th scope="col" { "Checks" } th scope="col" { "Hints" } } }
                            tbody { @for challenge in &state.challenges { (row(challenge, state)) } }
                        }
                    }
                }
            }
        }
    }
}

fn row(challenge: &ChallengeState, state: &RoomState) -> Markup {
    let hints: usize = challenge.criteria.iter().map(|criterion| criterion.hints.len()).sum();
    let is_current = state.current.as_ref() == Some(&challenge.slug);
    html! {
        tr .current[is_current] {
            th scope="row" {
                a href={ (below("/guide/coach/")) (challenge.slug) } { (challenge.title) }
                @if is_current { " (now)" }
            }
            td { @if challenge.started_at.is_some() { (clock_of(challenge)) } @else { (minutes(challenge.minutes)) } }
            td { @if challenge.of > 0 { (held(challenge)) } }
            td { (hints) }
        }
    }
}

fn help(help: Option<&HelpCall>, state: &RoomState) -> Markup {
    html! {
        @if let Some(help) = help {
            div .called {
                p {
                    strong { "Called you at " (clock(help.at)) }
                    @let at = state.challenges.iter().find(|challenge| help.challenge.as_ref() == Some(&challenge.slug));
                    @if let Some(at) = at { " at " a href={ (below("/guide/coach/")) (at.slug) } { (at.title) } }
                    @if !help.text.is_empty() { ": " q dir="auto" { (help.text) } }
                }
                form method="post" action=(below("/guide/coach/answered")) {
                    button #answered .quiet type="submit" { "Answered" }
                }
            }
        } @else {
            p .muted { "Nobody calls." }
        }
    }
}

/// What a coach does for the team at this challenge.
pub(super) fn bar(challenge: &Challenge, state: &RoomState) -> Markup {
    let own = state.challenges.iter().find(|own| own.slug == challenge.slug);
    html! {
        section #team .stage data-part="" aria-label="The team at this challenge" {
            @if let Some(own) = own {
                ul .facts { li { (clock_of(own)) } li { (held(own)) } li { "Team " (state.team) } }
            }
            (help(state.help.as_ref(), state))
            form method="post" action=(below(&format!("/guide/coach/{}/extend", challenge.slug))) {
                button #extend .quiet type="submit" { "+" (MORE_MINUTES) " min" span .visually-hidden { " for this challenge" } }
            }
        }
    }
}
