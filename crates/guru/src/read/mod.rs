//! From words to a reading: what the person wants with a message, and everything that goes with it.

pub(crate) mod asking_back;
pub(crate) mod clause;
pub(crate) mod elsewhere;
pub(crate) mod film_question;
pub(crate) mod foreign;
pub(crate) mod likeness;
pub(crate) mod object;
pub(crate) mod pointing;
pub(crate) mod quality;
pub(crate) mod quantities;
pub(crate) mod question;
pub(crate) mod reading;
pub(crate) mod released;
pub(crate) mod safety;
pub(crate) mod same_person;
pub(crate) mod taste;
pub(crate) mod taste_edit;
pub(crate) mod wanting;
pub(crate) mod wish;

use self::asking_back::asks_back;
use self::asking_back::asks_why;
use self::elsewhere::Elsewhere;
use self::film_question::asks_about_film;
use self::foreign::is_foreign;
use self::likeness::resembles;
use self::pointing::{Pointer, reference};
use self::quality::{Judgement, judgement};
use self::question::topic;
use self::reading::Reading;
use self::released::takes_back;
use self::same_person::same_person;
use self::wanting::{asks_beside_taste, is_follow_up, leaves_person_out, wants, wishes_beyond_taste};
use crate::library::shelf::Library;
use crate::memory::Memory;
use crate::talk::Intent;
use crate::words::forms::among;
use crate::words::lexicon::genres::FILM_NOUNS;
use crate::words::lexicon::phrases::{
    ABOUT_APP, ABOUT_ME, APPROVALS, COMPLIMENTS, GOODBYES, GREETINGS, LOST, MORE, THANKS, WEAK_APPROVALS, WISHES,
};
use crate::words::lexicon::topics::Topic;
use crate::words::text::Text;

/// Reads a message in its conversation. `elsewhere` are the films whose titles were taken out of it.
pub(crate) fn read(library: &Library, text: &Text, memory: &Memory, elsewhere: Vec<Elsewhere>) -> Reading {
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
    let over = text
        .find("any more")
        .is_some_and(|range| text.has_any_in(&(0..range.start), &["not|never|no|used|hardly|nobody|nothing"]));
    let more = (text.has_any(MORE) || (text.len() <= 2 && text.find("other").is_some()))
        && !over
        && !text.has_any(&[
            "no more",
            "tell|say|hear|know|learn * more",
            "more * than",
            "one more thing|question",
            "more about|info|details|or",
            "hi|hello|hey|hiya|back|me|us again",
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
        more: more
            || (memory.person.is_some() && leaves_person_out(text))
            || (memory.request.is_some() && takes_back(text)),
        same_person,
        about_app: text.has_any(ABOUT_APP),
        about_me: text.has_any(ABOUT_ME),
        elsewhere,
    };
    reading.intent = intent(library, text, memory, &mut reading);
    reading
}

fn intent(library: &Library, text: &Text, memory: &Memory, reading: &mut Reading) -> Intent {
    if safety::is_unsafe(text) {
        return Intent::Unsafe;
    }
    if text.len() == 0 {
        return if text.smiles != 0 { Intent::React } else { Intent::Unclear };
    }
    if text.len() <= 7 && text.has_any(COMPLIMENTS) && !text.has_any(WISHES) && reading.tastes.stated.is_empty() {
        return Intent::Thank;
    }
    if text.len() <= 6 && text.has_any(LOST) && !text.has_any(WISHES) && reading.wish.request.is_empty() {
        reading.about_app = true;
        return Intent::Greet;
    }
    if asks_back(text) && reading.reference.as_ref().is_none_or(|reference| reference.pointer != Pointer::Ordinal) {
        reading.topic = Some(Topic::Recall);
        return Intent::AskAboutFilm;
    }
    if asks_why(text, reading.reference.as_ref()) {
        reading.topic = Some(Topic::Why);
        return Intent::AskAboutFilm;
    }
    if let Some(intent) = names_unknown_film(text, reading) {
        return intent;
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
    if let Some(Pointer::Title | Pointer::Ordinal | Pointer::Superlative) = pointer
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
        return if asks_beside_taste(&text.unused(&reading.tastes.used)) {
            Intent::AskForFilms
        } else {
            Intent::StateTaste
        };
    }
    courtesy(text, reading, free_wish)
}

/// What is wanted where a film was named that is not in the catalogue: something about it, or something like it.
fn names_unknown_film(text: &Text, reading: &mut Reading) -> Option<Intent> {
    let heard_of = reading.elsewhere.iter().any(|film| !film.genres.is_empty());
    if reading.elsewhere.is_empty() || (safety::is_off_topic(text) && !heard_of) {
        return None;
    }
    let asks = text.question || among("who what when how is was tell which", text.word(0));
    if asks && reading.topic.is_some() && !resembles(text) && reading.wish.request.is_empty() {
        reading.reference = None;
        return Some(Intent::AskAboutFilm);
    }
    let dislikes = reading.judgement == Judgement::Refused && !wishes_beyond_taste(text, reading) && !text.question;
    Some(if dislikes { Intent::React } else { Intent::AskForFilms })
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
            || (text.has_any(APPROVALS)
                && request.is_empty()
                && !reading.wish.hard_times
                && !reading.more
                && !text.question
                && !wants(text)))
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
    let of_films = text.tokens.iter().any(|token| FILM_NOUNS.contains(&token.word.as_str()));
    if question && text.len() > 2 && !of_films && !is_foreign(text) { Intent::OffTopic } else { Intent::Unclear }
}
