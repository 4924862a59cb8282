//! What is said where something could not be deleted.

use maud::{Markup, html};
use movie_guru_pages::below;

use super::frame::{self, wrong};
use crate::pages::context::Pages;
use crate::pages::layout::Section;
use crate::slos::Refused;

/// The page, with a way back to an address below `/`.
pub(crate) fn page(pages: &Pages, refused: &Refused, here: Section, back: &str) -> Markup {
    let content = html! { h1 { "Not deleted" } (wrong(refused)) p { a .button href=(below(back)) { "Back" } } };
    frame::page(pages, "Not deleted", here, content)
}
