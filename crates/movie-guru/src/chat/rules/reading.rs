//! What a message says, all in one: the intent and everything that goes with it.

use super::Library;
use super::film_question::asks_about_film;
use super::lexicon::genres::FILM_NOUNS;
use super::lexicon::phrases::{
    ABOUT_APP, ABOUT_ME, APPROVALS, GOODBYES, GREETINGS, MORE, THANKS, WEAK_APPROVALS, WISHES,
};
use super::memory::Memory;
use super::quality::{Judgement, judgement};
use super::question::{Pointer, Reference, Topic, reference, topic};
use super::safety;
use super::taste::{self, Tastes};
use super::text::{Text, among};
use super::wish::{self, Wish};
use crate::chat::Intent;

/// A message, understood.
#[derive(Debug)]
pub(super) struct Reading {
    pub intent: Intent,
    pub wish: Wish,
    pub tastes: Tastes,
    pub reference: Option<Reference>,
    pub topic: Option<Topic>,
    pub judgement: Judgement,
    /// "another", "something else": the request before, other films.
    pub more: bool,
    /// "by her": the person meant.
    pub same_person: Option<String>,
    /// A question about the app itself.
    pub about_app: bool,
    /// "What do you know about me?"
    pub about_me: bool,
}

/// Reads a message in its conversation.
pub(super) fn read(library: &Library, text: &Text, memory: &Memory) -> Reading {
    let asked = text.has_any(&[
        "who|when|how|what|about|like|similar|is|tell|does|did|was|called|named|watch|seen|saw|plot|story|cast|director|rating|runtime|loved|liked|whose|think|film|movie|describe|actors|give|know",
    ]);
    let titles = library.titles.find(text, &library.spelling, asked);
    let reference = reference(library, text, memory, &titles);
    let same_person = same_person(library, text, memory, reference.as_ref());
    let tastes = taste::read(library, text, same_person.as_deref().or(memory.person.as_deref()));
    let mut used = tastes.used.clone();
    for (words, _) in &titles {
        used[words.clone()].iter_mut().for_each(|flag| *flag = true);
    }
    if let Some(pointing) = reference.as_ref().filter(|reference| reference.pointer != Pointer::Pronoun) {
        used[pointing.words.clone()].iter_mut().for_each(|flag| *flag = true);
    }
    let wish = wish::read(library, text, used);
    let topic = topic(library, text, reference.as_ref());
    let more = text.has_any(MORE)
        && !text.has_any(&[
            "no more",
            "any more",
            "tell|say|hear|know|learn * more",
            "more * than",
            "more about|info|details|or",
        ]);
    let tastes_refuse = tastes.spoken
        && tastes.stated.is_empty()
        && text.has_any(&["hate|hated|dislike|disliked|loathed|despised|detested"])
        && !text.has_any(&["not hate|dislike"]);
    let mut reading = Reading {
        intent: Intent::Unclear,
        wish,
        tastes,
        reference,
        topic,
        judgement: if tastes_refuse { Judgement::Refused } else { judgement(text) },
        more,
        same_person,
        about_app: text.has_any(ABOUT_APP),
        about_me: text.has_any(ABOUT_ME),
    };
    reading.intent = intent(library, text, memory, &mut reading);
    reading
}

/// "by her", "the same director", "what else has he made": whose films are meant.
fn same_person(library: &Library, text: &Text, memory: &Memory, reference: Option<&Reference>) -> Option<String> {
    let film = reference.and_then(|reference| reference.films.first().copied()).or_else(|| {
        memory
            .focus
            .as_deref()
            .or(memory.last.first().map(String::as_str))
            .and_then(|tconst| library.search.place(tconst))
    });
    if text.has_any(&[
        "same|that|this|its|their actor|actress|star|lead|actors|cast|stars",
        "with|starring|featuring the same|him|her|them",
        "actor|actress|star|lead * else|other",
    ]) {
        let actor = memory.person.clone().filter(|name| {
            library.people.named(name).is_some_and(|person| person.kind == crate::profile::TasteKind::Actors)
        });
        return actor.or_else(|| film.and_then(|film| library.search.film(film).actors.first().cloned()));
    }
    let said = text.has_any(&[
        "by|from|of him|her|them|hers|his",
        "same|that director|filmmaker",
        "the director * made|make|else|other|done|direct|films|movies",
        "her|his|their other|films|movies|work|best|newer|older|films|earlier|later|stuff|another",
        "else|other|more|films|movies * he|she|they|director|him|her made|make|makes|directed|direct|did|do|done|has|have|shot|from|in|by",
        "else|other|films|movies|what|which has|have|did|does|is|was he|she|they|the|him|her director? made|make|directed|direct|done|do|shot|in|been",
        "he|she|director * else|other",
    ]);
    if !said || text.has_any(&["who is|was|are|directed|made|did", "which|what director"]) {
        return None;
    }
    let of_film = film.map(|film| library.search.film(film).director.clone());
    if text.has_any(&["director|filmmaker|directed"]) {
        of_film.or_else(|| memory.person.clone())
    } else {
        memory.person.clone().or(of_film)
    }
}

fn intent(library: &Library, text: &Text, memory: &Memory, reading: &mut Reading) -> Intent {
    if safety::is_unsafe(text) {
        return Intent::Unsafe;
    }
    if text.len() == 0 {
        return if text.smiles != 0 { Intent::React } else { Intent::Unclear };
    }
    let pointer = reading.reference.as_ref().map(|reference| reference.pointer);
    let named = matches!(pointer, Some(Pointer::Title | Pointer::Ordinal | Pointer::Superlative));
    let stated = !reading.tastes.stated.is_empty();
    let request = &reading.wish.request.clone();
    let subject = !request.genres.is_empty() || !request.people.is_empty() || !request.not_genres.is_empty();
    if !named && !stated && !subject && !reading.about_me && safety::is_off_topic(text) && !is_follow_up(text, reading)
    {
        return Intent::OffTopic;
    }
    let alike = resembles(text);
    let wishes = text.has_any(WISHES);
    if let Some(Pointer::Title) = pointer
        && alike
        && (wishes || text.has_any(&["like|similar|resembling", "more"]))
        && !text.has_any(&["what|how is|was * like"])
    {
        return Intent::AskForFilms;
    }
    if reading.same_person.is_some() && !stated && !(named && reading.topic.is_some() && !reading.more) {
        return Intent::AskForFilms;
    }
    if text.has_any(&["how many films|movies|titles do|are|have|in", "what|which genres|kinds * do|are|have"])
        && request.is_empty()
    {
        reading.about_app = true;
        return Intent::Greet;
    }
    if reading.about_me && !stated {
        return Intent::StateTaste;
    }
    if reading.tastes.spoken && !stated && !text.question && !wishes_beyond_taste(text, reading) {
        let judged = pointer.is_some() && reading.judgement != Judgement::None && !memory.last.is_empty();
        let neutral = text.has_any(&["not mind|hate|dislike|object"]);
        if named || (judged && !neutral) {
            return Intent::React;
        }
        return Intent::StateTaste;
    }
    if asks_about_film(library, text, memory, reading, wishes) {
        return Intent::AskAboutFilm;
    }
    let free_wish = wishes_beyond_taste(text, reading);
    if reading.judgement == Judgement::Refused && !free_wish && !stated && !reading.more {
        return Intent::React;
    }
    let told = reading.judgement != Judgement::None
        && (named || pointer == Some(Pointer::Pronoun))
        && !memory.last.is_empty()
        && request.is_empty()
        && !reading.more
        && !text.question;
    if told && !stated {
        return if text.has_any(THANKS) { Intent::Thank } else { Intent::React };
    }
    if stated {
        return if asks_beside_taste(text) { Intent::AskForFilms } else { Intent::StateTaste };
    }
    courtesy(text, reading, free_wish)
}

/// Thanks, goodbye, greeting, reaction, wish: what is left when nothing else was said.
fn courtesy(text: &Text, reading: &Reading, free_wish: bool) -> Intent {
    let thanks = text.has_any(THANKS);
    let goodbye = text.has_any(GOODBYES);
    let request = &reading.wish.request;
    let clear_wish =
        free_wish && (!request.is_empty() || reading.more || reading.wish.unknown_subject || !(thanks || goodbye));
    if goodbye && !(clear_wish && (request.has_subject() && text.len() > 6)) {
        return Intent::SayGoodbye;
    }
    if thanks && !clear_wish {
        return Intent::Thank;
    }
    let weak_only = text.tokens.iter().all(|token| among(WEAK_APPROVALS, &token.word));
    if reading.judgement == Judgement::Approved
        && (weak_only
            || (text.has_any(APPROVALS) && request.is_empty() && !reading.more && !text.question && !wants(text)))
    {
        return if text.has_any(GREETINGS) && text.find("good morning|evening|afternoon|day|to").is_some() {
            Intent::Greet
        } else {
            Intent::React
        };
    }
    if clear_wish {
        return Intent::AskForFilms;
    }
    if text.smiles != 0 && text.len() < 3 {
        return Intent::React;
    }
    if text.has_any(GREETINGS) || reading.about_app {
        return Intent::Greet;
    }
    if reading.judgement == Judgement::Refused {
        return Intent::React;
    }
    let question = text.question
        || among("what who where when why how which is are do does can could did will should", text.word(0));
    if reading.reference.is_some() && reading.topic.is_some() && question {
        return Intent::AskAboutFilm;
    }
    if question && text.len() > 2 { Intent::OffTopic } else { Intent::Unclear }
}

/// Words that ask for something, apart from approval.
fn wants(text: &Text) -> bool {
    text.has_any(&["show|give|recommend|suggest|find|want|need|any|something|anything|looking|another|more|what|which"])
}

/// Whether a message asks for films, apart from what it says of tastes.
fn wishes_beyond_taste(text: &Text, reading: &Reading) -> bool {
    if reading.tastes.spoken && !asks_beside_taste(text) {
        return false;
    }
    let request = &reading.wish.request;
    let noun = text.tokens.iter().any(|token| FILM_NOUNS.contains(&token.word.as_str()));
    !request.is_empty()
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
];

fn asks_beside_taste(text: &Text) -> bool {
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
    ]) && !text.has_any(&["never|not|stop|no|forget * show|recommend|suggest|give|anything"])
}

/// A short message that goes on with what was said before.
fn is_follow_up(text: &Text, reading: &Reading) -> bool {
    let film = reading.reference.is_some()
        && reading.topic.is_some()
        && text.has_any(&["it|film|movie|one|ones|they|them|its|that|this|these|those"])
        && text.len() <= 9;
    film && !text.has_any(&["weather|time|news|capital|recipe|joke"])
        && !text.has_any(&["what time|day is it", "is it raining|sunny|cold|hot|snowing|monday|true"])
}

/// "something like that", "similar to": a film is asked for by its likeness to another.
pub(super) fn resembles(text: &Text) -> bool {
    const NOT_BEFORE: &str = "i we would not really do you did also they she he as well such feel sounds looks";
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
