//! `GET /slos/yaml`: SLOs and alerts as OpenSLO, to be written by hand or pasted.

use std::sync::Arc;

use axum::Form;
use axum::extract::{Query, State};
use axum::response::Response;
use maud::{Markup, html};
use movie_guru_pages::below;
use movie_guru_slo::Kind;
use serde::Deserialize;

use super::fields::SloFields;
use super::{Pages, Section, on_to, wrong};
use crate::slos::yaml;

/// Which SLO or alert policy is to be changed; an example where none is named.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Wanted {
    name: String,
    alert: String,
}

pub(super) async fn page(State(shown): State<Arc<Pages>>, Query(Wanted { name, alert }): Query<Wanted>) -> Response {
    let documents = shown.board.documents();
    let object = documents.object(Kind::Slo, &name).or_else(|| documents.object(Kind::AlertPolicy, &alert));
    let text = yaml(&object.cloned().unwrap_or_else(|| SloFields::example().document())).unwrap_or_default();
    shown.slo_page("OpenSLO", Section::Slos, form(&shown, &text, html! {}))
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Text {
    text: String,
    token: String,
}

pub(super) async fn apply(State(shown): State<Arc<Pages>>, Form(Text { text, token }): Form<Text>) -> Response {
    // Browsers send lines as they are sent by mail.
    let text = text.replace("\r\n", "\n");
    match shown.save(text.clone(), &token).await {
        Ok(()) => on_to("/slos"),
        Err(problem) => shown.refused(&problem, "OpenSLO", Section::Slos, form(&shown, &text, wrong(&problem))),
    }
}

fn form(shown: &Pages, text: &str, problem: Markup) -> Markup {
    html! {
        h1 { "SLOs and alerts as OpenSLO" }
        p .lead { "One object or many, with " code { "---" } " between. All of them are taken, or none." }
        (problem)
        form .card .stack method="post" action=(below("/slos/yaml")) {
            p .field {
                label for="text" { "OpenSLO, YAML or JSON" }
                textarea #text .query name="text" rows="28" spellcheck="false" autocomplete="off" { (text) }
            }
            (shown.token_field())
            p { button .button { "Save" } }
        }
    }
}
