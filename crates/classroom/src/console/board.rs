//! The page of all teams: a row for each, and what is done for all at once.

use maud::{Markup, html};

use super::app::App;
use super::controls;
use super::frame::page;
use super::words::{count, latency, left, percent, rate};
use crate::snapshot::{Class, Level, Team};

/// How rows are ordered.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Order {
    /// Who needs a coach most comes first.
    #[default]
    Need,
    /// As in the teams' file.
    File,
}

pub(super) fn board(app: &App, class: &Class, order: Order) -> Markup {
    let teams: Vec<_> = match order {
        Order::Need => class.by_need(),
        Order::File => class.teams.iter().collect(),
    };
    let content = html! {
        div .head {
            h1 { "All teams" }
            (summary(class))
        }
        div .head {
            nav .orders aria-label="Order" {
                a .quiet href="/" aria-current=[(order == Order::Need).then_some("true")] { "Who needs me first" }
                a .quiet href="/?order=file" aria-current=[(order == Order::File).then_some("true")] { "As in the file" }
            }
        }
        div .scroll tabindex="0" role="region" aria-label="All teams" {
            table #class data-order=(if order == Order::Need { "need" } else { "file" }) {
                thead {
                    tr {
                        th scope="col" { "Team" }
                        th scope="col" { "Needs you" }
                        th scope="col" { "Challenge" }
                        th scope="col" { "Done" }
                        th scope="col" { "Without a pass" }
                        th scope="col" { "Hints" }
                        th scope="col" { "Success, p95" }
                        th scope="col" { "People" }
                        th scope="col" { "SLOs, alerts" }
                        th scope="col" { "Do" }
                    }
                }
                tbody { @for team in teams { (row(team)) } }
            }
        }
        (controls::for_all(app))
    };
    page(app, "All teams", Some("/events"), content)
}

/// How many there are of each kind.
pub(super) fn summary(class: &Class) -> Markup {
    let of = |level: Level| class.teams.iter().filter(|team| team.need.level == level).count();
    html! {
        ul #summary .summary aria-label="At a glance" {
            @for (level, class) in [(Level::Calls, "bad"), (Level::Away, "bad"), (Level::Look, "warn"), (Level::Working, "good"), (Level::Idle, ""), (Level::Unknown, "")] {
                @let teams = of(level);
                @if teams > 0 { li { span .{ "badge " (class) } { (teams) " " (level.words()) } } }
            }
        }
    }
}

/// The class of a level's badge: colour, and a shape for those who do not see it.
pub(super) const fn badge(level: Level) -> &'static str {
    match level {
        Level::Calls | Level::Away => "bad",
        Level::Look => "warn",
        Level::Working => "good",
        Level::Idle | Level::Unknown => "",
    }
}

const fn lit(level: Level) -> &'static str {
    match level {
        Level::Calls => "calls",
        Level::Away => "away",
        Level::Look => "look",
        Level::Working | Level::Idle | Level::Unknown => "calm",
    }
}

/// A team's row.
pub(super) fn row(team: &Team) -> Markup {
    let name = &team.team;
    html! {
        tr id={ "row-" (name) } data-team=(name) .(lit(team.need.level)) {
            th scope="row" .long[name.len() > 14] { a href={ "/teams/" (name) } { (name) } (lab(team)) }
            td .needs data-label="Needs you" {
                span .{ "badge " (badge(team.need.level)) } { (team.need.level.words()) }
                @if team.need.level == Level::Calls { " " span .since { (team.need.minutes) " min" } }
                @if let Some(why) = why(team) { p .why dir="auto" { (short(why)) } }
            }
            td .challenge-now data-label="Challenge" { (challenge(team)) }
            td data-label="Done" .number { (maybe(team.challenges.map(|challenges| format!("{} of {}", challenges.done, challenges.of)))) }
            td data-label="Without a pass" .number { (maybe(team.minutes_since_pass.map(|minutes| format!("{minutes} min")))) }
            td data-label="Hints" .number { (maybe(team.hints.map(|hints| hints.to_string()))) }
            td .figures data-label="Success, p95" { (app_figures(team)) }
            td .figures data-label="People" { (people(team)) }
            td .figures data-label="SLOs, alerts" { (slos(team)) }
            td data-label="Do" .do { (controls::for_row(team)) }
        }
    }
}

/// What the badge does not say already.
fn why(team: &Team) -> Option<&str> {
    match &team.help {
        Some(help) => Some(help.text.trim()),
        None => Some(&*team.need.why).filter(|why| *why != team.need.level.words()),
    }
    .filter(|why| !why.is_empty())
}

/// A figure, or that it is not known.
pub(super) fn maybe(text: Option<String>) -> Markup {
    html! {
        @match text {
            Some(text) => { (text) }
            None => { span .unknown { "–" span .visually-hidden { "not known" } } }
        }
    }
}

fn lab(team: &Team) -> Markup {
    html! {
        @if let Some(health) = &team.health {
            @if health.ready < health.of || health.of == 0 {
                p .small { "lab: " (health.ready) " of " (health.of) " ready" }
            }
        }
    }
}

fn challenge(team: &Team) -> Markup {
    html! {
        @match &team.current {
            Some(current) => {
                p .title { (current.title) }
                p .small {
                    (current.criteria.done) " of " (current.criteria.of) " hold"
                    @if let Some(minutes) = current.minutes_left {
                        " · " span .over[minutes < 0] { (left(minutes)) }
                        @if current.extended > 0 { " (+" (current.extended) ")" }
                    }
                }
            }
            None => { @if team.challenges.is_some() { p .small { "none is on" } } @else { (maybe(None)) } }
        }
    }
}

/// The operation that goes worst: the others are on the team's page.
fn app_figures(team: &Team) -> Markup {
    let Some(operations) = &team.operations else { return not_here(team, "figures") };
    let lowest = operations.iter().filter_map(|one| Some((one.operation, one.success_ratio?)));
    let lowest = lowest.min_by(|one, other| one.1.total_cmp(&other.1));
    let slowest = operations.iter().filter_map(|one| Some((one.operation, one.p95_ms?)));
    let slowest = slowest.max_by(|one, other| one.1.total_cmp(&other.1));
    html! {
        @if let Some((operation, share)) = lowest { p { (percent(share)) " " span .small { (operation) } } }
        @if let Some((operation, time)) = slowest { p { (latency(time)) " " span .small { (operation) } } }
        @if lowest.is_none() && slowest.is_none() { p .small { "no requests" } }
    }
}

/// Why something is not shown: it is not there, or it did not answer.
pub(super) fn not_here(team: &Team, what: &str) -> Markup {
    let part = team.not_asked.iter().find(|part| part.what == what);
    html! {
        @match part {
            Some(part) if part.is_none => { span .small { "not known here" } }
            Some(_) => { span .small { "no answer" } }
            None => { (maybe(None)) }
        }
    }
}

fn people(team: &Team) -> Markup {
    html! {
        @match team.load {
            Some(people) if people.is_running => { p { (count(usize::try_from(people.users).unwrap_or(usize::MAX), "person", "people")) } }
            Some(_) => { p .small { "no load" } }
            None => { (not_here(team, "load")) }
        }
        p .small {
            @if let Some(per_second) = team.requests_per_second { (rate(per_second)) " " }
            @if let Some(scenario) = &team.scenario { (scenario) }
        }
    }
}

fn slos(team: &Team) -> Markup {
    let (Some(slos), Some(alerts)) = (team.slos, &team.alerts) else { return not_here(team, "slos") };
    html! {
        p {
            (count(slos.count, "SLO", "SLOs"))
            @if let Some(spent) = slos.spent.filter(|spent| *spent > 0) { ", " (spent) " spent" }
        }
        @match alerts.firing.len() {
            0 => { p .small { (count(alerts.count, "alert", "alerts")) } }
            firing => { p .fires { (firing) @if firing == 1 { " alert fires" } @else { " alerts fire" } } }
        }
    }
}

/// As much of a text as a row has room for.
fn short(text: &str) -> String {
    const MOST: usize = 120;
    match text.char_indices().nth(MOST) {
        Some((end, _)) => format!("{}…", text[..end].trim_end()),
        None => text.to_owned(),
    }
}
