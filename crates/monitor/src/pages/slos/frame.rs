//! What the pages of SLOs and alerts have in common.

use maud::{Markup, html};

use crate::pages::context::Pages;
use crate::pages::layout::{Page, Section};
use crate::slos::Refused;

/// A page with this content.
pub(super) fn page(pages: &Pages, title: &str, here: Section, content: Markup) -> Markup {
    let page =
        Page { title, here: Some(here), script: Some("js/what-if.js"), style: Some("css/slos.css"), ..Page::default() };
    page.render(pages, content)
}

/// Where changes need a token, the field for it.
pub(super) fn token_field(pages: &Pages) -> Markup {
    html! {
        @if pages.admin.is_set() {
            p .field {
                label for="token" { "Admin token" }
                input #token name="token" type="password" autocomplete="current-password" required;
            }
        }
    }
}

/// What is wrong, for people.
pub(super) fn wrong(refused: &Refused) -> Markup {
    let mistakes = refused.mistakes();
    html! {
        div .problem role="alert" {
            @if mistakes.is_empty() {
                p { (refused) }
            } @else {
                p { strong { "Nothing was changed." } }
                ul {
                    @for mistake in &mistakes {
                        li {
                            @if let Some(object) = &mistake.object { (object) ": " }
                            @if mistake.line > 0 { "line " (mistake.line) ": " }
                            @if !mistake.field.is_empty() { code { (mistake.field) } " " }
                            (mistake.detail)
                        }
                    }
                }
            }
        }
    }
}
