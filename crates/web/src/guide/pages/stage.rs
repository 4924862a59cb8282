//! Above a challenge: its clock, what holds, and what can be done with it.

use jiff::Timestamp;
use maud::{Markup, html};
use movie_guru_pages::below;
use movie_guru_workshop::{Challenge, ChallengeState, HelpCall, RoomState};
use serde_json::{Value, json};

use super::frame::clock;

pub(super) fn stage(challenge: &Challenge, own: &ChallengeState, state: &RoomState) -> Markup {
    html! {
        section #stage .stage data-part="" aria-label="This challenge" {
            ul .facts { li { (clock_of(own)) } li { (held(own)) } li { "Team " (state.team) } }
            div .doings {
                (starting(challenge, own))
                (bringing(challenge, own))
                (calling(own, state.help.as_ref()))
            }
        }
    }
}

/// How much time is left. Counted on by the page; nothing is locked when it is over.
pub(super) fn clock_of(own: &ChallengeState) -> Markup {
    html! {
        @match (own.ends_at, own.minutes) {
            (Some(ends_at), _) => {
                @let seconds = ends_at.duration_since(Timestamp::now()).as_secs();
                span .clock role="timer" data-ends=(ends_at) data-left=(seconds) { (left(seconds)) }
            }
            (None, Some(minutes)) => { (minutes) " minutes" }
            (None, None) => { "As long as it takes" }
        }
    }
}

/// As `js/parts.js` says it.
fn left(seconds: i64) -> String {
    match seconds {
        over if over <= -60 => format!("over by {} min; nothing is locked", -over / 60),
        over if over <= 0 => "time is up; nothing is locked".to_owned(),
        left => format!("{}:{:02} left", left / 60, left % 60),
    }
}

pub(super) fn held(own: &ChallengeState) -> String {
    format!("{} of {} hold", own.passed, own.of)
}

/// A form that sends a call to the workshop (`js/parts.js`): the body, with its fields put in.
pub(super) fn call(path: &str, body: &Value, done: &str, content: &Markup) -> Markup {
    html! {
        form .call data-post=(below(path)) data-body=(body) data-done=(done) {
            (content)
            p .form-problem role="alert" {}
        }
    }
}

fn starting(challenge: &Challenge, own: &ChallengeState) -> Markup {
    let is_on = own.started_at.is_some();
    let path = |verb: &str| format!("/api/workshop/challenges/{}/{verb}", own.slug);
    html! {
        details #starting name="doing" {
            summary .button[!is_on] .quiet[is_on] { @if is_on { "Start again" } @else { "Start challenge" } }
            div .doing {
                p { (sets(challenge)) " Then the clock begins to count. Nothing that you wrote changes, and nothing is locked when the time is over." }
                (call(&path("start"), &json!({ "bring": false }), "Started.", &html! {
                    button #start .button type="submit" { @if is_on { "Start it again" } @else { "Start it now" } }
                }))
                @if is_on {
                    p { "You can also begin from nothing: what held counts no more, and the clock is gone. What you wrote stays." }
                    (call(&path("reset"), &json!({}), "Begun anew.", &html! {
                        button #reset .quiet type="submit" { "Reset this challenge" }
                    }))
                }
            }
        }
    }
}

/// What starting a challenge sets, as a sentence.
fn sets(challenge: &Challenge) -> Markup {
    let stage = challenge.sheet.as_ref().map(|sheet| &sheet.stage);
    let (scenario, load) =
        (stage.and_then(|stage| stage.scenario.as_ref()), stage.and_then(|stage| stage.load.as_ref()));
    html! {
        @if let Some(scenario) = scenario { "This sets the app to the scenario " code { (scenario) } "." }
        @if let Some(load) = load {
            " Where nobody uses the app yet, " (load.users) " simulated people begin to"
            @if let Some(run_time) = &load.run_time { ", for " (run_time) } "."
        }
        @if scenario.is_none() && load.is_none() { "This changes nothing in the lab." }
    }
}

fn bringing(challenge: &Challenge, own: &ChallengeState) -> Markup {
    let path = format!("/api/workshop/challenges/{}/start", own.slug);
    html! {
        @if challenge.number().is_some_and(|number| number > 1) {
            details #bringing name="doing" {
                summary .quiet { "Put me at this challenge" }
                div .doing {
                    p {
                        "For who comes late or skips a challenge: what this one builds on is filled in for you, in the workbook and among "
                        "the SLOs, wherever nothing of yours stands; then it starts."
                    }
                    (call(&path, &json!({ "bring": true }), "You are at this challenge now.", &html! {
                        button #bring .button type="submit" { "Put me here" }
                    }))
                }
            }
        }
    }
}

fn calling(own: &ChallengeState, help: Option<&HelpCall>) -> Markup {
    html! {
        @if let Some(help) = help {
            div .called {
                p { "Your coach was called at " (clock(help.at)) "." }
                (call("/api/workshop/help/answered", &json!({}), "The call was taken back.", &html! {
                    button #take-back .quiet type="submit" { "Take it back" }
                }))
            }
        } @else {
            details #calling name="doing" {
                summary .quiet { "Call the coach" }
                div .doing {
                    (call("/api/workshop/help", &json!({ "challenge": own.slug }), "Your coach was called.", &html! {
                        label for="help-text" { "What is it about? You may leave this empty." }
                        textarea #help-text name="text" rows="2" maxlength="1000" dir="auto" {}
                        button #call-coach .button type="submit" { "Call" }
                    }))
                }
            }
        }
    }
}
