//! Reading a wish out of a message: genres, moods, people, themes and bounds, wanted or not wanted.

use std::ops::Range;

use crate::library::shelf::Library;
use crate::read::quantities;
use crate::request::Request;
use crate::words::forms::among;
use crate::words::lexicon::genres::{ALSO_SUBJECTS, GENRES};
use crate::words::lexicon::moods::{HARD_TIMES, MOODS};
use crate::words::lexicon::never_subjects::{ABOUT, OCCASIONS};
use crate::words::lexicon::origins::ORIGINS;
use crate::words::text::Text;

pub(crate) mod excluded;
pub(crate) mod found;
mod themes;

use self::excluded::excluded;
use self::found::Wish;

/// Reads a wish from the words that are not yet `used` for something else.
pub(crate) fn read(library: &Library, text: &Text, mut used: Vec<bool>) -> Wish {
    let taken = used.clone();
    let mut request = Request::default();
    let mut origin = false;
    for words in ORIGINS.iter().filter_map(|said| text.find(said)) {
        origin = true;
        // "a French comedy": the noun still has to be read.
        for place in words {
            used[place] |= !is_genre(text, place);
        }
    }
    quantities::read(text, &mut request, &mut used);
    // A number inside a name or a taste was not meant as a bound.
    genres(text, &mut request, &mut used);
    moods(text, &mut request, &mut used);
    people(library, text, &mut request, &mut used);
    let mut wish = Wish { unknown_subject: false, origin, hard_times: text.has_any(HARD_TIMES), request, used };
    for said in OCCASIONS {
        if let Some(words) = text.find(said) {
            mark(&mut wish.used, &words);
        }
    }
    if let Some(words) = text.find("could|would|will kill|murder|die for?") {
        mark(&mut wish.used, &words);
    }
    themes::read(library, text, &taken, &mut wish);
    wish
}

fn free(used: &[bool], range: &Range<usize>) -> bool {
    used.get(range.clone()).is_some_and(|flags| flags.iter().all(|flag| !flag))
}

fn is_genre(text: &Text, place: usize) -> bool {
    GENRES.iter().any(|(said, _)| text.find_in(place..place + 1, said).is_some())
}

fn mark(used: &mut [bool], range: &Range<usize>) {
    used.iter_mut().take(range.end).skip(range.start).for_each(|flag| *flag = true);
}

/// Parts of a genre: leaving one out leaves the genre.
const STYLES: &str = "slapstick farce farces noir noirs gangster gangsters mafia biopic biopics cowboy cowboys anime";

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
            if not && among(STYLES, text.word(range.start)) {
                // Who wants no slapstick may well want a comedy.
                request.not_themes.push(text.word(range.start).to_owned());
                continue;
            }
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
            let judged = text
                .find("that|it|this|those|these|they is|are|was|were not")
                .is_some_and(|before| before.end <= range.start && range.start - before.end <= 2);
            if !free(used, &range) || is_verb_use(text, &range) || judged {
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
