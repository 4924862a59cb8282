//! Lasting tastes: who says that they like or dislike what, for good. A verb of liking with its negation
//! decides the attitude; what stands behind it (or before: "westerns bore me") is what it is about.

use std::ops::Range;

use crate::library::shelf::Library;
use crate::profile::TasteKind;
use crate::read::clause::{clauses, is_over, is_wish, last_words_fit, points_at_films, speaks_for_self};
use crate::read::object::{Thing, things};
use crate::read::taste_edit::ordered;
use crate::words::forms::among;
use crate::words::lexicon::attitudes::{AFTER, ASKS, BEFORE, DISLIKING, LIKING, QUESTIONS};
use crate::words::lexicon::genres::GENRES;
use crate::words::lexicon::phrases::{FOR_GOOD, FOR_NOW};
use crate::words::text::{Gap, Text};

/// The tastes of a message.
#[derive(Debug, Default)]
pub(crate) struct Tastes {
    /// What is said of what.
    pub stated: Vec<(Attitude, Thing)>,
    /// Words that belong to a statement of taste, also where nothing changes.
    pub used: Vec<bool>,
    /// Whether a taste is spoken of at all.
    pub spoken: bool,
}

use crate::words::lexicon::attitudes::Attitude::{self};
use Attitude::{Dislike, GoneOff, Like, Neither, NoLongerDislike};

/// "I find westerns boring": the judgement stands behind the thing.
fn found(text: &Text, clause: &Range<usize>) -> Option<(Attitude, Range<usize>, Range<usize>)> {
    let verb = text.find_in(clause.clone(), "i|we * find|found|consider|think|reckon|believe|feel")?;
    if verb.end - clause.start > 5 {
        return None;
    }
    let start = verb.end + usize::from(text.word(verb.end) == "that");
    for (words, attitude) in [
        (
            "boring|dull|tedious|annoying|awful|terrible|overrated|disgusting|silly|stupid|unbearable|depressing|disturbing|tiresome|scary|dreadful|horrible|upsetting|lame|exhausting|cringey|offensive",
            Dislike,
        ),
        (
            "wonderful|fascinating|great|brilliant|amazing|lovely|irresistible|delightful|fantastic|fun|enjoyable|awesome|beautiful|charming|comforting",
            Like,
        ),
    ] {
        if let Some(judged) = text.find_in(
            start..clause.end,
            &format!(
                "is|are? really|so|very|too|just|quite|rather|a|all|always|absolutely|totally|utterly? bit? {words}"
            ),
        ) && judged.start > start
            && !points_at_films(text, start)
        {
            return Some((attitude, start..judged.start, clause.clone()));
        }
    }
    None
}

/// Reads the tastes of a message.
pub(crate) fn read(library: &Library, text: &Text, person: Option<&str>) -> Tastes {
    let mut tastes = Tastes { used: vec![false; text.len()], ..Tastes::default() };
    let mut last: Option<Attitude> = None;
    let mut objects: Vec<Thing> = Vec::new();
    let mut before = 0..0;
    for clause in clauses(text) {
        let previous = std::mem::replace(&mut before, clause.clone());
        if clause.len() <= 7 && text.has_any_in(&clause, JUDGEMENTS) {
            let named = named(library, text, &previous);
            if !named.is_empty() {
                tastes.spoken = true;
                tastes.used[previous.start..clause.end].iter_mut().for_each(|flag| *flag = true);
                tastes.stated.extend(named.into_iter().map(|thing| (Dislike, thing)));
                continue;
            }
        }
        let Some((attitude, object, whole)) = attitude_of(text, &clause, last) else {
            last = None;
            continue;
        };
        tastes.spoken = true;
        tastes.used[whole].iter_mut().for_each(|flag| *flag = true);
        let mut meant = things(library, text, &object, person, matches!(attitude, Dislike | GoneOff));
        if meant.is_empty() && refers_back(text, &object) && attitude != Neither {
            meant = if !objects.is_empty() {
                objects.clone()
            } else if text.has_any_in(&object, &["him|her|his|hers"]) {
                people(library, text, &previous)
            } else {
                named(library, text, &previous)
            };
        }
        for thing in &meant {
            tastes.stated.retain(|(_, known)| known != thing);
            tastes.stated.push((attitude, thing.clone()));
        }
        if !meant.is_empty() {
            objects = meant;
        }
        last = Some(attitude);
    }
    tastes
}

/// "Musicals? Not for me.": a judgement of what was named just before.
const JUDGEMENTS: &[&str] = &["not really? for me|us", "not * my|our thing|cup|style|taste|jam|bag"];

/// The genres and people of a clause, whoever likes them.
fn named(library: &Library, text: &Text, clause: &Range<usize>) -> Vec<Thing> {
    if clause.is_empty() || points_at_films(text, clause.start) {
        return Vec::new();
    }
    let genres = GENRES.iter().filter(|(said, _)| text.find_in(clause.clone(), said).is_some());
    let genres = genres.flat_map(|(_, genres)| genres.iter());
    let genres = genres.map(|genre| Thing { kind: TasteKind::Genres, value: genre.name().to_owned() });
    people(library, text, clause).into_iter().chain(genres).collect()
}

fn people(library: &Library, text: &Text, clause: &Range<usize>) -> Vec<Thing> {
    let people = library.people.find(text, clause, &library.spelling);
    people.into_iter().map(|(_, person)| Thing { kind: person.kind, value: person.name.clone() }).collect()
}

/// "it", "them": what was spoken of just before.
fn refers_back(text: &Text, object: &Range<usize>) -> bool {
    object.len() <= 3
        && matches!(
            text.word(object.start),
            "it" | "them" | "those" | "that" | "him" | "her" | "his" | "hers" | "theirs" | ""
        )
}

/// The attitude of a clause, the place of its object and of all its words. `last` is the attitude of the
/// clause before: "westerns, musicals and …" and "…, but not musicals" go on with it.
fn attitude_of(
    text: &Text,
    clause: &Range<usize>,
    last: Option<Attitude>,
) -> Option<(Attitude, Range<usize>, Range<usize>)> {
    let good = text.has_any_in(clause, FOR_GOOD);
    if !good && text.has_any_in(clause, FOR_NOW) {
        return None;
    }
    if text.has_any_in(clause, ASKS) || (text.question && text.has_any_in(clause, QUESTIONS)) {
        return None;
    }
    if let Some((attitude, object)) = ordered(text, clause) {
        return Some((attitude, object, clause.clone()));
    }
    for (pattern, attitude) in BEFORE {
        if let Some(range) = text.find_in(clause.clone(), pattern)
            && speaks_for_self(text, clause, range.start)
        {
            let for_now = pattern.starts_with("no more") || pattern.starts_with("not * show");
            if for_now && !text.has_any(FOR_GOOD) {
                return None;
            }
            let attitude = if *attitude == Dislike && is_over(text, clause) && !pattern.contains("gone") {
                GoneOff
            } else {
                *attitude
            };
            let close = clause.start.max(range.start.saturating_sub(3))..range.start;
            let denied = attitude == Like
                && !pattern.starts_with("can|could not")
                && text.has_any_in(&close, &["not|never|hardly"]);
            let attitude = if denied { Dislike } else { attitude };
            let end = if pattern.ends_with("any day|time") { range.end - 2 } else { clause.end };
            let start = if pattern.ends_with("any day|time") { range.start + 2 } else { range.end };
            return Some((attitude, start..end, clause.clone()));
        }
    }
    if let Some(range) = text.find_in(clause.clone(), "a|an|big|huge|massive|real|total|such|the|great * fan|lover|buff|nut|fanatic|addict|enthusiast|junkie|geek|nerd|person")
        && text.has_any_in(&(clause.start..range.start), &["i|we am|are|have|consider"])
    {
        let start = (range.start..range.end).find(|place| !among("a an big huge massive real total such the great", text.word(*place)))?;
        let not = (clause.start..range.start).any(|place| matches!(text.word(place), "not" | "never" | "hardly"));
        return Some((if not { Dislike } else { Like }, start..range.end - 1, clause.clone()));
    }
    if let Some(found) = found(text, clause) {
        return Some(found);
    }
    if let Some(more) = text.find_in(clause.clone(), "the more")
        && let Some(better) = text.find_in(more.end..clause.end, "the better|merrier")
        && better.start > more.end
    {
        return Some((Like, more.end..better.start, clause.clone()));
    }
    for (pattern, attitude) in AFTER {
        if let Some(range) = text.find_in(clause.clone(), pattern)
            && range.start > clause.start
            && !points_at_films(text, clause.start)
            && last_words_fit(text, &range, clause)
        {
            return Some((*attitude, clause.start..range.start, clause.clone()));
        }
    }
    let verb = clause.clone().find(|place| {
        let word = text.word(*place);
        (among(LIKING, word) || among(DISLIKING, word))
            && speaks_for_self(text, clause, *place)
            && !is_wish(text, clause, *place)
    });
    if let Some(verb) = verb {
        let base = if among(LIKING, text.word(verb)) { Like } else { Dislike };
        let negations = (clause.start..verb)
            .filter(|place| {
                matches!(text.word(*place), "not" | "never" | "hardly" | "rarely" | "neither" | "nor" | "barely")
            })
            .count();
        let attitude = match (base, negations % 2 == 1, is_over(text, clause)) {
            (Like, true, true) => GoneOff,
            (Dislike, true, true) => NoLongerDislike,
            (base, true, false) => base.negated(),
            (base, false, _) => base,
            (base, true, _) => base,
        };
        return Some((attitude, verb + 1..clause.end, clause.clone()));
    }
    continued(text, clause, last?)
}

/// A clause without a verb of its own that goes on with the one before.
fn continued(text: &Text, clause: &Range<usize>, last: Attitude) -> Option<(Attitude, Range<usize>, Range<usize>)> {
    let mut start = clause.start;
    while matches!(text.word(start), "and" | "or" | "nor" | "also" | "as" | "well" | "plus") && start < clause.end {
        start += 1;
    }
    if clause.len() > 7 || text.tokens.get(clause.start)?.gap == Gap::Stop || text.has_any_in(clause, &["please|you|show|recommend|what|which|how|any|something|is|are|was|give|can|could|would|want|need|thanks|maybe|tonight|it|them|this|anymore|either"]) {
        let plain = matches!(text.word(start), "especially" | "mostly" | "mainly");
        if !plain {
            return None;
        }
    }
    let (attitude, from) = match (text.word(start), text.word(start + 1)) {
        ("but" | "just", "not") => (last.opposite(), start + 2),
        ("not", "any" | "anymore") => return None,
        ("not", _) => (last.opposite(), start + 1),
        ("except" | "bar", _) => (last.opposite(), start + 1),
        ("apart", "from") => (last.opposite(), start + 2),
        ("especially" | "mostly" | "mainly" | "particularly", _) => (last, start + 1),
        (
            "but" | "because" | "so" | "though" | "however" | "although" | "while" | "then" | "unless" | "i" | "my",
            _,
        ) => return None,
        _ => (last, start),
    };
    (from < clause.end).then(|| (attitude, from..clause.end, clause.clone()))
}
