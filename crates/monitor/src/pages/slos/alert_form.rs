//! `GET /alerts/new` and what it sends: an alert for an SLO, with its YAML beside and when it would have fired.

use maud::{Markup, html};
use movie_guru_pages::below;
use movie_guru_slo::{Alert, Kind};

use super::fields::AlertFields;
use super::frame::{self, token_field, wrong};
use super::preview::preview;
use super::slo_form::text;
use crate::pages::context::Pages;
use crate::pages::layout::Section;
use crate::slos::Refused;

/// The page of a form that is not sent yet; an example where it is empty.
pub(crate) async fn page(pages: &Pages, fields: AlertFields) -> Markup {
    let fields = match fields.name.is_empty() {
        true => {
            let documents = pages.board.documents();
            let set = documents.set();
            let slo = documents.slo(&fields.slo).or_else(|| set.slos.first());
            let mut fields = AlertFields::example(slo);
            if documents.object(Kind::AlertPolicy, &fields.name).is_some() {
                fields.name = format!("{}-{}", fields.name, fields.slo);
            }
            fields
        }
        false => fields,
    };
    let content = form(pages, &fields, html! {}).await;
    frame::page(pages, "New alert", Section::Alerts, content)
}

/// The page once more, with what is wrong with the form.
pub(crate) async fn again(pages: &Pages, fields: &AlertFields, refused: &Refused) -> Markup {
    let content = form(pages, fields, wrong(refused)).await;
    frame::page(pages, "New alert", Section::Alerts, content)
}

async fn form(shown: &Pages, fields: &AlertFields, problem: Markup) -> Markup {
    let documents = shown.board.documents();
    let set = documents.set();
    if set.slos.is_empty() {
        return html! {
            h1 { "New alert" }
            div .empty { p { strong { "An alert watches an SLO, and there is none yet." } } p { a .button href=(below("/slos/new")) { "New SLO" } } }
        };
    }
    let slo = documents.slo(&fields.slo).or_else(|| set.slos.first());
    let factor = fields.factor.trim().parse().ok().filter(|factor| *factor > 0.0);
    let least = slo.zip(factor).map(|(slo, factor)| Alert::suitable_requests(slo.target, factor));
    let least = least.map_or_else(String::new, |least| format!("over the long window; empty for {least}"));
    let preview = preview(shown, &fields.document(), Some((fields.name.trim(), &fields.slo))).await;
    html! {
        h1 { "New alert" }
        p .lead { "It fires when the budget burns more than so many times as fast as it may: over the long window, and over the short one, so that it ends soon after the trouble." }
        (problem)
        div .beside {
            form .card .stack method="post" action=(below("/alerts")) data-what-if {
                p .field {
                    label for="slo" { "SLO" }
                    select #slo name="slo" {
                        @for slo in &set.slos {
                            option value=(slo.metadata.name) selected[slo.metadata.name == fields.slo] {
                                (slo.metadata.title()) " – at most " (slo.target.highest_sensible_factor()) "×"
                            }
                        }
                    }
                }
                (text("name", "Name", &fields.name, "lowercase letters, digits and -"))
                (text("title", "Title", &fields.title, "for people"))
                p .field {
                    label for="severity" { "Severity" }
                    select #severity name="severity" {
                        @for severity in ["page", "ticket"] { option value=(severity) selected[severity == fields.severity] { (severity) } }
                    }
                }
                div .pair {
                    (text("factor", "Burn rate above", &fields.factor, "1 spends the budget exactly"))
                    (text("after", "For", &fields.after, "0m for at once"))
                }
                div .pair {
                    (text("long", "Over", &fields.long, "the long window"))
                    (text("short", "And over", &fields.short, "the short one; may be empty"))
                }
                div .pair {
                    (text("min_requests", "Requests, at least", &fields.min_requests, &least))
                    (text("keep", "Goes on for", &fields.keep, "once it is over; empty for 5m"))
                }
                (token_field(shown))
                p { button .button { "Save" } }
            }
            div #preview .stack data-live { (preview) }
        }
    }
}
