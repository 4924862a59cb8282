//! `GET /`: is everything up, what is on, how does it go.

use jiff::Timestamp;
use maud::{Markup, html};
use movie_guru_pages::below;
use movie_guru_slo::readable::percent;
use promql::QueryError;

use super::context::Pages;
use super::last_minute::{self, LastMinute};
use super::layout::{Page, Section};
use super::slos::tiles::{alert_tile, slo_tile};
use super::tiles::{Mood, badge, tile};

/// `GET /`
pub(crate) async fn page(pages: &Pages) -> Markup {
    let content = match readings(pages).await {
        Ok(readings) => readings,
        Err(error) => away(&error),
    };
    let page = Page { title: "Overview", here: Some(Section::Overview), ..Page::default() };
    page.render(pages, html! { h1 { "Overview" } div #readings .stack data-live { (content) } })
}

async fn readings(pages: &Pages) -> Result<Markup, QueryError> {
    let (source, now) = (&*pages.source, Timestamp::now());
    let services = last_minute::services(source, now);
    let scenario = last_minute::scenario(source, now);
    let operations = last_minute::operations(source, now);
    let (services, scenario, operations) = tokio::try_join!(services, scenario, operations)?;
    let shown = pages.board.snapshot();
    Ok(html! {
        div .tiles {
            (scenario_tile(scenario.as_deref()))
            (services_tile(&services))
            @if let Some(tile) = slo_tile(&shown) { (tile) }
            @if let Some(tile) = alert_tile(&shown) { (tile) }
        }
        section .card .stack {
            h2 { "The last minute" }
            @if operations.iter().all(|one| one.per_second.is_none()) {
                (nothing_yet())
            } @else {
                (table(&operations))
            }
        }
    })
}

fn scenario_tile(scenario: Option<&str>) -> Markup {
    match scenario {
        Some(name) => tile("Scenario", name, None, html! { p .small { "How the app behaves just now." } }),
        None => tile(
            "Scenario",
            "not known",
            None,
            html! { p .small { "The backend has not been asked yet, or does not answer." } },
        ),
    }
}

fn services_tile(services: &[(String, bool)]) -> Markup {
    let down: Vec<_> = services.iter().filter(|(_, up)| !up).map(|(name, _)| name.as_str()).collect();
    let reading = format!("{} of {} up", services.len() - down.len(), services.len());
    let state = match (services.is_empty(), down.is_empty()) {
        (true, _) => badge(Mood::Unknown, "nothing scraped yet"),
        (false, true) => badge(Mood::Good, "all answer"),
        (false, false) => {
            let mood = if down.len() == services.len() { Mood::Bad } else { Mood::Warn };
            badge(mood, &format!("{} down", down.join(", ")))
        }
    };
    tile("Services", &reading, Some(state), html! { p .small { a href=(below("/targets")) { "Targets" } } })
}

fn nothing_yet() -> Markup {
    html! {
        div .empty {
            p { strong { "Nothing has been measured yet." } }
            p { "Figures come some seconds after the lab is up. If they do not, " a href=(below("/targets")) { "Targets" }
                " says what is not scraped and why." }
        }
    }
}

fn table(operations: &[LastMinute]) -> Markup {
    html! {
        div .scroll tabindex="0" role="region" aria-label="The last minute, by operation" {
            table {
                thead {
                    tr {
                        th scope="col" { "Operation" }
                        @for name in ["Per second", "Success", "p50", "p95", "p99"] {
                            th .number scope="col" { (name) }
                        }
                    }
                }
                tbody {
                    @for one in operations {
                        tr {
                            th scope="row" { (one.operation.name()) }
                            td .number { (shown(one.per_second, |value| format!("{value:.2}"))) }
                            td .number { (shown(one.success, percent)) }
                            @for latency in one.latency_ms {
                                td .number { (shown(latency, |value| format!("{value:.0} ms"))) }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn shown(value: Option<f64>, form: impl Fn(f64) -> String) -> String {
    value.map_or_else(|| "–".to_owned(), form)
}

/// What is shown in place of readings.
fn away(error: &QueryError) -> Markup {
    html! {
        p .problem role="alert" {
            strong { "No readings: " } (error) ". This page asks again every five seconds."
        }
    }
}
