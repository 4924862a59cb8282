//! How an alert is, in a word.

use maud::Markup;

use crate::pages::tiles::{Mood, badge};

/// The state of an alert.
pub(super) fn state(state: &str) -> Markup {
    let mood = match state {
        "firing" => Mood::Bad,
        "pending" => Mood::Warn,
        _ => Mood::Good,
    };
    badge(mood, state)
}
