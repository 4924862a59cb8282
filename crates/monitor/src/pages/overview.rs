//! `GET /`: is everything up, what is on, how does it go.

use jiff::Timestamp;
use maud::{Markup, html};
use movie_guru_contract::{Operation, PHASE_INFO, label};
use movie_guru_pages::below;
use movie_guru_slo::readable::percent;
use promql::{Answer, QueryError};
use series::Labels;

use super::context::Pages;
use super::layout::{Page, Section};
use super::slos::tiles::{alert_tile, slo_tile};
use super::tiles::{Mood, badge, tile};
use crate::last_minute::{self, Minute, WINDOW};
use crate::source::MetricsSource;

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
    let (services, scenario) = (services(source, now), scenario(source, now));
    let minute = last_minute::last_minute(source, now, WINDOW);
    let (services, scenario, minute) = tokio::try_join!(services, scenario, minute)?;
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
            @if minute.per_second.iter().all(Option::is_none) {
                (nothing_yet())
            } @else {
                (table(&minute))
            }
        }
    })
}

async fn vector(source: &dyn MetricsSource, query: &str, at: Timestamp) -> Result<Vec<(Labels, f64)>, QueryError> {
    Ok(match source.query(query, at).await? {
        Answer::Vector(values) => values.into_iter().map(|(labels, sample)| (labels, sample.value)).collect(),
        Answer::Scalar(_) | Answer::Text(..) | Answer::Matrix(_) => Vec::new(),
    })
}

/// What is scraped, by job and instance, and whether it answered.
async fn services(source: &dyn MetricsSource, at: Timestamp) -> Result<Vec<(String, bool)>, QueryError> {
    let mut services: Vec<_> = vector(source, "up", at)
        .await?
        .into_iter()
        .map(|(labels, value)| {
            (labels.get("job").or(labels.get("instance")).cloned().unwrap_or_default(), value == 1.0)
        })
        .collect();
    services.sort();
    Ok(services)
}

/// The scenario that is on; none where the backend has not said.
async fn scenario(source: &dyn MetricsSource, at: Timestamp) -> Result<Option<String>, QueryError> {
    let on = vector(source, &format!("{} == 1", PHASE_INFO.exposed()), at).await?;
    Ok(on.into_iter().find_map(|(mut labels, _)| labels.remove(label::SCENARIO)))
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

fn table(minute: &Minute) -> Markup {
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
                    @for (index, operation) in Operation::ALL.iter().enumerate() {
                        tr {
                            th scope="row" { (operation.name()) }
                            td .number { (shown(minute.per_second[index], |value| format!("{value:.2}"))) }
                            td .number { (shown(minute.success[index], percent)) }
                            @for latency in &minute.latency_ms {
                                td .number { (shown(latency[index], |value| format!("{value:.0} ms"))) }
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
