//! `GET /slos/yaml`: SLOs and alerts as OpenSLO, to be written by hand or pasted.

use maud::{Markup, html};
use movie_guru_pages::below;
use movie_guru_slo::Kind;
use serde::Deserialize;

use super::fields::SloFields;
use super::frame::{self, token_field, wrong};
use crate::pages::context::Pages;
use crate::pages::layout::Section;
use crate::slos::{Refused, yaml};

/// Which SLO or alert policy is to be changed; an example where none is named.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Wanted {
    name: String,
    alert: String,
}

/// The page, with what is to be changed.
pub(crate) fn page(pages: &Pages, Wanted { name, alert }: &Wanted) -> Markup {
    let documents = pages.board.documents();
    let object = documents.object(Kind::Slo, name).or_else(|| documents.object(Kind::AlertPolicy, alert));
    let text = yaml(&object.cloned().unwrap_or_else(|| SloFields::example().document())).unwrap_or_default();
    frame::page(pages, "OpenSLO", Section::Slos, form(pages, &text, html! {}))
}

/// The page once more, with what is wrong with a text.
pub(crate) fn again(pages: &Pages, text: &str, refused: &Refused) -> Markup {
    frame::page(pages, "OpenSLO", Section::Slos, form(pages, text, wrong(refused)))
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
            (token_field(shown))
            p { button .button { "Save" } }
        }
    }
}
