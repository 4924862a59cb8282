//! The monitor's frame around a page of another part of the lab.

use std::sync::Arc;

use maud::Markup;

use super::context::Pages;
use super::layout::{GuestPage, Page};

/// What is shown in the frame. Addresses are as the routes know them.
pub struct Framed<'a> {
    /// What the tab of the browser says.
    pub title: &'a str,
    /// The address by which [`Guest`](super::Guest) has it.
    pub address: &'a str,
    /// Its style sheet.
    pub style: &'a str,
    /// Its module.
    pub script: &'a str,
    /// What goes into `main`.
    pub content: Markup,
}

/// Makes pages that look like the monitor's: its rail, its styles, its way to keep `data-live` up to date.
#[derive(Clone)]
pub struct Frame(pub(crate) Arc<Pages>);

impl Frame {
    /// The whole page.
    pub fn render(&self, framed: &Framed<'_>) -> Markup {
        let guest = GuestPage { address: framed.address, style: framed.style, script: framed.script };
        let page = Page { title: framed.title, guest: Some(guest), ..Page::default() };
        page.render(&self.0, framed.content.clone())
    }
}
