//! `GET /slos/{name}`: one SLO, and what if it were otherwise. Target, threshold and window come with the address, so what
//! is shown can be sent to somebody; nothing is saved before somebody says so.

use maud::{Markup, html};
use movie_guru_pages::below;
use movie_guru_slo::{Kind, Slo};
use serde_json::Value;

use super::fields::{WhatIf, moves_bound};
use super::frame::{self, token_field, wrong};
use super::index;
use super::preview::told;
use super::slo_form::text;
use super::state::state;
use super::words::{ago, clock, counts_soon, mood, times};
use crate::pages::context::Pages;
use crate::pages::layout::Section;
use crate::pages::tiles::badge;
use crate::slos::{Refused, SloView, yaml};

/// The page of an SLO, with what if as it is asked, and with what is wrong with it; none where there is no such SLO.
pub(crate) async fn page(pages: &Pages, name: &str, asked: WhatIf, wrong: Option<&Refused>) -> Option<Markup> {
    let (slo, document) = found(pages, name)?;
    let content = content(pages, &slo, &document, asked, wrong).await;
    Some(frame::page(pages, slo.metadata.title(), Section::Slos, content))
}

/// An SLO as it would be by what is asked, in YAML; none where there is no such SLO.
pub(crate) fn otherwise(pages: &Pages, name: &str, asked: &WhatIf) -> Option<Result<String, String>> {
    let (slo, document) = found(pages, name)?;
    Some(yaml(&asked.clone().or(WhatIf::now(&slo)).applied(&document)))
}

fn found(pages: &Pages, name: &str) -> Option<(Slo, Value)> {
    let documents = pages.board.documents();
    let slo = documents.slo(name)?.clone();
    let document = documents.object(Kind::Slo, name)?.clone();
    Some((slo, document))
}

async fn content(shown: &Pages, slo: &Slo, document: &Value, asked: WhatIf, problem: Option<&Refused>) -> Markup {
    let name = &slo.metadata.name;
    // It may have been made just now: what no series matches is looked up, not remembered.
    let unmatched = shown.board.unmatched(slo).await;
    let view = SloView { unmatched, ..shown.board.snapshot().slo(slo) };
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
                    Some(since) => {
                        "Measures since " (ago(since, shown.board.now())) ", " (clock(since)) "."
                        @if counts_soon(&view) { " What may have begun before is left out, so the first requests show after half a minute." }
                    }
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
                (token_field(shown))
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
                @if shown.admin.is_set() {
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
