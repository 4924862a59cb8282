//! What the app does not talk about: harm, and subjects that are not films.

use crate::words::forms::among;
use crate::words::lexicon::genres::FILM_NOUNS;
use crate::words::lexicon::subjects::{FILM_ABOUT, OFF_TOPIC, ORDERS, UNSAFE, UNSAFE_ALWAYS};
use crate::words::text::Text;

/// Whether a message is harmful. A dangerous word in a wish for a film about it is not.
pub(crate) fn is_unsafe(text: &Text) -> bool {
    if text.has_any(UNSAFE_ALWAYS) {
        // A film about a suicide is a film; instructions are not.
        let meant = &["how to|do|can", "myself", "i|my", "porn|nude|nudes|naked|sex|sexual|sexy|erotic"];
        return !names_film(text) || text.has_any(meant);
    }
    UNSAFE.iter().any(|said| {
        text.find(said).is_some_and(|range| {
            let sexual = said.starts_with("porn") || said.starts_with("sex|nude");
            let told = text.has_any(&["how to|do|can make|build|create|hack|kill", "teach|instructions|tutorial|step"])
                && !text.has_any(&["someone|somebody|man|woman|who|people|gang|boy|girl|character"]);
            let before = text.find_in(0..range.start + 1, FILM_ABOUT[0]).is_some() || text.has_any(&FILM_ABOUT[1..]);
            !before || sexual || told
        })
    })
}

/// Whether somebody is in danger themselves: they get a kinder answer.
pub(crate) fn is_self_harm(text: &Text) -> bool {
    text.has_any(&["myself", "my own? life", "suicide|suicidal", "want|wish to? die", "self harm", "be alive|dead"])
}

fn names_film(text: &Text) -> bool {
    text.tokens.iter().any(|token| FILM_NOUNS.contains(&token.word.as_str()))
        || text.has_any(&["watch", "documentary|thriller|comedy|western|drama|musical|documentaries|thrillers|comedies|westerns|dramas|musicals|cartoon|horror|sci"])
}

/// Whether a message is about something that is not films.
pub(crate) fn is_off_topic(text: &Text) -> bool {
    let orders = among(ORDERS, text.word(0))
        || (matches!(text.word(0), "please" | "can" | "could")
            && (1..4).any(|place| among(ORDERS, text.word(place)) && text.word(place - 1) != "a"));
    if names_film(text)
        && !text.has_any(&[
            "code|python|javascript|program|poem|essay|homework|email|review|recipe for|about|that|me|a|my",
            "ignore|disregard * instructions|rules|prompt",
        ])
    {
        return false;
    }
    if text.has_any(&["something|anything|one|ones|story|stories about|with|where|set|like|in"]) && !orders {
        return false;
    }
    let how_to = text
        .find("how to")
        .or_else(|| text.find("how do|can|should|would|could i|we|you|one"))
        .is_some_and(|range| range.start == 0);
    let of_app =
        text.has_any(&["this|it|app work|works", "use this|you|it|the", "you|we|i pick|choose|recommend|find|decide"]);
    let why = text.find("why is|are|do|does|did|was|were|can|has|have").is_some_and(|range| range.start == 0);
    orders || why || (how_to && !of_app) || text.has_any(OFF_TOPIC)
}
