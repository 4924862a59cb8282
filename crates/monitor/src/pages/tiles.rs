//! The overview's tiles.

use maud::{Markup, html};

/// How something does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Mood {
    Good,
    Warn,
    Bad,
    /// Nothing can be said.
    Unknown,
}

impl Mood {
    /// The class of a badge.
    pub(crate) const fn class(self) -> &'static str {
        match self {
            Self::Good => "good",
            Self::Warn => "warn",
            Self::Bad => "bad",
            Self::Unknown => "",
        }
    }
}

/// A word on how something does; the colour only says it again.
pub(crate) fn badge(mood: Mood, text: &str) -> Markup {
    html! { span .badge .(mood.class()) { (text) } }
}

/// One reading: what it is of, its value, how that is, what more there is to say.
pub(crate) fn tile(title: &str, reading: &str, state: Option<Markup>, more: Markup) -> Markup {
    html! {
        section .tile {
            h2 { (title) }
            p .reading { (reading) }
            @if let Some(state) = state { p { (state) } }
            (more)
        }
    }
}
