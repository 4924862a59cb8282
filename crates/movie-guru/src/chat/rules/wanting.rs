//! Whether a message asks for films, beside whatever else it says: wishes, follow-ups, likeness.

use super::lexicon::genres::FILM_NOUNS;
use super::lexicon::phrases::WISHES;
use super::reading::Reading;
use super::text::{Gap, Text, among};

/// "Without her": the person last spoken of is not wanted.
pub(super) fn leaves_person_out(text: &Text) -> bool {
    text.has_any(&["without him|her|them", "not|no with? him|her"])
}

/// Words that ask for something, apart from approval.
pub(super) fn wants(text: &Text) -> bool {
    text.has_any(&[
        "show|give|recommend|suggest|find|want|need|any|something|anything|looking|another|more",
        "what|which else|films|movies|film|movie|one|do|should|would|can|could|is|are|about",
    ])
}

/// Whether a message asks for films, apart from what it says of tastes.
pub(super) fn wishes_beyond_taste(text: &Text, reading: &Reading) -> bool {
    if reading.tastes.spoken && !asks_beside_taste(text) {
        return false;
    }
    let request = &reading.wish.request;
    let noun = text.tokens.iter().any(|token| FILM_NOUNS.contains(&token.word.as_str()));
    !request.is_empty()
        || reading.wish.origin
        || reading.more
        || reading.wish.hard_times
        || (text.len() <= 8
            && text.has_any(&["shorter|longer|older|newer|earlier|quicker", "more recent|modern", "better rated"]))
        || reading.same_person.is_some()
        || (text.has_any(WISHES) && (noun || text.has_any(BARE_WISHES) || reading.wish.unknown_subject))
}

/// Wishes that need no film noun.
const BARE_WISHES: &[&str] = &[
    "recommend|recommendation|recommendations|suggest|suggestion|suggestions|watch|surprise|ideas",
    "something|anything",
    "what * got|have|suggest|recommend|watch|good",
    "show|pick|choose|find me|us|one|some|for",
    "like that|this|it|those|these",
    "best|good one|ones",
    "help me|us",
    "up to you",
    "what is on",
    "is good|nice|best for",
    "random|randomly|whatever",
    "pick|choose for me|us",
];

/// A whole wish in its last sentence, which needs nothing that was said before to be understood.
pub(super) fn begins_anew(text: &Text) -> bool {
    let start = text.tokens.iter().rposition(|token| token.gap == Gap::Stop).unwrap_or_default();
    let sentence = start..text.len();
    let goes_on = text.has_any_in(
        &sentence,
        &[
            "instead|else|another|other|others|different|more|again|next|still|then",
            "them|these|those|that|it|ones|same",
            "shorter|longer|older|newer|earlier|later|lighter|darker|scarier|funnier|better|quicker|slower|less",
            "but|only|also|rather",
            "how|what about",
        ],
    ) || matches!(text.word(start), "and" | "or");
    !goes_on && text.has_any_in(&sentence, WISHES)
}

pub(super) fn asks_beside_taste(text: &Text) -> bool {
    text.has_any(&[
        "recommend|suggest|suggestion|suggestions|recommendation|recommendations",
        "what|which|any * watch|see|got|have|suggest|recommend|good|films|movies|ideas|like|about|is",
        "show|give|find|get|pick me|us",
        "can|could|would|will|do you",
        "looking for",
        "i|we want|need|fancy|would",
        "got|have any|anything|something",
        "something|anything please|for|tonight|like|else|similar|with|without|about|in|new|good",
        "any ideas|tips|suggestions|good",
    ]) && !text.has_any(&[
        "never|not|stop|no|forget ever? please? to? show|showing|recommend|recommending|suggest|give",
        "never|not|stop|no|forget * anything",
    ])
}

/// A short message that goes on with what was said before.
pub(super) fn is_follow_up(text: &Text, reading: &Reading) -> bool {
    let film = reading.reference.is_some()
        && reading.topic.is_some()
        && text.has_any(&["it|film|movie|one|ones|they|them|its|that|this|these|those"])
        && text.len() <= 9;
    film && !text.has_any(&["weather|time|news|capital|recipe|joke|rain|snow|raining|snowing"])
        && !text.has_any(&["what time|day is it", "is it sunny|cold|hot|monday|true"])
}

/// "I like", "feels like": no likeness.
const NOT_BEFORE: &str = "i we would not really do you did also they she he as well such feel sounds looks";

/// Whether what stands at a place is what a film should resemble: "something like …", "in the vein of …".
pub(super) fn likeness(text: &Text, place: usize) -> bool {
    let before = |back: usize| place.checked_sub(back).map_or("", |place| text.word(place));
    match before(1) {
        "like" => !among(NOT_BEFORE, before(2)) && !before(2).is_empty(),
        "to" => among("similar comparable akin close", before(2)),
        "of" => {
            among("lines vein style spirit mould mold manner reminiscent", before(2))
                || (matches!(before(2), "me" | "us") && among("reminds reminded remind", before(3)))
        }
        "as" => among("good great funny scary exciting moving beautiful", before(2)) && before(3) == "as",
        "resembling" | "resembles" => true,
        _ => false,
    }
}

/// "something like that", "similar to": a film is asked for by its likeness to another.
pub(super) fn resembles(text: &Text) -> bool {
    const NOT_AFTER: &[&str] = &["to", "a", "an", "well", "some", "something", "watching", "i", "we"];
    let liking = (0..text.len().saturating_sub(1)).any(|place| {
        matches!(text.word(place), "like" | "as")
            && !among(NOT_BEFORE, text.word(place.wrapping_sub(1)))
            && !NOT_AFTER.contains(&text.word(place + 1))
    });
    liking
        || text.has_any(&[
            "similar|resembling|resembles|reminds|vein|alike",
            "more of that|this|those|these|the",
            "in the style|spirit of",
        ])
}
