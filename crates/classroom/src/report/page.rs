//! The report as one page to be printed: it needs no network, and nothing beside it.

use jiff::Timestamp;
use maud::{DOCTYPE, Markup, PreEscaped, html};

use super::story::{Reached, Report, TeamReport};
use super::strip::strip;

const STYLE: &str = include_str!("report.css");

/// The report as HTML.
pub fn page(report: &Report) -> String {
    let markup = html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                title { "Report of a Movie Guru workshop" }
                style { (PreEscaped(STYLE)) }
            }
            body {
                h1 { "Report of a Movie Guru workshop" }
                p .small { "Made on " (report.at.strftime("%F at %H:%M")) ". Times are UTC." }
                table {
                    thead { tr { th scope="col" { "Team" } th scope="col" { "Challenges done" } th scope="col" { "Criteria held" } th scope="col" { "Hints" } } }
                    tbody {
                        @for team in &report.teams {
                            tr {
                                th scope="row" { (team.team) }
                                td { (team.done()) " of " (team.of) }
                                td { (team.challenges.iter().map(|challenge| challenge.passed).sum::<usize>()) }
                                td { (team.challenges.iter().map(|challenge| challenge.hints).sum::<usize>()) }
                            }
                        }
                    }
                }
                @for team in &report.teams { (of_team(team)) }
            }
        }
    };
    markup.into_string()
}

fn of_team(team: &TeamReport) -> Markup {
    html! {
        section {
            h2 { "Team " (team.team) }
            (strip(&team.timeline))
            @if team.challenges.is_empty() { p { "It has begun no challenge." } }
            @for challenge in &team.challenges { (of_challenge(challenge)) }
            h3 { "What happened" }
            table .timeline {
                thead { tr { th scope="col" { "When" } th scope="col" { "What" } th scope="col" { "In words" } } }
                tbody {
                    @for entry in &team.timeline {
                        tr {
                            td { (entry.at.strftime("%H:%M:%S")) @if let Some(until) = entry.until { "–" (until.strftime("%H:%M")) } }
                            td { (entry.matter.word()) }
                            td dir="auto" { (entry.what) }
                        }
                    }
                }
            }
            @for unknown in &team.unknown { p .small { "Not known: " (unknown) } }
        }
    }
}

fn of_challenge(challenge: &Reached) -> Markup {
    html! {
        h3 { (challenge.title) }
        p .small {
            "Begun " (clock(challenge.started_at)) ", "
            @if challenge.done_at.is_some() { "done " (clock(challenge.done_at)) } @else { "not done" }
            "; " (challenge.passed) " of " (challenge.of) " criteria held, " (challenge.hints) " hints taken."
        }
        ul {
            @for criterion in &challenge.criteria {
                li {
                    @match (criterion.passed_at, criterion.lost_at) {
                        (Some(at), None) => { "✓ " (clock(Some(at))) " " }
                        (Some(at), Some(lost)) => { "✗ " (clock(Some(at))) "–" (clock(Some(lost))) " " }
                        (None, _) => { "○ " }
                    }
                    (criterion.title)
                    @if criterion.hints > 0 { " (" (criterion.hints) " hints)" }
                }
            }
        }
    }
}

fn clock(at: Option<Timestamp>) -> String {
    at.map_or_else(|| "at no known time".to_owned(), |at| at.strftime("%H:%M").to_string())
}
