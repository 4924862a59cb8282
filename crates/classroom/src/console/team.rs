//! A team's page: its charts, its challenges, its clock, and what a coach does for it. Parts with an id are sent anew when
//! they change.

use maud::{Markup, html};
use movie_guru_workshop::check::Verdict;
use movie_guru_workshop::{ChallengeState, CriterionState};

use super::app::App;
use super::board::{badge, maybe, not_here};
use super::chart::{Line, chart};
use super::controls;
use super::frame::page;
use super::past::Point;
use super::words::{clock, count, latency, left, percent, rate};
use crate::snapshot::Team;
use crate::watch::Seen;

pub(super) fn team_page(app: &App, team: &Team, seen: Option<&Seen>, past: &[Point]) -> Markup {
    let name = &team.team;
    let links = app.links.get(name).map(Vec::as_slice).unwrap_or_default();
    let content = html! {
        div .head {
            h1 { "Team " (name) }
            nav .orders aria-label="This team's lab" {
                @for link in links { a .quiet href=(link.url) rel="noreferrer" { (link.name) } }
                a .quiet href={ "/teams/" (name) "/workbook" } { "Workbook" }
            }
        }
        @for (id, part) in parts(team, seen, past) { div id=(id) .part { (part) } }
        (controls::for_team(app, team))
    };
    page(app, &format!("Team {name}"), Some(&format!("/teams/{name}/events")), content)
}

/// The parts that change, by their ids.
pub(super) fn parts(team: &Team, seen: Option<&Seen>, past: &[Point]) -> [(&'static str, Markup); 4] {
    [("now", now(team)), ("figures", figures(team)), ("charts", charts(past)), ("challenges", challenges(team, seen))]
}

fn now(team: &Team) -> Markup {
    html! {
        div .tiles {
            section .tile {
                h2 { "Needs you" }
                p .reading { span .{ "badge " (badge(team.need.level)) } { (team.need.level.words()) } }
                p dir="auto" { (team.need.why) }
                @if let Some(help) = &team.help { p .small { "Since " (clock(help.at)) } }
            }
            section .tile {
                h2 { "Clock" }
                @match &team.current {
                    Some(current) => {
                        p .reading { (maybe(current.minutes_left.map(left))) }
                        p .small {
                            (current.title)
                            @if let Some(gone) = current.minutes_gone { ", " (gone) " min gone" }
                            @if current.extended > 0 { ", " (current.extended) " min added" }
                        }
                        (controls::clock_buttons(team))
                    }
                    None => { p .reading { "none is on" } (controls::clock_buttons(team)) }
                }
            }
            section .tile {
                h2 { "Without a pass" }
                p .reading { (maybe(team.minutes_since_pass.map(|minutes| format!("{minutes} min")))) }
                p .small {
                    @if let Some(hints) = team.hints { (count(hints, "hint", "hints")) " taken" }
                    @if let Some(at) = team.last_activity { "; last did something at " (clock(at)) }
                }
            }
            section .tile {
                h2 { "Lab" }
                p .reading {
                    (maybe(team.health.as_ref().map(|health| format!("{} of {} ready", health.ready, health.of))))
                }
                p .small {
                    @if let Some(scenario) = &team.scenario { "scenario " (scenario) ", " }
                    @match team.load {
                        Some(people) if people.is_running => { (people.users) " people" }
                        Some(_) => { "no load" }
                        None => { "people: " (not_here(team, "load")) }
                    }
                    @if let Some(per_second) = team.requests_per_second { ", " (rate(per_second)) }
                }
                @for stuck in team.health.iter().flat_map(|health| &health.stuck) { p .problem { (stuck) } }
            }
        }
        @for part in team.not_asked.iter().filter(|part| !part.is_none) {
            p .problem { (part.what) ": " (part.why) }
        }
    }
}

fn figures(team: &Team) -> Markup {
    html! {
        section .card {
            h2 { "The last five minutes" }
            @match &team.operations {
                Some(operations) => {
                    div .scroll tabindex="0" role="region" aria-label="Operations" {
                        table {
                            thead { tr { th scope="col" { "Operation" } th .number scope="col" { "Success" } th .number scope="col" { "p95" } } }
                            tbody {
                                @for one in operations {
                                    tr {
                                        th scope="row" { (one.operation) }
                                        td .number { (maybe(one.success_ratio.map(percent))) }
                                        td .number { (maybe(one.p95_ms.map(latency))) }
                                    }
                                }
                            }
                        }
                    }
                }
                None => { p { (not_here(team, "figures")) } }
            }
            @if let (Some(slos), Some(alerts)) = (team.slos, &team.alerts) {
                p {
                    (count(slos.count, "SLO", "SLOs"))
                    @if let Some(burning) = slos.burning { ", " (burning) " burning" }
                    @if let Some(spent) = slos.spent { ", " (spent) " without budget" }
                    "; " (count(alerts.count, "alert", "alerts"))
                    @if !alerts.firing.is_empty() { ": " span .fires { (alerts.firing.join(", ")) " fires" } }
                }
            }
        }
    }
}

fn charts(past: &[Point]) -> Markup {
    let by_operation = |value: fn(&crate::lab::OperationFigures) -> Option<f64>| {
        let mut lines: Vec<Line> = Vec::new();
        for point in past {
            for one in &point.operations {
                let Some(value) = value(one) else { continue };
                match lines.iter_mut().find(|line| line.name == one.operation) {
                    Some(line) => line.points.push((point.at, value)),
                    None => lines.push(Line { name: one.operation.to_owned(), points: vec![(point.at, value)] }),
                }
            }
        }
        lines
    };
    let people = past.iter().filter_map(|point| Some((point.at, point.users? as f64))).collect::<Vec<_>>();
    let people = if people.is_empty() { Vec::new() } else { vec![Line { name: "people".to_owned(), points: people }] };
    html! {
        section .charts aria-label="Since the console is up" {
            (chart("Success", &by_operation(|one| one.success_ratio), 0.95, 1.0, percent))
            (chart("p95", &by_operation(|one| one.p95_ms), 0.0, 1000.0, latency))
            (chart("People", &people, 0.0, 5.0, |people| format!("{people:.0}")))
        }
    }
}

fn challenges(team: &Team, seen: Option<&Seen>) -> Markup {
    let Some(seen) = seen else {
        return html! { section .card { h2 { "Challenges" } p { (not_here(team, "workshop")) } } };
    };
    html! {
        section .card .stack {
            h2 { "Challenges" }
            @for challenge in seen.state.challenges.iter().filter(|challenge| !challenge.criteria.is_empty()) {
                (of_challenge(challenge, team.current.as_ref().is_some_and(|current| current.slug == challenge.slug)))
            }
        }
    }
}

fn of_challenge(challenge: &ChallengeState, is_on: bool) -> Markup {
    let held = format!("{} of {} hold", challenge.passed, challenge.of);
    html! {
        details .challenge data-name=(challenge.slug) open[is_on] {
            summary {
                span .badge .good[challenge.is_done()] .warn[is_on && !challenge.is_done()] {
                    @if challenge.is_done() { "done" } @else if is_on { "now" } @else if challenge.started_at.is_some() { "begun" } @else { "not begun" }
                }
                " " (challenge.title) " " span .small { (held) }
            }
            ol .criteria { @for criterion in &challenge.criteria { (of_criterion(criterion)) } }
        }
    }
}

fn of_criterion(criterion: &CriterionState) -> Markup {
    let (class, word) = match (criterion.passed_at, criterion.lost_at, criterion.is_checked) {
        (Some(_), None, _) => ("good", "holds"),
        (Some(_), Some(_), _) => ("warn", "held, and no more"),
        (None, _, true) => ("", "not yet"),
        (None, _, false) => ("", "you look"),
    };
    let finding = criterion.finding.as_ref().filter(|finding| finding.verdict != Verdict::ForYourCoach);
    html! {
        li {
            p { span .{ "badge " (class) } { (word) } " " (criterion.title) }
            @if let Some(at) = criterion.passed_at { p .small { "Held at " (clock(at)) "." } }
            @if let Some(finding) = finding { p .small dir="auto" { (finding.observed) } }
            @if criterion.hints_of > 0 {
                p .small { (criterion.hints.len()) " of " (count(criterion.hints_of, "hint", "hints")) " taken" }
            }
            @if !criterion.hints.is_empty() {
                ol .hints { @for hint in &criterion.hints { li .small { (hint) } } }
            }
        }
    }
}

/// The workbook, as the team has written it, to be read.
pub(super) fn workbook_page(app: &App, team: &str, workbook: Result<&str, &str>) -> Markup {
    let content = html! {
        div .head { h1 { "Workbook of team " (team) } p { a .quiet href={ "/teams/" (team) } { "Back to the team" } } }
        @match workbook {
            Ok(text) => { pre .workbook tabindex="0" dir="auto" { (text) } }
            Err(why) => { p .problem { (why) } }
        }
    };
    page(app, &format!("Workbook of team {team}"), None, content)
}
