//! Whether a message asks for films, beside whatever else it says: wishes, follow-ups, likeness.

use crate::read::reading::Reading;
use crate::words::lexicon::genres::FILM_NOUNS;
use crate::words::lexicon::phrases::WISHES;
use crate::words::text::{Gap, Text};

/// "Without her": the person last spoken of is not wanted.
pub(crate) fn leaves_person_out(text: &Text) -> bool {
    text.has_any(&["without him|her|them", "not|no with? him|her"])
}

/// Words that ask for something, apart from approval.
pub(crate) fn wants(text: &Text) -> bool {
    text.has_any(&[
        "show|give|recommend|suggest|find|want|need|any|something|anything|looking|another|more",
        "what|which else|films|movies|film|movie|one|do|should|would|can|could|is|are|about",
    ])
}

/// Whether a message asks for films, apart from what it says of tastes.
pub(crate) fn wishes_beyond_taste(text: &Text, reading: &Reading) -> bool {
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
pub(crate) fn begins_anew(text: &Text) -> bool {
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

pub(crate) fn asks_beside_taste(text: &Text) -> bool {
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
pub(crate) fn is_follow_up(text: &Text, reading: &Reading) -> bool {
    let film = reading.reference.is_some()
        && reading.topic.is_some()
        && text.has_any(&["it|film|movie|one|ones|they|them|its|that|this|these|those"])
        && text.len() <= 9;
    film && !text.has_any(&["weather|time|news|capital|recipe|joke|rain|snow|raining|snowing"])
        && !text.has_any(&["what time|day is it", "is it sunny|cold|hot|monday|true"])
}
