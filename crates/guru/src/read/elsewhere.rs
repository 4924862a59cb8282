//! Films that exist elsewhere only: a title in a message that no film of the catalogue bears. The app says that it does not
//! know it, and guesses by what is said of the film, or by the words of its title.

use std::ops::Range;

use crate::catalogue::Genre;
use crate::library::shelf::Library;
use crate::read::likeness::likeness;
use crate::words::forms::among;
use crate::words::lexicon::genres::{FILM_NOUNS, GENRES, STAND_INS};
use crate::words::lexicon::moods::MOODS;
use crate::words::lexicon::origins::ORIGINS;
use crate::words::text::{Gap, Text};
use crate::words::wording::several;

/// What stands for such a title while the message is read: a word that no rule takes for something else.
const STANDS_IN: &str = "<film>";
/// How many titles of one message are looked at.
const MOST: usize = 3;
/// Words of the longest title that is looked for.
const LONGEST: usize = 8;

/// A film that is not in the catalogue.
#[derive(Clone, Debug)]
pub(crate) struct Elsewhere {
    /// As the person wrote it.
    pub title: String,
    /// What it is said to be; empty where nothing is.
    pub genres: &'static [Genre],
    /// What its title speaks of, where nothing is said of it.
    pub themes: Vec<String>,
}

/// Where a title stands, and what is said of the film.
type Found = (Range<usize>, &'static [Genre]);

/// Finds titles that exist elsewhere, and puts one word in the place of each.
pub(crate) fn take_out(library: &Library, text: &mut Text, message: &str) -> Vec<Elsewhere> {
    let mut films = Vec::new();
    let mut place = 0;
    while place < text.len() && films.len() < MOST {
        let follows = !films.is_empty()
            && text.word(place.wrapping_sub(2)) == STANDS_IN
            && matches!(text.word(place - 1), "or" | "and");
        if let Some((words, genres)) = at(library, text, message, place, follows) {
            let tokens = &text.tokens[words.clone()];
            let written = tokens.first().map_or(0, |first| first.at.start)..tokens.last().map_or(0, |last| last.at.end);
            let title = message.get(written).unwrap_or_default();
            let mut themes: Vec<String> = Vec::new();
            if genres.is_empty() {
                let telling = |word: &&str| library.search.is_theme(word, &library.spelling, false);
                themes.extend(tokens.iter().map(|token| token.word.as_str()).find(telling).map(several));
            }
            films.push(Elsewhere { title: as_written(title), genres, themes });
            text.replace(words, STANDS_IN);
        }
        place += 1;
    }
    films
}

/// The title that begins at a place. `follows` says that another one stands just before.
fn at(library: &Library, text: &Text, message: &str, place: usize, follows: bool) -> Option<Found> {
    let slot = || if follows { Some(Slot::Sure) } else { slot(text, place) };
    if let Some(found) = known_by_hearsay(library, text, place, slot) {
        return Some(found);
    }
    let words = in_quotes(text, message, place)
        .or_else(|| capitals(text, place).filter(|words| slot() >= Some(Slot::needed(words.len()))))
        .or_else(|| small_letters(library, text, place).filter(|_| likeness(text, place)))?;
    (!is_something_else(library, text, &words)).then_some((words, &[][..]))
}

/// How surely a title comes next.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Slot {
    /// "I loved …": a film, if one is known by that name.
    Taste,
    /// "have you seen …": several words with capitals are one.
    Likely,
    /// "something like …", "who directed …": whatever is written with capitals is one.
    Sure,
}

impl Slot {
    const fn needed(words: usize) -> Self {
        if words > 1 { Self::Likely } else { Self::Sure }
    }
}

const SURE: &[&str] = &[
    "film|movie called|named|titled",
    "favourite film|movie of? all? time? ever? is|was",
    "who directed|wrote|stars|starred|plays|played|acts|acted in?",
    "how long is|was",
    "when did|was",
    "plot|cast|director|runtime|length|rating|ending|story of",
    "tell me|us more? about",
];
const LIKELY: &[&str] = &[
    "you|ya have|know|got|seen|heard of?",
    "watch|watched|see|saw|seen|rewatch|stream",
    "show|find|play|give|get me|us? the? film|movie?",
    "the film|movie",
    "what|who is",
];
const TASTE: &[&str] =
    &["love|loved|like|liked|enjoy|enjoyed|adore|adored|hate|hated|disliked", "favourite|favourites * is|are|was|were"];

/// What the words before a place lead to.
fn slot(text: &Text, place: usize) -> Option<Slot> {
    let ends_here = |said: &&str| {
        (place.saturating_sub(7)..place).any(|start| {
            text.find_in(start..place, said).is_some_and(|found| found.start == start && found.end == place)
        })
    };
    let any = |said: &[&str]| said.iter().any(ends_here);
    if likeness(text, place) || any(SURE) {
        Some(Slot::Sure)
    } else if any(LIKELY) {
        Some(Slot::Likely)
    } else {
        any(TASTE).then_some(Slot::Taste)
    }
}

/// A title that people talk about. One everyday word ("up", "heat") has to stand where a title is likely.
fn known_by_hearsay(library: &Library, text: &Text, place: usize, slot: impl Fn() -> Option<Slot>) -> Option<Found> {
    let article = usize::from(matches!(text.word(place), "the" | "a" | "an"));
    (1..=LONGEST).rev().find_map(|length| {
        let words = place..place + article + length;
        let tokens = text.tokens.get(words.clone())?;
        let genres = library.hearsay.of(&text.joined(place + article..words.end))?;
        let ends = text.tokens.get(words.end).is_none_or(|next| next.gap != Gap::None)
            || among("and or but please tonight too is was with film films movie movies from", text.word(words.end));
        let capital = tokens.last().is_some_and(|last| last.capital);
        let likely = || if capital { slot().is_some() } else { ends && slot() == Some(Slot::Sure) };
        // A person of the catalogue goes first.
        let free = || library.people.find(text, &words, &library.spelling).is_empty();
        (length > 1 || (likely() && free())).then(|| (words.clone(), genres))
    })
}

/// Words in quotation marks.
fn in_quotes(text: &Text, message: &str, place: usize) -> Option<Range<usize>> {
    let opens = |sign: char| matches!(sign, '"' | '“' | '„' | '«' | '”');
    let closes = |sign: char| matches!(sign, '"' | '”' | '“' | '»');
    let first = text.tokens.get(place)?;
    message.get(..first.at.start)?.ends_with(opens).then_some(())?;
    let length = message.get(first.at.start..)?.find(closes)?;
    let end = first.at.start + length;
    let count = text.tokens[place..].iter().take_while(|token| token.at.end <= end).count();
    (1..=LONGEST).contains(&count).then(|| place..place + count)
}

/// Words written with capitals, with "of the" and the like between them.
fn capitals(text: &Text, place: usize) -> Option<Range<usize>> {
    // A message all in capitals says nothing by them.
    if text.tokens.iter().filter(|token| token.word != "i").all(|token| token.capital) {
        return None;
    }
    let is_capital = |at: usize| {
        text.tokens.get(at).is_some_and(|token| {
            (token.capital || token.word.bytes().all(|byte| byte.is_ascii_digit()))
                && (at == place || token.gap == Gap::None)
                && token.word != "i"
                && token.word != STANDS_IN
        })
    };
    let small = |at: usize| {
        text.tokens.get(at).is_some_and(|token| token.gap == Gap::None)
            && among("of the a an and in on to for at from by with", text.word(at))
    };
    let start = if text.word(place) == "the" && !is_capital(place) { place + 1 } else { place };
    if !is_capital(start) || !text.tokens.get(start)?.capital {
        return None;
    }
    let mut end = start + 1;
    while end - place < LONGEST {
        let skipped = (0..=2).find(|skip| (end..end + skip).all(small) && is_capital(end + skip));
        let Some(skipped) = skipped else { break };
        end += skipped + 1;
    }
    Some(place..end)
}

/// "the brown bunny", where nothing in it is known.
fn small_letters(library: &Library, text: &Text, place: usize) -> Option<Range<usize>> {
    if text.word(place) != "the" {
        return None;
    }
    let ends = |at: usize| {
        text.tokens.get(at).is_none_or(|token| token.gap != Gap::None)
            || among("but with from please that and or for tonight by about where only", text.word(at))
    };
    let end = (place + 2..=place + 5).find(|at| ends(*at))?;
    let unknown = text
        .tokens
        .get(place + 1..end)?
        .iter()
        .all(|token| !library.search.knows_theme(&token.stem) && !library.spelling.is_everyday(&token.word));
    unknown.then_some(place..end)
}

/// Whether the words are a genre, a person, a country or the kind of film: no title.
fn is_something_else(library: &Library, text: &Text, words: &Range<usize>) -> bool {
    let word = |place: usize| text.word(place);
    let holds = |said: &&str| text.find_in(words.clone(), said).is_some();
    let noun = |word: &str| FILM_NOUNS.contains(&word) || STAND_INS.contains(&word);
    let short = words.len() <= 2;
    noun(word(words.end))
        || words.clone().any(|place| noun(word(place)))
        || !library.people.find(text, words, &library.spelling).is_empty()
        || short && GENRES.iter().any(|(said, _)| holds(said))
        || short && MOODS.iter().flat_map(|mood| mood.said).any(holds)
        || ORIGINS.iter().any(holds)
        || words.clone().all(|place| among(NO_TITLES, word(place)))
}

const NO_TITLES: &str = "the a an it that this these those them one ones you me us him her he she they we i my your \
    monday tuesday wednesday thursday friday saturday sunday tonight today tomorrow christmas halloween easter god \
    netflix mum mom dad grandma granny please yes no ok okay thanks hello hi hey";

/// A title as it is repeated to the person: one line of letters, digits and the signs that titles have.
fn as_written(title: &str) -> String {
    let plain = |sign: char| sign.is_alphanumeric() || " -'’:,!?.&".contains(sign);
    title.chars().filter(|sign| plain(*sign)).take(80).collect::<String>().trim().to_owned()
}
