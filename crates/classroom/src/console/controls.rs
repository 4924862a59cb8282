//! What a coach can do, as plain forms: they work without JavaScript too.

use maud::{Markup, html};

use super::app::App;
use crate::snapshot::Team;

/// A button that does one thing for one team.
fn button(team: &str, action: &str, hidden: &[(&str, &str)], words: &str) -> Markup {
    html! {
        form .act method="post" action={ "/teams/" (team) "/do" } {
            @for (name, value) in hidden { input type="hidden" name=(name) value=(value); }
            button .quiet type="submit" name="action" value=(action) data-key={ (team) "-" (action) } {
                (words) span .visually-hidden { ", " (team) }
            }
        }
    }
}

/// What a row offers: only what fits just now.
pub(super) fn for_row(team: &Team) -> Markup {
    html! {
        @if team.help.is_some() { (button(&team.team, "answered", &[], "Answered")) }
        @if team.current.is_some() { (button(&team.team, "extend", &[("minutes", "10")], "+10 min")) }
    }
}

/// The timer's button, and the call's.
pub(super) fn clock_buttons(team: &Team) -> Markup {
    html! { div .buttons { (for_row(team)) } }
}

/// All that can be done for one team.
pub(super) fn for_team(app: &App, team: &Team) -> Markup {
    html! {
        section .card .controls aria-labelledby="controls-title" {
            h2 #controls-title { "For this team" }
            (forms(app, &format!("/teams/{}/do", team.team), team.scenario.as_deref(), "team"))
        }
    }
}

/// The same for all teams at once.
pub(super) fn for_all(app: &App) -> Markup {
    html! {
        section .card .controls aria-labelledby="controls-title" {
            h2 #controls-title { "For all teams at once" }
            (forms(app, "/all/do", None, "all"))
        }
    }
}

fn forms(app: &App, to: &str, scenario: Option<&str>, of: &str) -> Markup {
    html! {
        div .forms {
            form .act method="post" action=(to) {
                label for={ (of) "-scenario" } { "Scenario" }
                select id={ (of) "-scenario" } name="scenario" {
                    @for name in &app.scenarios { option value=(name) selected[scenario == Some(name)] { (name) } }
                }
                button .quiet type="submit" name="action" value="scenario" { "Set" }
            }
            form .act method="post" action=(to) {
                label for={ (of) "-users" } { "People" }
                input id={ (of) "-users" } name="users" type="number" min="1" max="10000" value="5" inputmode="numeric";
                button .quiet type="submit" name="action" value="load-start" { "Start load" }
                button .quiet type="submit" name="action" value="load-stop" { "Stop load" }
            }
            form .act method="post" action=(to) {
                label for={ (of) "-minutes" } { "More minutes" }
                input id={ (of) "-minutes" } name="minutes" type="number" min="1" max="600" value="10" inputmode="numeric";
                button .quiet type="submit" name="action" value="extend" { "Extend" }
            }
            form .act method="post" action=(to) {
                label for={ (of) "-challenge" } { "Put at" }
                select id={ (of) "-challenge" } name="challenge" {
                    @for choice in &app.challenges { option value=(choice.slug) { (choice.title) } }
                }
                label .check { input type="checkbox" name="bring" value="true"; " with model answers of those before" }
                button .quiet type="submit" name="action" value="start" { "Begin" }
            }
        }
    }
}
