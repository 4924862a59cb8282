//! `GET /slos/new` and what it sends: an SLO from a form, with its YAML beside and a preview on live data.

use std::sync::Arc;

use axum::Form;
use axum::extract::{Query, State};
use axum::response::Response;
use http::StatusCode;
use maud::{Markup, html};
use movie_guru_pages::below;
use movie_guru_slo::MetricKind;
use serde_json::Value;

use super::fields::SloFields;
use super::words::{exhaustion, percent, percent_or_dash, times};
use super::{Pages, Section, drawing, index, on_to, wrong};
use crate::catalogue;
use crate::slos::{Previewed, Problem, yaml};

pub(super) async fn new(State(shown): State<Arc<Pages>>, Query(fields): Query<SloFields>) -> Response {
    let fields = if fields.name.is_empty() { SloFields::example() } else { fields };
    let preview = preview(&shown, &fields.document(), None).await;
    shown.slo_page("New SLO", Section::Slos, form(&shown, &fields, preview, html! {}))
}

pub(super) async fn create(State(shown): State<Arc<Pages>>, Form(fields): Form<SloFields>) -> Response {
    let saved = match (shown.board.documents().slo(fields.name.trim()), yaml(&fields.document())) {
        (Some(_), _) => {
            let detail = "Nothing was changed: there is an SLO of this name already. Choose another name, or change that \
                          one on its own page.";
            Err(Problem::new(StatusCode::CONFLICT, detail))
        }
        (None, Ok(text)) => shown.save(text, &fields.token).await,
        (None, Err(error)) => Err(Problem::unprocessable(error)),
    };
    match saved {
        Ok(()) => on_to(&format!("/slos/{}", fields.name.trim())),
        Err(problem) => {
            let preview = preview(&shown, &fields.document(), None).await;
            let content = form(&shown, &fields, preview, wrong(&problem));
            shown.refused(&problem, "New SLO", Section::Slos, content)
        }
    }
}

/// An object as YAML, and how it would do, or what is wrong with it. `alert` is the policy of a form for alerts.
pub(super) async fn preview(shown: &Pages, document: &Value, alert: Option<(&str, &str)>) -> Markup {
    let text = yaml(document).unwrap_or_default();
    let previewed = match alert {
        None => shown.board.preview(&text).await,
        Some((policy, slo)) => shown.board.preview_alert(&text, policy, slo).await,
    };
    html! {
        section .card .stack {
            h2 { "On live data" }
            @match &previewed {
                Ok(previewed) => (told(shown, previewed)),
                Err(problem) => (wrong(problem)),
            }
        }
        section .card .stack {
            h2 { "The same in YAML" }
            pre .yaml tabindex="0" { code { (text) } }
        }
    }
}

/// How an SLO would do.
pub(super) fn told(shown: &Pages, previewed: &Previewed) -> Markup {
    let (status, story) = (&previewed.status, &previewed.story);
    let readings = [
        ("Requests", format!("{:.0}", story.requests)),
        ("SLI", percent_or_dash(status.sli)),
        ("Objective", percent(story.objective)),
        ("Budget left", percent(status.budget_left)),
        ("Burn rate, long", times(status.burn_rate.long)),
        ("Burn rate, short", times(status.burn_rate.short)),
        ("Exhaustion", exhaustion(status.exhaustion)),
    ];
    html! {
        (index::unmatched(&previewed.unmatched))
        dl .figures { @for (name, reading) in readings { div { dt { (name) } dd { (reading) } } } }
        div .minis { (drawing::sli(story)) (drawing::budget(story)) }
        h3 { "Alerts over the same time" }
        (drawing::strips(story, shown.board.now()))
    }
}

fn form(shown: &Pages, fields: &SloFields, preview: Markup, problem: Markup) -> Markup {
    html! {
        h1 { "New SLO" }
        p .lead { "Which requests are good, and how many of them must be. A field may hold a selector: "
            code { "name{label=\"value\"}" } "." }
        (problem)
        div .beside {
            form .card .stack method="post" action=(below("/slos")) data-what-if {
                (text("name", "Name", &fields.name, "lowercase letters, digits and -"))
                (text("title", "Title", &fields.title, "for people"))
                (text("description", "Description", &fields.description, "what it promises"))
                fieldset .stack {
                    legend { "Good requests are" }
                    (choice("kind", "threshold", "fast enough: a latency at most a threshold", fields.kind != "ratio"))
                    div .stack {
                        (listed("histogram", "Latency histogram", &fields.histogram, "histograms"))
                        (text("bound", "At most", &fields.bound, "the bound of a bucket"))
                    }
                    (choice("kind", "ratio", "counted: good ones of all", fields.kind == "ratio"))
                    div .stack {
                        (listed("good", "Good", &fields.good, "counters"))
                        (listed("total", "All", &fields.total, "counters"))
                    }
                }
                div .pair {
                    (text("target", "Target, in per cent", &fields.target, "below 100"))
                    (text("window", "Window", &fields.window, "like 24h, 7d or 28d"))
                }
                p { label .check {
                    input type="checkbox" name="look_back" value="true" checked[fields.look_back.is_some()];
                    "What happened before it was made counts too"
                } }
                (shown.token_field())
                p { button .button { "Save" } }
                datalist #histograms { @for name in catalogue::names(|kind| matches!(kind, MetricKind::Histogram(_))) { option value=(name) {} } }
                datalist #counters { @for name in catalogue::names(|kind| *kind == MetricKind::Counter) { option value=(name) {} } }
            }
            div #preview .stack data-live { (preview) }
        }
    }
}

/// A field of text, with what may stand in it.
pub(super) fn text(name: &str, label: &str, value: &str, hint: &str) -> Markup {
    html! {
        p .field {
            label for=(name) { (label) }
            input id=(name) name=(name) value=(value) autocomplete="off" spellcheck="false" aria-describedby={ (name) "-hint" };
            span .small id={ (name) "-hint" } { (hint) }
        }
    }
}

fn listed(name: &str, label: &str, value: &str, list: &str) -> Markup {
    html! {
        p .field {
            label for=(name) { (label) }
            input id=(name) name=(name) value=(value) list=(list) autocomplete="off" spellcheck="false";
        }
    }
}

fn choice(name: &str, value: &str, label: &str, on: bool) -> Markup {
    html! { p { label .check { input type="radio" name=(name) value=(value) checked[on]; (label) } } }
}
