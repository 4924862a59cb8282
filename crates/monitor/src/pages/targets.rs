//! `GET /targets`: what is scraped and how that goes. The page reads it from Prometheus' own API.

use maud::{Markup, html};

use super::context::Pages;
use super::layout::{Page, Section};

/// `GET /targets`
pub(crate) fn page(pages: &Pages) -> Markup {
    let page =
        Page { title: "Targets", here: Some(Section::Targets), script: Some("js/targets.js"), ..Page::default() };
    let content = html! {
        h1 { "Targets" }
        p .lead { "What is scraped, and how the last scrape went." }
        p #targets-error .problem role="alert" {}
        section .card {
            div #targets .scroll tabindex="0" role="region" aria-label="Targets" { p .small role="status" { "Asking …" } }
        }
    };
    page.render(pages, content)
}
