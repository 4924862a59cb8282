//! "No", "without", "anything but": what follows is not wanted.

use crate::words::forms::among;
use crate::words::text::{Gap, Text};

/// What turns the following words into something not wanted.
const EXCLUDERS: &str = "no not without nothing except avoid minus nor neither excluding besides beside skip never fewer less \
    hates hate hated dislikes dislike detests loathes despises fears";
/// The same, in two words.
const EXCLUDING_PAIRS: &[&str] = &[
    "apart from",
    "rather than",
    "instead of",
    "other than",
    "anything but",
    "sick of",
    "tired of",
    "aside from",
    "leave out",
    "rid of",
    "enough of",
    "fed up",
    "scared of",
    "afraid of",
    "terrified of",
    "allergic to",
    "bored by",
    "phobia of",
];

/// Whether what begins at a place is not wanted.
pub(crate) fn excluded(text: &Text, place: usize) -> bool {
    if let Some(unwanted) = text.find("last thing i|we want|need|fancy|feel").filter(|range| range.end <= place) {
        return text.tokens[unwanted.end..=place].iter().all(|token| token.gap != Gap::Stop);
    }
    let mut before = place;
    let mut steps = 0;
    while before > 0 && steps < 5 {
        if text.word(before - 1) == "but"
            && before > 1
            && matches!(text.word(before - 2), "anything" | "everything" | "all")
        {
            return true;
        }
        let token = &text.tokens[before];
        if token.gap == Gap::Stop
            || (token.gap == Gap::Comma && steps > 1)
            || matches!(text.word(before - 1), "but" | "only" | "just" | "then")
        {
            return false;
        }
        before -= 1;
        steps += 1;
        let word = text.word(before);
        let softened = among("only just necessarily sure bothered mind fussy to", text.word(before + 1))
            || matches!(text.word(before.wrapping_sub(1)), "why" | "if" | "or");
        let reply = word == "no"
            && among(
                "i we wait please something thanks thank but actually show give let it that",
                text.word(before + 1),
            );
        let harmless = reply
            || word == "never" && !among("show recommend suggest give any a watch propose", text.word(before + 1));
        if among(EXCLUDERS, word) && !softened && !harmless {
            return true;
        }
        if EXCLUDING_PAIRS.contains(&text.joined(before..before + 2).as_str()) {
            return true;
        }
    }
    false
}
