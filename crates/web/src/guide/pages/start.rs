//! `GET /guide`: where the team is, what comes next, and all challenges.

use std::sync::Arc;

use axum::extract::State;
use axum::response::Response;
use maud::{Markup, html};
use movie_guru_pages::below;
use movie_guru_workshop::{ChallengeState, RoomState};

use super::frame::{clock, framed, fresh, minutes, standing, trouble};
use super::stage::{clock_of, held};
use crate::app::App;
use crate::guide::FIRST;

/// `GET /guide`
pub(super) async fn get(State(app): State<Arc<App>>) -> Response {
    let standing = standing(&app).await;
    let is_live = standing.is_some().then(|| below("/guide/now"));
    framed(
        &app,
        "Challenge guide",
        html! {
            main #main .guide-index data-now=[is_live] {
                (parts(&app, standing.as_ref()))
                (links(&app))
            }
        },
    )
}

/// `GET /guide/now`: the parts that change.
pub(super) async fn now(State(app): State<Arc<App>>) -> Response {
    let standing = standing(&app).await;
    fresh(html! { title { "Now" } (parts(&app, standing.as_ref())) })
}

fn parts(app: &App, standing: Option<&Result<RoomState, String>>) -> Markup {
    html! {
        @match standing {
            _ if app.guide.challenges.is_empty() => { (nothing_yet()) }
            None => { (by_yourself(app)) }
            Some(Err(why)) => { (trouble("How your team stands cannot be read.", why)) (by_yourself(app)) }
            Some(Ok(state)) => { (here(state)) (list(state)) }
        }
    }
}

fn nothing_yet() -> Markup {
    html! {
        h1 { "Challenge guide" }
        p .lead { "The challenges are not written yet." }
        p {
            "This guide shows " code { "docs/challenges/NN-name/guide.md" } " of the lab it was built from, and there is none there so far. "
            "Until then " a href=(below("/")) { "explore Movie Guru" } "."
        }
    }
}

/// Without a workshop: the pages, and what this browser has ticked off.
fn by_yourself(app: &App) -> Markup {
    let challenges = &app.guide.challenges;
    html! {
        h1 { "Challenge guide" }
        p .lead { "Work through them in order. What you tick off is kept in this browser." }
        p #progress .muted role="status" data-of=(challenges.len()) {}
        ol .chapters {
            @for (page, challenge) in challenges.iter().zip(app.guide.library.challenges()) {
                li data-slug=(page.name) {
                    a href={ (below("/guide/")) (page.name) } { (page.title) }
                    @if let Some(minutes) = challenge.minutes() { span .muted { (minutes) " min" } }
                    span .done hidden { "done" }
                }
            }
        }
    }
}

/// Where the team is, and one button to go on.
fn here(state: &RoomState) -> Markup {
    let all = &state.challenges;
    let at = all.iter().position(|challenge| state.current.as_ref() == Some(&challenge.slug));
    let current = at.map(|at| &all[at]);
    let open = |from: usize| all.iter().skip(from).find(|challenge| !challenge.is_done());
    let after = at.map_or(0, |at| at + 1);
    html! {
        section #here .here data-part="" aria-labelledby="here-title" {
            @match current {
                None => {
                    p .eyebrow { "Team " (state.team) }
                    h1 #here-title { "Welcome to your first day" }
                    @if let Some(first) = open(0) {
                        p .lead { "It begins with " strong { (named(first)) } ", which takes " (minutes(first.minutes)) "." }
                        p { (go(first, "Begin with")) }
                    }
                }
                Some(current) if !current.is_done() => {
                    p .eyebrow { "Team " (state.team) " is at challenge " (number(current)) }
                    h1 #here-title { (current.title) }
                    (facts(current))
                    p { (go(current, "Go on with")) }
                    @if let Some(next) = open(after) { p .muted { "Then: " (named(next)) ", " (minutes(next.minutes)) "." } }
                }
                Some(current) => {
                    p .eyebrow { "Team " (state.team) " has done challenge " (number(current)) }
                    @if let Some(next) = open(after).or_else(|| open(0)) {
                        h1 #here-title { "Next: " (next.title) }
                        p .lead { "It takes " (minutes(next.minutes)) ". Whatever is left to try of “" (current.title) "” stays open." }
                        p { (go(next, "Go to")) }
                    } @else {
                        h1 #here-title { "That was all of it" }
                        p .lead { "Every challenge is done. What you wrote is in your workbook." }
                        p { a .button href=(below("/guide/workbook")) { "Read the workbook" } }
                    }
                }
            }
            @if let Some(call) = &state.help {
                p .called { "Your coach was called at " (clock(call.at)) "." }
            }
        }
    }
}

fn number(challenge: &ChallengeState) -> String {
    challenge.number.map_or_else(|| challenge.title.clone(), |number| number.to_string())
}

fn named(challenge: &ChallengeState) -> Markup {
    html! { @if let Some(number) = challenge.number { (number) ". " } (challenge.title) }
}

fn facts(challenge: &ChallengeState) -> Markup {
    html! { ul .facts { li { (clock_of(challenge)) } li { (held(challenge)) } } }
}

fn go(challenge: &ChallengeState, verb: &str) -> Markup {
    html! { a .button href={ (below("/guide/")) (challenge.slug) } { (verb) " challenge " (number(challenge)) } }
}

fn list(state: &RoomState) -> Markup {
    html! {
        section #challenges data-part="" aria-labelledby="challenges-title" {
            h2 #challenges-title { "All challenges" }
            ol .chapters {
                @for challenge in &state.challenges {
                    @let is_current = state.current.as_ref() == Some(&challenge.slug);
                    li .current[is_current] {
                        a href={ (below("/guide/")) (challenge.slug) } aria-current=[is_current.then_some("step")] { (challenge.title) }
                        @if challenge.minutes.is_some() { span .muted { (minutes(challenge.minutes)) } }
                        @if challenge.is_done() {
                            span .done { "✓ done" }
                        } @else if challenge.of > 0 {
                            span .muted { (held(challenge)) }
                        }
                    }
                }
            }
        }
    }
}

/// The pages about the workshop, and what else there is.
fn links(app: &App) -> Markup {
    let label = |name: &str| FIRST.iter().find(|(first, _)| *first == name).map(|(_, label)| *label);
    html! {
        nav .more aria-label="More about the workshop" {
            ul {
                @for page in &app.guide.about {
                    li { a href={ (below("/guide/")) (page.name) } { (label(&page.name).unwrap_or(&page.title)) } }
                }
                @if app.workshop.is_some() { li { a href=(below("/guide/workbook")) { "Workbook" } } }
                li { a href=(below("/guide/checks")) { "Synthetic checks" } }
                li { a href=(below("/guide/coach")) { "For coaches" } }
            }
        }
    }
}
