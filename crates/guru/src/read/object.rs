//! What a taste is about: "Rex Dalton", "romantic comedies and anything with dogs", "violence in films".

use std::ops::Range;

use crate::library::shelf::Library;
use crate::profile::TasteKind;
use crate::words::forms::among;
use crate::words::lexicon::genres::{FILM_NOUNS, GENRES, STAND_INS};
use crate::words::lexicon::moods::MOODS;
use crate::words::text::{Gap, Text};

/// One thing that a person may like.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Thing {
    /// The list it belongs to.
    pub kind: TasteKind,
    /// As the profile keeps it.
    pub value: String,
}

/// Words before a thing that are no part of it.
const LEADING: &str = "love loved adore to watch watching see seeing a an the all any anything everything something some most \
    really good great film films movie movies flick flicks stories story stuff about with by of featuring \
    starring from involving having it when there is are that which have has directed made in their every \
    actor actress director both also and or especially mostly particularly on for my lots lot those set \
    things thing please just such nice well no too much more kind kinds sort type you me know what i we so \
    very quite think honestly oh but because genre genres plots proper actors directors like ever even \
    excessive other up hey hi yes us as being work idea sight only must admit always personally basically \
    these";

/// Words behind a thing that are no part of it.
const TRAILING: &str = "a lot lots very much too though anyway so really always generally please in general it either as well \
    the most more than anything else them at all ever again any now completely totally especially these days \
    nowadays actually personally best film films movie movies on screen lately thank thanks you know to be \
    honest and or of course myself anymore with work is are do does also just simply have will would can by \
    me for not no i am absolutely thing right bits sort stuff somehow truly because their his her they he \
    she never definitely probably lol sorry mate mostly sometimes usually my dearly forever inside";

/// Things that nobody has a lasting taste for: what was shown, or nothing in particular.
const NO_THINGS: &str = "then again often sometimes more few others after so too really story mind it that this these those them \
    one ones first second third fourth last him her you both suggestion suggestions idea sound look list \
    choice choices pick picks recommendation recommendations everything anything nothing something film \
    films movie movies cinema thing things stuff plot app title acting cast ending answer option options \
    what how way your none any all much lot watching life other here there genre";

/// The things in a range of a message. `person` is whom "her films" would mean.
pub(crate) fn things(
    library: &Library,
    text: &Text,
    range: &Range<usize>,
    person: Option<&str>,
    narrow: bool,
) -> Vec<Thing> {
    let mut found = Vec::new();
    let range = range.start..end_of(text, range);
    let titles = library.titles.find(text, &library.spelling, false);
    let mut start = range.start;
    for place in range.start..=range.end {
        let last = place == range.end;
        let word = text.word(place);
        let splits = matches!(word, "and" | "or" | "nor" | "plus")
            || text.tokens.get(place).is_some_and(|token| token.gap != Gap::None && place > start);
        if !last && !splits {
            continue;
        }
        if start < place {
            for thing in thing(library, text, &(start..place), (person, narrow), &titles) {
                if !found.contains(&thing) && found.len() < 8 {
                    found.push(thing);
                }
            }
        }
        start = if matches!(word, "and" | "or" | "nor" | "plus") { place + 1 } else { place };
    }
    found
}

/// Where the things end: before a reason, a bound or another thought.
fn end_of(text: &Text, range: &Range<usize>) -> usize {
    let stops = |place: &usize| {
        among("but because since if when unless so though however than while over who whenever even", text.word(*place))
            || among(
                "not any in general any more no longer as well to death to bits now that rather than in films in movies \
                in film in a at night as a in my in the",
                text.joined(*place..*place + 2).as_str(),
            )
    };
    let first = range.start + usize::from(text.joined(range.start..range.start + 2) == "it when");
    range.clone().find(|place| *place > first && stops(place)).unwrap_or(range.end)
}

fn thing(
    library: &Library,
    text: &Text,
    range: &Range<usize>,
    (person, narrow): (Option<&str>, bool),
    titles: &[(Range<usize>, usize)],
) -> Vec<Thing> {
    let people = library.people.find(text, range, &library.spelling);
    if !people.is_empty() {
        return people.into_iter().map(|(_, person)| Thing { kind: person.kind, value: person.name.clone() }).collect();
    }
    if titles.iter().any(|(title, _)| title.start < range.end && range.start < title.end) {
        return Vec::new();
    }
    if let Some(person) = person.and_then(|name| library.people.named(name))
        && text.has_any_in(range, &["him|her|his|she|he|hers", "that|this director|actor|actress"])
        && range.len() <= 4
    {
        return vec![Thing { kind: person.kind, value: person.name.clone() }];
    }
    let (mut start, mut end) = (range.start, range.end);
    while start < end && among(LEADING, text.word(start)) && !is_genre_start(text, start, end) {
        start += 1;
    }
    while start < end && among(TRAILING, text.word(end - 1)) && !is_genre_end(text, start, end) {
        end -= 1;
    }
    if start >= end {
        return Vec::new();
    }
    let genres = genres(text, &(start..end));
    if narrow && genres.len() > 1 {
        // Who hates romantic comedies may well love romances and comedies.
        let words: Vec<String> = (start..end).map(|place| text.word(place).to_owned()).collect();
        let value = words.join(" ").replace("rom com", "romcom").replace("romcoms", "romantic comedies");
        return vec![Thing {
            kind: TasteKind::Others,
            value: if value == "romcom" { "romantic comedies".to_owned() } else { value },
        }];
    }
    if !genres.is_empty() {
        return genres;
    }
    let mut core = start..end;
    while core.start < core.end && among(LEADING, text.word(core.start)) {
        core.start += 1;
    }
    if core.is_empty()
        || core.clone().all(|place| among(NO_THINGS, text.word(place)))
        || among("it that this first second third fourth last them", text.word(core.start))
    {
        return Vec::new();
    }
    other(library, text, core, range.end)
}

fn is_genre_start(text: &Text, start: usize, end: usize) -> bool {
    GENRES.iter().any(|(pattern, _)| text.find_in(start..end, pattern).is_some_and(|found| found.start == start))
}

fn is_genre_end(text: &Text, start: usize, end: usize) -> bool {
    GENRES.iter().any(|(pattern, _)| {
        pattern.contains(' ') && text.find_in(start..end, pattern).is_some_and(|found| found.end == end)
    })
}

/// A thing that is a genre, with at most a few weak words around it: "good old westerns", "scary films".
fn genres(text: &Text, range: &Range<usize>) -> Vec<Thing> {
    let mut used = vec![false; range.len()];
    let mut found: Vec<Thing> = Vec::new();
    for (pattern, genres) in GENRES {
        if let Some(at) = text.find_in(range.clone(), pattern)
            && !used[at.start - range.start]
        {
            used[at.start - range.start..at.end - range.start].iter_mut().for_each(|flag| *flag = true);
            for genre in *genres {
                let thing = Thing { kind: TasteKind::Genres, value: genre.name().to_owned() };
                if !found.contains(&thing) {
                    found.push(thing);
                }
            }
        }
    }
    let weak = |word: &str| FILM_NOUNS.contains(&word) || STAND_INS.contains(&word) || among(WEAK, word);
    let rest: Vec<&str> =
        range.clone().filter(|place| !used[*place - range.start]).map(|place| text.word(place)).collect();
    if !found.is_empty() && rest.iter().all(|word| weak(word)) {
        return found;
    }
    found.clear();
    // "scary films", "funny stuff": a mood before a noun is a genre where it is just one.
    let noun = range.end > range.start + 1
        && (FILM_NOUNS.contains(&text.word(range.end - 1)) || STAND_INS.contains(&text.word(range.end - 1)));
    let adjectives = range.start..range.end - usize::from(noun);
    let before = range.start.saturating_sub(1);
    let vague =
        matches!(text.word(before), "anything" | "something" | "films" | "movies" | "things" | "stuff" | "everything");
    let after = matches!(text.word(range.end), "films" | "movies" | "film" | "movie");
    if adjectives.len() == 1 && (noun || vague || after) {
        let mood = MOODS.iter().find(|mood| {
            matches!(mood.name, "scary" | "funny" | "romantic")
                && mood.said.iter().any(|said| text.find_in(adjectives.clone(), said).is_some())
        });
        if let Some(genre) = mood.and_then(|mood| mood.one_of.first()) {
            found.push(Thing { kind: TasteKind::Genres, value: genre.name().to_owned() });
        }
    }
    found
}

/// Words around a genre that do not change it.
const WEAK: &str = "good old great classic proper real new big a the of and all kind kinds any really whole genre modern \
    decent nice best vintage fashioned style type most in my these those some quite so lot with about well \
    made every single more recent bit cheesy silly dark bloody damn your bad other ones cheap long also both";

fn other(library: &Library, text: &Text, mut range: Range<usize>, whole_end: usize) -> Vec<Thing> {
    range.end = range.end.min(range.start + 6);
    // "slow films" keeps its noun: "slow" alone says too little.
    let describes = range.len() == 1
        && (FILM_NOUNS.contains(&text.word(range.end)) || STAND_INS.contains(&text.word(range.end)))
        && range.end < whole_end;
    let words: Vec<&str> = range.clone().map(|place| text.word(place)).collect();
    let known = words.iter().any(|word| {
        word.len() > 2
            && (library.spelling.knows(word)
                || word.ends_with("0s")
                || library.search.knows_theme(&crate::words::forms::stem(word))
                || word.len() > 3)
    });
    let plain = words.iter().all(|word| word.chars().all(|character| character.is_alphanumeric()));
    let length: usize = words.iter().map(|word| word.chars().count() + 1).sum();
    if !known || !plain || length > 60 {
        return Vec::new();
    }
    let mut value = words.join(" ");
    if let [decade] = words[..]
        && decade.starts_with(|first: char| first.is_ascii_digit())
    {
        value = format!("films from the {decade}");
    }
    if describes {
        value.push_str(" films");
    }
    vec![Thing { kind: TasteKind::Others, value }]
}
