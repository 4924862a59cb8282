//! Sentences in which names stand between backticks.

use maud::{Markup, html};

/// The sentence, its names as code.
pub(super) fn with_code(text: &str) -> Markup {
    html! {
        @for (at, part) in text.split('`').enumerate() {
            @if at % 2 == 1 { code { (part) } } @else { (part) }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::with_code;

    #[test]
    fn names_are_code_and_nothing_is_html() {
        assert_eq!(with_code("`a<b` never fires.").into_string(), "<code>a&lt;b</code> never fires.");
    }
}
