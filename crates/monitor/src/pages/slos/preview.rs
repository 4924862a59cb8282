//! How an SLO would do, beside the form that is not saved yet.

use maud::{Markup, html};
use serde_json::Value;

use super::frame::wrong;
use super::words::{exhaustion, percent, percent_or_dash, times};
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
