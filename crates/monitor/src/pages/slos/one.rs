//! `GET /slos/{name}`: one SLO, and what if it were otherwise. Target, threshold and window come with the address, so what
//! is shown can be sent to somebody; nothing is saved before somebody says so.

use std::sync::Arc;

use axum::Form;
use axum::extract::{Path, Query, State};
use axum::response::Response;
use http::StatusCode;
use maud::{Markup, html};
use movie_guru_pages::below;
use movie_guru_slo::{Kind, Slo};
use serde::Deserialize;
use serde_json::Value;

use super::super::notice;
use super::super::tiles::{Mood, badge};
use super::fields::{WhatIf, moves_bound};
use super::slo_form::{text, told};
use super::words::{ago, mood, times};
use super::{Pages, Section, index, on_to, wrong};
use crate::slos::{Problem, SloView, yaml};

pub(super) async fn page(
    State(shown): State<Arc<Pages>>,
    Path(name): Path<String>,
    Query(asked): Query<WhatIf>,
) -> Response {
    match found(&shown, &name) {
        Some((slo, document)) => {
            let content = content(&shown, &slo, &document, asked, None).await;
            shown.slo_page(slo.metadata.title(), Section::Slos, content)
        }
        None => nothing(&shown),
    }
}

fn found(shown: &Pages, name: &str) -> Option<(Slo, Value)> {
    let documents = shown.board.documents();
    let slo = documents.slo(name)?.clone();
    let document = documents.object(Kind::Slo, name)?.clone();
    Some((slo, document))
}

fn nothing(shown: &Pages) -> Response {
    notice(shown, StatusCode::NOT_FOUND, "There is no such SLO", "The board lists those there are.")
}

async fn content(shown: &Pages, slo: &Slo, document: &Value, asked: WhatIf, problem: Option<&Problem>) -> Markup {
    let name = &slo.metadata.name;
    let documents = shown.board.documents();
    let view = shown.board.fresh_view(&documents, slo).await;
    let wanted = asked.or(WhatIf::now(slo));
    let changed = wanted.applied(document);
    let mut otherwise = shown.board.preview(&yaml(&changed).unwrap_or_default()).await;
    if let Ok(previewed) = &mut otherwise
        && previewed.unmatched == view.unmatched
    {
        // It is said once.
        previewed.unmatched.clear();
    }
    let bounds = match (moves_bound(slo), &wanted.bound) {
        (Some((metric, _)), Some(bound)) => bounds(&shown.board.bounds(metric).await, bound),
        _ => html! {},
    };
    let (of, words) = mood(&view);
    html! {
        div .head {
            h1 { (view.title) }
            a .quiet href={ (below("/slos/yaml?name=")) (name) } { "Edit as YAML" }
            a .quiet href={ (below("/alerts/new?slo=")) (name) } { "New alert" }
        }
        @if let Some(description) = &view.description { p .lead { (description) } }
        @if let Some(problem) = problem { (wrong(problem)) }
        section #now .card .stack data-live {
            div .head { h2 { "Now" } (badge(of, words)) }
            @if let Some(error) = &view.error { p .problem { "Not evaluated just now: " (error) } }
            (index::unmatched(&view.unmatched))
            (index::figures(&view))
            p .small {
                @match view.since {
                    Some(since) => { "Measures since " (ago(since, shown.board.now())) "." }
                    None => { "Looks back over its whole window." }
                }
                " The burn rates are those of the last hour and the last five minutes"
                @if shown.board.scale().factor() != 1.0 { ", as long as those are in workshop time" }
                "."
            }
            (alerts(&view))
        }
        div .beside {
            form .card .stack method="post" action={ (below("/slos/")) (name) } data-what-if {
                h2 { "What if" }
                p .small { "Move a value and see what would have been, over the same requests." }
                (text("target", "Target, in per cent", wanted.target.as_deref().unwrap_or_default(), "below 100"))
                (bounds)
                @if let Some(window) = &wanted.window { (text("window", "Window", window, "like 24h, 7d or 28d")) }
                (shown.token_field())
                div .head { button .button { "Save" } a .quiet href={ (below("/slos/")) (name) } { "As it is" } }
            }
            section #preview .card .stack data-live {
                h2 { @if changed == WhatIf::now(slo).applied(document) { "Over its window" } @else { "What would be" } }
                @match &otherwise {
                    Ok(previewed) => (told(shown, previewed)),
                    Err(problem) => (wrong(problem)),
                }
            }
        }
        details .card {
            summary { "YAML, and deleting it" }
            pre .yaml tabindex="0" { code { (yaml(document).unwrap_or_default()) } }
            form .stack method="post" action={ (below("/slos/")) (name) "/delete" } {
                @if shown.board.wants_token() {
                    p .field { label for="delete-token" { "Admin token" } input #delete-token name="token" type="password" required; }
                }
                p { button .quiet { "Delete this SLO" } }
            }
        }
    }
}

/// The thresholds that the histogram can tell.
fn bounds(bounds: &[f64], chosen: &str) -> Markup {
    html! {
        p .field {
            label for="bound" { "Threshold" }
            select #bound name="bound" {
                @for bound in bounds {
                    @let bound = bound.to_string();
                    option value=(bound) selected[bound == chosen] { "at most " (bound) }
                }
            }
        }
    }
}

fn alerts(view: &SloView) -> Markup {
    html! {
        @if view.alerts.is_empty() {
            p .small { "No alert watches it: " a href={ (below("/alerts/new?slo=")) (view.name) } { "make one" } "." }
        } @else {
            div .scroll tabindex="0" role="region" aria-label="Alerts" {
                table {
                    thead { tr { th scope="col" { "Alert" } th scope="col" { "Above" } th scope="col" { "Over" } th scope="col" { "For" } th scope="col" { "State" } } }
                    tbody {
                        @for alert in &view.alerts {
                            tr {
                                th scope="row" { (alert.title) " " span .small { (alert.severity) } }
                                td { (alert.factor) "×" }
                                td { (alert.long) @if let Some(short) = &alert.short { " and " (short) } ", " (alert.min_requests) " requests" }
                                td { (alert.after) }
                                td {
                                    (state(alert.state))
                                    @if let Some(value) = alert.value { " " (times(value)) }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// The state of an alert.
pub(super) fn state(state: &str) -> Markup {
    let mood = match state {
        "firing" => Mood::Bad,
        "pending" => Mood::Warn,
        _ => Mood::Good,
    };
    badge(mood, state)
}

pub(super) async fn save(
    State(shown): State<Arc<Pages>>,
    Path(name): Path<String>,
    Form(wanted): Form<WhatIf>,
) -> Response {
    let Some((slo, document)) = found(&shown, &name) else { return nothing(&shown) };
    let text = yaml(&wanted.clone().or(WhatIf::now(&slo)).applied(&document));
    let saved = match text.map_err(Problem::unprocessable) {
        Ok(text) => shown.save(text, &wanted.token).await,
        Err(problem) => Err(problem),
    };
    match saved {
        Ok(()) => on_to(&format!("/slos/{name}")),
        Err(problem) => {
            let content = content(&shown, &slo, &document, wanted, Some(&problem)).await;
            shown.refused(&problem, slo.metadata.title(), Section::Slos, content)
        }
    }
}

/// Who asks, where a token is wanted.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Token {
    pub(super) token: String,
}

pub(super) async fn delete(
    State(shown): State<Arc<Pages>>,
    Path(name): Path<String>,
    Form(Token { token }): Form<Token>,
) -> Response {
    let removed = match shown.board.check_token(token.as_bytes()) {
        Ok(()) => shown.board.remove_slo(name.clone()).await,
        Err(problem) => Err(problem),
    };
    match removed {
        Ok(()) => on_to("/slos"),
        Err(problem) => {
            let content = html! { h1 { "Not deleted" } (wrong(&problem)) p { a .button href={ (below("/slos/")) (name) } { "Back" } } };
            shown.refused(&problem, "Not deleted", Section::Slos, content)
        }
    }
}
