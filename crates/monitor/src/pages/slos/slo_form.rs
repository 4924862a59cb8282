//! `GET /slos/new` and what it sends: an SLO from a form, with its YAML beside and a preview on live data.

use maud::{Markup, html};
use movie_guru_pages::below;
use movie_guru_slo::MetricKind;

use super::fields::SloFields;
use super::frame::{self, token_field, wrong};
use super::preview::preview;
use crate::measured;
use crate::pages::context::Pages;
use crate::pages::layout::Section;
use crate::slos::Refused;

/// The page of a form that is not sent yet; an example where it is empty.
pub(crate) async fn page(pages: &Pages, fields: SloFields) -> Markup {
    let fields = if fields.name.is_empty() { SloFields::example() } else { fields };
    shown(pages, &fields, html! {}).await
}

/// The page once more, with what is wrong with the form.
pub(crate) async fn again(pages: &Pages, fields: &SloFields, refused: &Refused) -> Markup {
    shown(pages, fields, wrong(refused)).await
}

async fn shown(pages: &Pages, fields: &SloFields, problem: Markup) -> Markup {
    let preview = preview(pages, &fields.document(), None).await;
    frame::page(pages, "New SLO", Section::Slos, form(pages, fields, preview, problem))
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
                (token_field(shown))
                p { button .button { "Save" } }
                datalist #histograms { @for name in measured::names(|kind| matches!(kind, MetricKind::Histogram(_))) { option value=(name) {} } }
                datalist #counters { @for name in measured::names(|kind| *kind == MetricKind::Counter) { option value=(name) {} } }
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
