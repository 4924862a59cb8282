//! `GET /alerts/new` and what it sends: an alert for an SLO, with its YAML beside and when it would have fired.

use std::sync::Arc;

use axum::Form;
use axum::extract::{Path, Query, State};
use axum::response::Response;
use http::StatusCode;
use maud::{Markup, html};
use movie_guru_pages::below;
use movie_guru_slo::{Alert, Kind};

use super::fields::AlertFields;
use super::one::Token;
use super::slo_form::{preview, text};
use super::{Pages, Section, on_to, wrong};
use crate::slos::{Problem, yaml};

pub(super) async fn new(State(shown): State<Arc<Pages>>, Query(fields): Query<AlertFields>) -> Response {
    let fields = match fields.name.is_empty() {
        true => {
            let documents = shown.board.documents();
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
    let content = form(&shown, &fields, html! {}).await;
    shown.slo_page("New alert", Section::Alerts, content)
}

pub(super) async fn create(State(shown): State<Arc<Pages>>, Form(fields): Form<AlertFields>) -> Response {
    let saved = save(&shown, &fields).await;
    match saved {
        Ok(_) => on_to(&format!("/slos/{}", fields.slo)),
        Err(problem) => {
            let content = form(&shown, &fields, wrong(&problem)).await;
            shown.refused(&problem, "New alert", Section::Alerts, content)
        }
    }
}

async fn save(shown: &Pages, fields: &AlertFields) -> Result<bool, Problem> {
    shown.board.check_token(fields.token.as_bytes())?;
    let (name, document) = (fields.name.trim(), fields.document());
    // Other SLOs may name it.
    if shown.board.documents().object(Kind::AlertPolicy, name).is_some_and(|there| *there != document) {
        let detail = "Nothing was changed: there is another alert policy of this name already. Choose another name, or \
                      change that one as YAML.";
        return Err(Problem::new(StatusCode::CONFLICT, detail));
    }
    let text = yaml(&document).map_err(Problem::unprocessable)?;
    shown.board.put_alert(name.to_owned(), text, fields.slo.clone()).await
}

pub(super) async fn delete(
    State(shown): State<Arc<Pages>>,
    Path(name): Path<String>,
    Form(Token { token }): Form<Token>,
) -> Response {
    let removed = match shown.board.check_token(token.as_bytes()) {
        Ok(()) => shown.board.remove_alert(name, true).await,
        Err(problem) => Err(problem),
    };
    match removed {
        Ok(()) => on_to("/alerts"),
        Err(problem) => {
            let content =
                html! { h1 { "Not deleted" } (wrong(&problem)) p { a .button href=(below("/alerts")) { "Back" } } };
            shown.refused(&problem, "Not deleted", Section::Alerts, content)
        }
    }
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
                (shown.token_field())
                p { button .button { "Save" } }
            }
            div #preview .stack data-live { (preview) }
        }
    }
}
