//! How an SLO would do, beside the form that is not saved yet.

use maud::{Markup, html};
use movie_guru_slo::LOOK_BACK;
use serde_json::Value;

use super::frame::wrong;
use super::words::{exhaustion, lasting, percent, percent_or_dash, times};
use super::{drawing, index};
use crate::pages::context::Pages;
use crate::slos::{Previewed, yaml};

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
                Ok(previewed) => { p .small { (over(shown, previewed, document)) } (told(shown, previewed)) }
                Err(problem) => (wrong(problem)),
            }
        }
        section .card .stack {
            h2 { "The same in YAML" }
            pre .yaml tabindex="0" { code { (text) } }
        }
    }
}

/// Over which time it is counted: one that is new as if it had been there before, though what is saved begins anew.
fn over(shown: &Pages, previewed: &Previewed, document: &Value) -> Markup {
    let story = &previewed.story;
    let is_new = shown.board.documents().slo(&previewed.name).is_none();
    let looks_back = document["metadata"]["annotations"][LOOK_BACK] == "true";
    html! {
        "Counted over the last " (lasting(story.to.duration_since(story.from).as_secs_f64())) " on the clock"
        @if is_new { ", as if it had been there for its whole window: what was before a release is in it too" }
        "."
        @if is_new && !looks_back { " Once it is saved, it counts from then on, and begins with its whole budget." }
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
