//! Which film is meant: a title, "it", "the second one", "the shortest of them", "the one with the penguin".

use std::ops::Range;

use crate::catalogue::Genre;
use crate::library::shelf::Library;
use crate::memory::Memory;
use crate::words::forms::among;
use crate::words::text::Text;

/// How a film was pointed at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Pointer {
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
pub(crate) struct Reference {
    /// Places in the catalogue.
    pub films: Vec<usize>,
    /// How.
    pub pointer: Pointer,
    /// The words that point.
    pub words: Range<usize>,
}

/// "Is good for children?": the film goes without saying.
const SUBJECTLESS: &[&str] = &[
    "is|was very|really|too|so? good|suitable|ok|okay|fine|long|short|old|new|scary|sad|funny|violent|appropriate|boring|dark",
];

const ORDINALS: &[(&str, usize)] = &[
    ("first|1st|former", 0),
    ("second|2nd", 1),
    ("third|3rd", 2),
    ("fourth|4th", 3),
    ("number|no|nr|film|movie|option one|1", 0),
    ("number|no|nr|film|movie|option two|2", 1),
    ("number|no|nr|film|movie|option three|3", 2),
    ("number|no|nr|film|movie|option four|4", 3),
    ("last|final|latter|bottom one|film|movie|title|you|on|sounds|looks|was|is|of", usize::MAX),
    ("the last|latter|final", usize::MAX),
    ("the middle one", 1),
    ("the top one", 0),
    ("the other one", 1),
];

/// The films that a message points at.
pub(crate) fn reference(
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
        if let Some((film, words)) = beside_focus(text, memory, library, &last) {
            meant.push((film, words));
        }
        if let Some(place) = lone_number(text).filter(|nth| *nth < last.len()) {
            meant.push((last[place], text.len() - 1..text.len()));
        }
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
        .or_else(|| text.find("they|them|these|those|he|she"))
        .or_else(|| SUBJECTLESS.iter().find_map(|said| text.find(said)).filter(|words| words.start == 0));
    let film = focus.or_else(|| last.first().copied())?;
    words.and_then(|words| one(film, Pointer::Pronoun, words))
}

/// "And the one after that?", counted from the film last spoken of.
fn beside_focus(text: &Text, memory: &Memory, library: &Library, last: &[usize]) -> Option<(usize, Range<usize>)> {
    let focus = memory.focus.as_deref().and_then(|tconst| library.search.place(tconst))?;
    let place = last.iter().position(|film| *film == focus)?;
    let after = text.find("the next one|film|movie").or_else(|| text.find("one after|below that|it?"));
    let before = text.find("the previous one|film|movie").or_else(|| text.find("one before|above that|it?"));
    let (place, words) = match (after, before) {
        (Some(words), _) => (place + 1, words),
        (None, Some(words)) => (place.checked_sub(1)?, words),
        (None, None) => return None,
    };
    last.get(place).map(|film| (*film, words))
}

/// "2", "ok 3": the number alone picks a film.
fn lone_number(text: &Text) -> Option<usize> {
    let number: usize = text.word(text.len().checked_sub(1)?).parse().ok()?;
    let pick = text.len() <= 3
        && (0..text.len() - 1).all(|place| {
            among(
                "ok okay yes fine the take and number more film director year cast length rating plot i good who",
                text.word(place),
            )
        });
    (pick && (1..=4).contains(&number)).then(|| number - 1)
}

/// "which of them is the shortest?"
fn superlative(library: &Library, text: &Text, last: &[usize]) -> Option<(usize, Range<usize>)> {
    let you_choose = text.has_any(&["you|please choose|decide|pick", "pick|choose one", "your pick|choice"])
        || (text.len() <= 4 && text.has_any(&["just|only one"]));
    if you_choose && !text.has_any(&["something|anything|film|films|movie|movies|did|why|what|like|from|about|with"]) {
        let rating = |place: &&usize| (library.search.film(**place).rating * 100.0) as i64;
        return last.iter().max_by_key(|place| rating(place)).map(|film| (*film, 0..text.len()));
    }
    if !text.has_any(&[
        "which|what|who one|of|is|film|movie|has|would|do|should",
        "the * of them|these|those|the",
        "of them|these|those",
        "the shortest|longest|oldest|newest|funniest|scariest|saddest|shorter|longer|older|newer|funnier|scarier one|film|movie",
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
    let best =
        words("best|better|highest|top|recommend|pick|choose|favourite|start|good|watch|prefer|you|put|suggest")?;
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
