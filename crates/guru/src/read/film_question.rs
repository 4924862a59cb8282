//! Whether a question is about a film that was named or shown, or a new wish in the form of a question:
//! "is it scary?" against "is there something scary?".

use crate::library::shelf::Library;
use crate::memory::Memory;
use crate::read::pointing::{Pointer, Reference};
use crate::read::quality::Judgement;
use crate::read::reading::Reading;
use crate::words::forms::among;
use crate::words::lexicon::topics::Topic;
use crate::words::text::Text;

/// Whether a message asks about a film that is meant.
pub(crate) fn asks_about_film(
    library: &Library,
    text: &Text,
    memory: &Memory,
    reading: &mut Reading,
    wishes: bool,
) -> bool {
    let pointer = reading.reference.as_ref().map(|reference| reference.pointer);
    let request = &reading.wish.request;
    let question = text.question
        || among(
            "who what when how is are does was tell which did and whose where describe has do can will about more ok \
                ooh so give why oh",
            text.word(0),
        )
        || text.has_any(&[
            "who|how|when directed|long|made|is|did|was|good|stars|plays",
            "tell|know me? more|about",
            "what|which is|year|kind|genre|about",
            "more about",
        ]);
    match (pointer, &reading.topic) {
        (Some(Pointer::Title), Some(_)) => true,
        (Some(Pointer::Title), None) => {
            let alone = text.len() <= reading.reference.as_ref().map_or(0, |reference| reference.words.len()) + 3;
            let know =
                text.has_any(&["do you have|know", "have you got|seen", "have|got", "is there", "tell|show|find|know"]);
            if (alone || know) && reading.tastes.stated.is_empty() && (reading.judgement != Judgement::Refused) {
                reading.topic = Some(Topic::Plot);
                return true;
            }
            false
        }
        (Some(Pointer::Superlative), _)
            if reading.judgement == Judgement::Approved && !text.question && text.has_any(CHOOSING) =>
        {
            false
        }
        (Some(Pointer::Superlative), _) => {
            reading.topic = Some(
                reading
                    .topic
                    .clone()
                    .filter(|topic| matches!(topic, Topic::Director | Topic::Cast))
                    .unwrap_or(Topic::Plot),
            );
            !text.has_any(&["show|something|anything|another|films|movies"]) || text.has_any(&["of them|these|those"])
        }
        (Some(Pointer::Ordinal), Some(_)) => question || !wishes,
        (Some(Pointer::Ordinal), None) => {
            let only = text.len() <= 3 && reading.judgement == Judgement::None && text.find("like").is_none();
            let filler = |word: &str| {
                among(
                    "and ok okay very what about after before next previous the one so how first second third fourth last film movie number please then",
                    word,
                )
            };
            let bare = text.tokens.iter().all(|token| filler(&token.word));
            let yes_no = among("is are was were does do did has will can", text.word(0)) && !wishes;
            let named_before = text.has_any(&[
                "you suggested|showed|mentioned|recommended|named|said|had",
                "not understand|understanding|get|follow",
            ]);
            if only || bare || named_before || yes_no || (question && text.has_any(&["about|more|that"])) {
                reading.topic = Some(if yes_no && (request.min_year.is_some() || request.max_year.is_some()) {
                    Topic::Year
                } else {
                    Topic::Plot
                });
            }
            reading.topic.is_some()
        }
        (Some(Pointer::Pronoun | Pointer::All), Some(topic)) => {
            let asks_new = text.has_any(&[
                "something|anything|another|other|others",
                "any more|with|from|by|about|like|other|others|films|movies|new|newer|older|shorter|in",
                "what|which would|should|could|might|can they|he|she|kids|we|i|you",
                "is|are there",
                "do you have|know",
                "have you|got",
                "films|movies by|with|like|about|from|in|of|to|for|that|does|do|did|has|under|over",
                "like|as that|it|this|those|these|them",
                "what|which films|movies|else|other|should|can|could",
                "show|recommend|suggest|find me|us|something|some",
            ]) && !matches!(topic, Topic::Theme(_));
            let bounds = request.has_limits()
                && !matches!(
                    topic,
                    Topic::Runtime
                        | Topic::Year
                        | Topic::Rating
                        | Topic::Genres
                        | Topic::Mood(_)
                        | Topic::IsGenre(_)
                        | Topic::Unknown
                );
            question && !asks_new && !bounds
        }
        (None, Some(_)) => {
            // "Who directed Titanic?": a film that is not in the catalogue, or none yet.
            let strong = text.has_any(&[
                "who directed|made|stars|starred|plays|acts",
                "director|cast|plot|runtime of",
                "how long is|was",
                "what is * about",
                "when did|was * out|released|made|come",
                "tell me about",
            ]);
            let bare = text.tokens.iter().all(|token| among(BARE_QUESTION, &token.word));
            if bare && !memory.last.is_empty() && request.is_empty() {
                reading.reference = memory
                    .focus
                    .as_ref()
                    .or(memory.last.first())
                    .and_then(|tconst| library.search.place(tconst))
                    .map(|film| Reference { films: vec![film], pointer: Pointer::Pronoun, words: 0..0 });
                return true;
            }
            strong && request.people.is_empty() && request.genres.is_empty() && !wishes_film(text)
        }
        _ => false,
    }
}

/// "I'll take the shorter one": a choice and no question.
const CHOOSING: &[&str] = &["i|we will|would? take|watch|try|choose|have|pick|go", "let us watch|take|try|do|go"];

/// A question of these words alone is about the film last spoken of.
const BARE_QUESTION: &str = "and but so ok okay oh ah hmm then again exactly please who whom which what when how is are was were did do \
    does the a of by for called name named in out come came made make makes director directors directed direct actor actors actress cast \
    star stars starring plays play acts acting lead leads year date decade released release runtime length long short \
    duration minutes hours many rating rated ratings score reviews review good bad genre genres kind sort type plot \
    story synopsis sequel prequel trailer remake there can i we see watch stream streaming netflix dvd awards soundtrack music \
    language subtitles where about happens tell me more also else";

fn wishes_film(text: &Text) -> bool {
    text.has_any(&["film|films|movie|movies about|with|by|from|like", "something|anything|any|recommend|suggest"])
}
