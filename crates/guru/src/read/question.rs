//! Questions about films: which film is meant ("it", "the second one", a title), and what is asked of it.

use crate::library::shelf::Library;
use crate::read::pointing::{Pointer, Reference};
use crate::words::forms::among;
use crate::words::lexicon::genres::{FILM_NOUNS, GENRES};
use crate::words::lexicon::moods::MOODS;
use crate::words::lexicon::topics::{TOPICS, Topic};
use crate::words::text::Text;

/// What a question asks of a film; `pointed` are the words that only say which one.
pub(crate) fn topic(library: &Library, text: &Text, reference: Option<&Reference>) -> Option<Topic> {
    let hidden =
        reference.filter(|reference| reference.pointer == Pointer::Title).map(|reference| reference.words.clone());
    let visible = text.without(hidden.as_ref());
    let text = &visible;
    let yes_no = text.has_any(&["is|are|was|were|does|do|would|will|has|did|can|should|could it|that|this|they|the|there|title|i|my|one|these|he|she|we|these"])
        || (among("is are was does did will would has do", text.word(0)) && text.len() > 1)
        || (text.question && (text.len() <= 4 || text.has_any(&["it|this|that is|was|has"])));
    if yes_no && reference.is_some() {
        if text.has_any(&["kid|kids|child|children|family|son|daughter|grandchildren|grandkids|toddler|toddlers|grandson|granddaughter|nephew|niece|teenagers|boys|girls|adults|grownups", "year|years old|olds"]) {
            return Some(Topic::Children);
        }
        if text.has_any(&[
            "happy|sad|good|bad|twist ending|end",
            "die|dies|survive|survives|killed|hurt",
            "end|ends well|badly|happily",
        ]) {
            return Some(Topic::Ending);
        }
        for mood in MOODS.iter().filter(|mood| mood.name != "children") {
            if mood.said.iter().any(|said| !said.starts_with("less") && text.find(said).is_some()) {
                return Some(Topic::Mood(mood.name));
            }
        }
        if let Some((_, person)) = library.people.find(text, &(0..text.len()), &library.spelling).first() {
            return Some(Topic::Person(person.name.clone()));
        }
        if !text.has_any(&["what|which|about"])
            && let Some((_, genres)) = GENRES.iter().find(|(said, _)| text.find(said).is_some())
        {
            return genres.first().copied().map(Topic::IsGenre);
        }
    }
    let said = TOPICS.iter().find(|(said, _)| text.find(said).is_some()).map(|(_, topic)| topic.clone());
    let said = said.or_else(|| bare_topic(text));
    if said.is_some() || !yes_no {
        return said;
    }
    let is_about =
        text.has_any(&["is|are there", "does|do it|they|that have|has|feature|contain|end|include", "in it"]);
    let subject = text.tokens.iter().rev().find(|token| {
        library.search.is_theme(&token.word, &library.spelling, true) && !FILM_NOUNS.contains(&token.word.as_str())
    });
    if is_about { subject.map(|token| Topic::Theme(token.word.clone())) } else { None }
}

/// What is asked, one after the other: "when was it made and who directed it?"
pub(crate) fn topics(library: &Library, text: &Text, reference: &Reference, first: Topic) -> Vec<Topic> {
    let mut topics: Vec<Topic> = Vec::new();
    let mut start = 0;
    for place in 0..=text.len() {
        if place == text.len() || text.word(place) == "and" {
            let part = Text { tokens: text.tokens[start..place].to_vec(), question: text.question, smiles: 0 };
            // What points at a film is cut off with the other part of the question.
            let asked = topic(library, &part, (start == 0).then_some(reference));
            topics.extend(asked.filter(|topic| topic.is_fact() && !topics.contains(topic)));
            start = place + 1;
        }
    }
    if topics.len() > 1 { topics } else { vec![first] }
}

/// "Year?", "director of 3": one word says what is asked.
fn bare_topic(text: &Text) -> Option<Topic> {
    const BARE: &[(&str, Topic)] = &[
        ("director|directors|directed", Topic::Director),
        ("cast|actors|actor|actress|stars", Topic::Cast),
        ("year|date", Topic::Year),
        ("length|runtime|duration|minutes", Topic::Runtime),
        ("rating|score", Topic::Rating),
        ("genre", Topic::Genres),
        ("plot|story|summary", Topic::Plot),
    ];
    let bare = BARE.iter().find(|(said, _)| text.find(said).is_some()).filter(|_| text.len() <= 5)?;
    Some(bare.1.clone())
}
