//! Questions about films: which film is meant ("it", "the second one", a title), and what is asked of it.

use std::ops::Range;

use super::Library;
use super::lexicon::genres::{FILM_NOUNS, GENRES};
use super::lexicon::moods::MOODS;
use super::memory::Memory;
use super::text::{Text, among};
use crate::store::catalogue::Genre;

/// What is asked about a film.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Topic {
    Director,
    Cast,
    Year,
    Runtime,
    Rating,
    Genres,
    Plot,
    /// "Is it scary?": the name of a mood.
    Mood(&'static str),
    /// "Is it a comedy?"
    IsGenre(Genre),
    /// "Is it good for kids?"
    Children,
    /// "Is Idris Kane in it?"
    Person(String),
    /// "Are there dogs in it?"
    Theme(String),
    /// Something the catalogue does not hold: where to see it, what it cost.
    Unknown,
}

/// How a film was pointed at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Pointer {
    Title,
    Ordinal,
    /// "the shortest of them"
    Superlative,
    Pronoun,
    /// "they", "all of them"
    All,
}

/// The films that a message points at.
#[derive(Clone, Debug)]
pub(super) struct Reference {
    /// Places in the catalogue.
    pub films: Vec<usize>,
    /// How.
    pub pointer: Pointer,
    /// The words that point.
    pub words: Range<usize>,
}

const TOPICS: &[(&str, Topic)] = &[
    (
        "who|whom|whose directed|directs|made|makes|shot|filmed|created|helmed|is|was|did the? * director|directed|directing|behind|direct|make|responsible|film",
        Topic::Director,
    ),
    ("who directed|directs|made|makes|shot|filmed|created|helmed|did", Topic::Director),
    ("directed by who|whom", Topic::Director),
    ("by whom|who", Topic::Director),
    ("the|is|which|what|its director|filmmaker", Topic::Director),
    ("director of|name|please", Topic::Director),
    ("whose film|movie|work is", Topic::Director),
    (
        "who|whom is|are|was|were|stars|star|starred|plays|play|played|acts|act|acted|appears|appear|features in|it|the|that|this|them|all? * in|it|first|second|third|last|one|star|lead|leads|role|starring|playing|acting|cast",
        Topic::Cast,
    ),
    (
        "who stars|star|starred|plays|play|played|acts|act|acted|appears|appear|features|is|are|was|were playing|starring|acting|in|on",
        Topic::Cast,
    ),
    ("who stars|plays|acts|starred|played", Topic::Cast),
    ("who else is|was|stars|plays|acts", Topic::Cast),
    (
        "cast|actors|actresses|starring|stars|lead|leads|actor|actress of|in|list|are|is|who|please|for|names",
        Topic::Cast,
    ),
    ("the|full|its|which|what|about|main cast|actors|actresses|leads|lead", Topic::Cast),
    ("when was|is|did|were|are", Topic::Year),
    ("what|which * year|date|decade", Topic::Year),
    ("how old is|are", Topic::Year),
    ("release|released date|year|when", Topic::Year),
    ("come|came out when", Topic::Year),
    ("is|are|was it|that|this|they|one|film|movie|first|second|third|last * new|old|recent|modern|black", Topic::Year),
    ("how long", Topic::Runtime),
    ("runtime|length|duration", Topic::Runtime),
    ("running|run time", Topic::Runtime),
    ("how many|much minutes|hours|time", Topic::Runtime),
    ("is|are|was * long|short|lengthy", Topic::Runtime),
    ("rating|ratings|rated|score|scored|reviews|reviewed|review", Topic::Rating),
    ("how many stars", Topic::Rating),
    ("how|any good|bad|well|popular|decent", Topic::Rating),
    (
        "is|are|was|were|worth it|that|this|they|one|film|movie|first|second|third|last * good|any|worth|great|decent|best|bad|recommended|popular|watching",
        Topic::Rating,
    ),
    ("worth watching|seeing|a|it|my", Topic::Rating),
    ("do people like|think", Topic::Rating),
    ("genre|genres", Topic::Genres),
    ("what|which kind|type|sort|category of?", Topic::Genres),
    ("where can|do|could|to", Topic::Unknown),
    ("who wrote|composed|produced|edited|sang|sings|wrote", Topic::Unknown),
    ("music|composer|screenplay|script|writer|producer|location|awards", Topic::Unknown),
    (
        "netflix|streaming|stream|dvd|subtitles|budget|oscar|oscars|box|soundtrack|language|rent|trailer|sequel|sequels|shown",
        Topic::Unknown,
    ),
    ("what|whats|is|it * about|happens|plot|story", Topic::Plot),
    ("about what", Topic::Plot),
    ("plot|story|storyline|synopsis|summary|premise|outline|gist|spoilers", Topic::Plot),
    ("tell|say|know|hear|learn|read|give|need|want me|us? * more|about|details|info|detail|information", Topic::Plot),
    ("more|further|any about|details|info|information|detail|on", Topic::Plot),
    ("describe|summarise|summarize|elaborate|details|info", Topic::Plot),
    ("go on about|with", Topic::Plot),
    ("what about|of|is", Topic::Plot),
    ("what happens", Topic::Plot),
    ("how does it|that|this|the end|start|begin|go", Topic::Plot),
    ("how about", Topic::Plot),
    ("sounds|seems interesting|intriguing * more", Topic::Plot),
];

/// What a question asks of a film; `pointed` are the words that only say which one.
pub(super) fn topic(library: &Library, text: &Text, reference: Option<&Reference>) -> Option<Topic> {
    let hidden =
        reference.filter(|reference| reference.pointer == Pointer::Title).map(|reference| reference.words.clone());
    let visible = text.without(hidden.as_ref());
    let text = &visible;
    let yes_no = text.has_any(&["is|are|was|were|does|do|would|will|has|did|can|should|could it|that|this|they|the|there|title|i|my|one|these|he|she|we|these"])
        || (among("is are was does did will would has do", text.word(0)) && text.len() > 1)
        || (text.question && text.len() <= 4);
    if yes_no && reference.is_some() {
        if text.has_any(&["kid|kids|child|children|family|son|daughter|grandchildren|grandkids|toddler|toddlers|grandson|granddaughter|nephew|niece|teenagers|boys|girls", "year|years old|olds"]) {
            return Some(Topic::Children);
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

const ORDINALS: &[(&str, usize)] = &[
    ("first|1st|former", 0),
    ("second|2nd", 1),
    ("third|3rd", 2),
    ("fourth|4th", 3),
    ("number|no|nr one|1", 0),
    ("number|no|nr two|2", 1),
    ("number|no|nr three|3", 2),
    ("number|no|nr four|4", 3),
    ("last|final|latter|bottom one|film|movie|title|you|on|sounds|looks|was|is|of", usize::MAX),
    ("the last|latter|final", usize::MAX),
    ("the middle one", 1),
    ("the top one", 0),
    ("the other one", 1),
];

/// The films that a message points at.
pub(super) fn reference(
    library: &Library,
    text: &Text,
    memory: &Memory,
    titles: &[(Range<usize>, usize)],
) -> Option<Reference> {
    if !titles.is_empty() {
        let words = titles[0].0.clone();
        return Some(Reference {
            films: titles.iter().map(|(_, film)| *film).collect(),
            pointer: Pointer::Title,
            words,
        });
    }
    let last: Vec<usize> = memory.last.iter().filter_map(|tconst| library.search.place(tconst)).collect();
    let one =
        |film: usize, pointer: Pointer, words: Range<usize>| Some(Reference { films: vec![film], pointer, words });
    if !last.is_empty() {
        let mut meant: Vec<(usize, Range<usize>)> = Vec::new();
        for (said, nth) in ORDINALS {
            let Some(words) = text.find(said) else { continue };
            let time = matches!(text.word(words.end), "time" | "night" | "week" | "year" | "decade" | "century" | "of" if text.word(words.end + 1) == "all")
                || matches!(text.word(words.start.wrapping_sub(1)), "at")
                || among("time night week year years decade ten world war", text.word(words.end));
            let place = if *nth == usize::MAX { last.len() - 1 } else { *nth };
            if let Some(film) = last.get(place).filter(|_| !time)
                && !meant.iter().any(|(known, _)| known == film)
            {
                meant.push((*film, words));
            }
        }
        if let Some((_, words)) = meant.first().cloned() {
            return Some(Reference {
                films: meant.into_iter().map(|(film, _)| film).collect(),
                pointer: Pointer::Ordinal,
                words,
            });
        }
        if let Some((film, words)) = superlative(library, text, &last) {
            return one(film, Pointer::Superlative, words);
        }
        if let Some((film, words)) = described(library, text, &last) {
            return one(film, Pointer::Ordinal, words);
        }
    }
    let focus = memory.focus.as_deref().and_then(|tconst| library.search.place(tconst));
    if let Some(words) = text.find("they|them|these|those|all|each|both")
        && focus.is_none()
        && last.len() > 1
    {
        return Some(Reference { films: last, pointer: Pointer::All, words });
    }
    let words = text
        .find("it|its")
        .or_else(|| text.find("that|this|the film|movie|one|title"))
        .or_else(|| text.find("that|this"))
        .or_else(|| text.find("they|them|these|those|he|she"));
    let film = focus.or_else(|| last.first().copied())?;
    words.and_then(|words| one(film, Pointer::Pronoun, words))
}

/// "which of them is the shortest?"
fn superlative(library: &Library, text: &Text, last: &[usize]) -> Option<(usize, Range<usize>)> {
    if !text.has_any(&[
        "which|what|who one|of|is|film|movie|has|would|do|should",
        "the * of them|these|those|the",
        "of them|these|those",
        "the shortest|longest|oldest|newest|funniest|scariest|saddest one|film|movie",
    ]) {
        return None;
    }
    if text.has_any(&["which|what films|movies|else|other", "your favourite|best|very|top"]) {
        return None;
    }
    let film = |place: &usize| library.search.film(*place);
    let has = |place: &&usize, genre: Genre| film(place).genres.contains(&genre);
    let words = |said: &str| text.find(said);
    let by =
        |key: &dyn Fn(&usize) -> i64| last.iter().copied().max_by_key(|place| (key(place), std::cmp::Reverse(*place)));
    if let Some(words) = words("shortest|shorter|quickest") {
        return by(&|place| -i64::from(film(place).runtime)).map(|film| (film, words));
    }
    if let Some(words) = words("longest|longer") {
        return by(&|place| i64::from(film(place).runtime)).map(|film| (film, words));
    }
    if let Some(words) = words("oldest|older|earliest") {
        return by(&|place| -i64::from(film(place).year)).map(|film| (film, words));
    }
    if let Some(words) = words("newest|newer|latest") {
        return by(&|place| i64::from(film(place).year)).map(|film| (film, words));
    }
    for (said, genre) in [
        ("funniest|funnier", Genre::Comedy),
        ("scariest|scarier", Genre::Horror),
        ("saddest|sadder", Genre::Drama),
        ("romantic", Genre::Romance),
    ] {
        if let Some(words) = words(said) {
            let film = last.iter().find(|place| has(place, genre)).or(last.first());
            return film.map(|film| (*film, words));
        }
    }
    if !text.has_any(&["which one|of|is|would|should|film|movie|do", "of them|these|those", "the best one"]) {
        return None;
    }
    let best = words("best|better|highest|top|recommend|pick|choose|favourite|start|good|watch|prefer")?;
    by(&|place| (film(place).rating * 100.0) as i64).map(|film| (film, best))
}

/// "the one with the penguin", "the western": a film of the last answer by what sets it apart.
fn described(library: &Library, text: &Text, last: &[usize]) -> Option<(usize, Range<usize>)> {
    let start = text.find("the|that one|film|movie with|about|from|by|set|where|starring|in")?;
    let theme = (start.end..text.len().min(start.end + 5)).find_map(|place| {
        let word = text.word(place);
        let fits: Vec<usize> = last
            .iter()
            .copied()
            .filter(|film| {
                let data = library.search.film(*film);
                data.year.to_string() == word
                    || (library.search.knows_theme(&text.tokens[place].stem)
                        && library.search.about(*film, word) == 2
                        && word.len() > 2)
                    || data.director.to_lowercase().contains(word) && word.len() > 3
            })
            .collect();
        (fits.len() == 1).then(|| (fits[0], start.start..place + 1))
    });
    theme.filter(|_| !text.has_any(&["any|another|something|anything|show|find|is there"]))
}
