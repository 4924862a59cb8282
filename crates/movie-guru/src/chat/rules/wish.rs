//! Reading a wish out of a message: genres, moods, people, themes and bounds, wanted or not wanted.

use std::ops::Range;

use super::Library;
use super::lexicon::genres::{ALSO_SUBJECTS, FILM_NOUNS, GENRES, STAND_INS};
use super::lexicon::moods::{HARD_TIMES, MOODS};
use super::quantities;
use super::request::Request;
use super::text::{Gap, Text, among};

/// What turns the following words into something not wanted.
const EXCLUDERS: &str = "no not without nothing except avoid minus nor neither excluding skip never";
/// The same, in two words.
const EXCLUDING_PAIRS: &[&str] = &[
    "apart from",
    "rather than",
    "instead of",
    "other than",
    "anything but",
    "sick of",
    "tired of",
    "aside from",
    "leave out",
    "rid of",
    "enough of",
    "fed up",
];

/// What stands before the subject of a film.
const ABOUT: &[&str] = &["about", "featuring", "involving", "regarding", "concerning", "around"];

/// Words that no film is about.
const NEVER_SUBJECTS: &str = "the mind except without excluding besides apart avoid minus skip never neither loves liked likes loved \
    hates hated enjoys enjoyed wants wanted older newer shorter longer lighter darker fan girlfriend \
    boyfriend wife husband partner saying genius talked mentioned said loving bored tired fits fit mean \
    means exactly usually often date first second third fourth last next whose lovely pretty quite totally \
    absolutely somewhat slightly ends ending endings end badly well happily right name favourite director \
    directors actor actors actress directing and for with that this you your some any anything something lot \
    lots really very someone somebody who where which what when how his her him she they their them its it \
    one ones two three not but please tonight today maybe perhaps then too also just more much many few set \
    place takes take plays has have had was were are is be been being there here from into over under during \
    inside middle kind sort type bit good great nice best like would could should can will does did get gets \
    goes going comes want need else other another again same different our mine all every each both either \
    than out off doing do made make makes main strong gone way thing things stuff story stories film films \
    movie movies people person character characters role cast part show watch find suggest recommend give \
    tell see know think feel on in at to of by an as or if so my me we us he am up go loose minutes hours \
    long short year years yes okay pet lead nothing nobody instead getting away trying having taking coming \
    looking happening become becomes becoming always tries try turns living lives called named involved \
    whole because after before while actually yet already ever only small big little happens happen squad \
    anyone everyone whatever regardless surprise everything even now time idea ideas thanks hello life";

/// What a wish was read from.
#[derive(Debug, Default)]
pub(super) struct Wish {
    /// The conditions.
    pub request: Request,
    /// Whether a subject was said that no film has.
    pub unknown_subject: bool,
    /// Words that carry the wish.
    pub used: Vec<bool>,
    /// "I had a terrible day".
    pub hard_times: bool,
}

/// Reads a wish from the words that are not yet `used` for something else.
pub(super) fn read(library: &Library, text: &Text, mut used: Vec<bool>) -> Wish {
    let taken = used.clone();
    let mut request = Request::default();
    quantities::read(text, &mut request, &mut used);
    // A number inside a name or a taste was not meant as a bound.
    genres(text, &mut request, &mut used);
    moods(text, &mut request, &mut used);
    people(library, text, &mut request, &mut used);
    let mut wish = Wish { unknown_subject: false, hard_times: text.has_any(HARD_TIMES), request, used };
    for said in [
        "for a|an|this|our|my * afternoon|evening|night|day|sunday|saturday|weekend|morning|friday",
        "on a|this * afternoon|evening|night|day|sunday|saturday|weekend",
    ] {
        if let Some(words) = text.find(said) {
            mark(&mut wish.used, &words);
        }
    }
    if let Some(words) = text.find("could|would|will kill|murder|die for?") {
        mark(&mut wish.used, &words);
    }
    themes(library, text, &taken, &mut wish);
    wish
}

fn free(used: &[bool], range: &Range<usize>) -> bool {
    used.get(range.clone()).is_some_and(|flags| flags.iter().all(|flag| !flag))
}

fn mark(used: &mut [bool], range: &Range<usize>) {
    used.iter_mut().take(range.end).skip(range.start).for_each(|flag| *flag = true);
}

/// Whether what begins at a place is not wanted.
fn excluded(text: &Text, place: usize) -> bool {
    let mut before = place;
    let mut steps = 0;
    while before > 0 && steps < 5 {
        if text.word(before - 1) == "but"
            && before > 1
            && matches!(text.word(before - 2), "anything" | "everything" | "all")
        {
            return true;
        }
        let token = &text.tokens[before];
        if token.gap == Gap::Stop
            || (token.gap == Gap::Comma && steps > 1)
            || matches!(text.word(before - 1), "but" | "only" | "just" | "then")
        {
            return false;
        }
        before -= 1;
        steps += 1;
        let word = text.word(before);
        let softened = among("only just necessarily sure bothered mind fussy to", text.word(before + 1))
            || matches!(text.word(before.wrapping_sub(1)), "why" | "if" | "or");
        if among(EXCLUDERS, word) && !softened {
            return true;
        }
        if EXCLUDING_PAIRS.contains(&text.joined(before..before + 2).as_str()) {
            return true;
        }
    }
    false
}

fn genres(text: &Text, request: &mut Request, used: &mut [bool]) {
    let mut found: Vec<(Range<usize>, bool)> = Vec::new();
    for (pattern, genres) in GENRES {
        let mut from = 0;
        while let Some(range) = text.find_in(from..text.len(), pattern) {
            from = range.end;
            if !free(used, &range) || is_subject(text, &range) {
                continue;
            }
            let not = excluded(text, range.start);
            mark(used, &range);
            let list = if not { &mut request.not_genres } else { &mut request.genres };
            for genre in *genres {
                if !list.contains(genre) {
                    list.push(*genre);
                }
            }
            found.push((range, not));
        }
    }
    let wanted: Vec<&Range<usize>> = found.iter().filter(|(_, not)| !not).map(|(range, _)| range).collect();
    request.any_genre = wanted.len() > 1
        && wanted.iter().any(|range| {
            text.word(range.start.wrapping_sub(1)) == "or"
                || text.word(range.end) == "or"
                || text.joined(range.start.saturating_sub(2)..range.start).starts_with("or ")
        });
    request.not_genres.retain(|genre| !request.genres.contains(genre));
}

/// "about the war", "a crime in a village": the word is a subject, not a genre.
fn is_subject(text: &Text, range: &Range<usize>) -> bool {
    let word = text.word(range.start);
    if !ALSO_SUBJECTS.contains(&word) || range.len() > 1 {
        return false;
    }
    let mut before = range.start;
    while before > 0 && matches!(text.word(before - 1), "a" | "the" | "an" | "big" | "real" | "civil") {
        before -= 1;
    }
    let about = before > 0 && ABOUT.contains(&text.word(before - 1));
    let alone = word == "family"
        || (word == "history" && text.word(range.end) == "of")
        || (word == "action" && text.word(range.end) == "figure");
    about && word != "war" && word != "crime" || alone
}

fn moods(text: &Text, request: &mut Request, used: &mut [bool]) {
    for mood in MOODS {
        for pattern in mood.said {
            let Some(range) = text.find(pattern) else { continue };
            if !free(used, &range) || is_verb_use(text, &range) {
                continue;
            }
            let not = !text.word(range.start).starts_with("not")
                && text.word(range.start) != "less"
                && excluded(text, range.start);
            mark(used, &range);
            let list = if not { &mut request.not_moods } else { &mut request.moods };
            if !list.iter().any(|known| known == mood.name) {
                list.push(mood.name.to_owned());
            }
        }
    }
    // "lighter" after "scary" is a contradiction in one message: what is not wanted was only the contrast.
    request.moods.retain(|mood| !request.not_moods.contains(mood));
}

/// "too scary" is a complaint; "lights out", "like warm" and others are no moods.
fn is_verb_use(text: &Text, range: &Range<usize>) -> bool {
    let before = text.word(range.start.wrapping_sub(1));
    before == "too"
        && text.word(range.start.wrapping_sub(2)) != "not"
        && text.word(range.start.wrapping_sub(2)) != "nothing"
}

fn people(library: &Library, text: &Text, request: &mut Request, used: &mut [bool]) {
    for (range, person) in library.people.find(text, &(0..text.len()), &library.spelling) {
        if !free(used, &range) {
            continue;
        }
        let not = excluded(text, range.start);
        mark(used, &range);
        let list = if not { &mut request.not_people } else { &mut request.people };
        if !list.contains(&person.name) {
            list.push(person.name.clone());
        }
    }
}

fn themes(library: &Library, text: &Text, taken: &[bool], wish: &mut Wish) {
    let short = text.len() <= 7;
    let mut place = 0;
    while place < text.len() {
        let word = text.word(place);
        let is_film = |at: usize| {
            let word = text.word(at);
            FILM_NOUNS.contains(&word)
                || STAND_INS.contains(&word)
                || matches!(word, "something" | "anything" | "any" | "set" | "nothing" | "those" | "plot")
        };
        let near_film = (1..=4).any(|back| place >= back && (is_film(place - back) || wish.used[place - back]));
        let opens = ABOUT.contains(&word)
            && !matches!(text.word(place + 1), "it" | "you" | "that" | "this" | "them" | "the" if text.len() <= place + 2)
            || (matches!(word, "with" | "without" | "where" | "set") && (near_film || place == 0))
            || (word == "in" && text.word(place + 1) == "which")
            || among(
                "takes place taking place set in set on set at based on full of involves a has a that has deals with",
                text.joined(place..place + 2).as_str(),
            );
        if opens && !matches!(text.word(place.wrapping_sub(1)), "what" | "how") {
            place = subject(library, text, taken, wish, place + 1);
            continue;
        }
        let before_noun = FILM_NOUNS.contains(&text.word(place + 1)) || STAND_INS.contains(&text.word(place + 1));
        let owned = matches!(text.word(place.wrapping_sub(1)), "my" | "our" | "his" | "your" | "their");
        if !wish.used[place]
            && !owned
            && (before_noun || short)
            && !among(NEVER_SUBJECTS, word)
            && library.search.is_theme(word, &library.spelling, before_noun)
        {
            add(text, wish, place);
        }
        place += 1;
    }
    if wish.request.themes.is_empty() && wish.unknown_subject && wish.request.has_subject() {
        wish.unknown_subject = false;
    }
}

/// Reads a subject that begins at a place; returns where it ends.
fn subject(library: &Library, text: &Text, taken: &[bool], wish: &mut Wish, from: usize) -> usize {
    let mut place = from;
    let (mut words, mut unknown) = (0, 0);
    while place < text.len() && words < 5 {
        let token = &text.tokens[place];
        let word = token.word.as_str();
        let ends = (place > from && token.gap == Gap::Stop)
            || (token.gap == Gap::Comma && words > 0)
            || among(
                "but please that because tonight from under for my directed starring before after rated without not no",
                word,
            );
        if ends && place > from {
            break;
        }
        let usable = !wish.used[place]
            && !taken[place]
            && !among(NEVER_SUBJECTS, word)
            && word.len() > 1
            && !word.bytes().all(|b| b.is_ascii_digit());
        if usable {
            words += 1;
            if library.search.knows_theme(&token.stem) {
                add(text, wish, place);
            } else {
                unknown += 1;
            }
        }
        place += 1;
    }
    wish.unknown_subject |= unknown > 0 && unknown == words;
    place.max(from)
}

fn add(text: &Text, wish: &mut Wish, place: usize) {
    let not = excluded(text, place);
    let theme = text.word(place).to_owned();
    wish.used[place] = true;
    let list = if not { &mut wish.request.not_themes } else { &mut wish.request.themes };
    if !list.contains(&theme) && list.len() < 6 {
        list.push(theme);
    }
}
