//! The clauses of a message, and who speaks in them of what: "my wife loves horror" is not the person's own
//! taste, "I'd like a western" none at all.

use std::ops::Range;

use crate::words::forms::among;
use crate::words::lexicon::attitudes::{BETWEEN, DISLIKING, LIKING};
use crate::words::text::{Gap, Text};

/// The clauses of a message.
pub(crate) fn clauses(text: &Text) -> Vec<Range<usize>> {
    let mut clauses = Vec::new();
    let mut start = 0;
    for place in 1..text.len() {
        let token = &text.tokens[place];
        let word = token.word.as_str();
        let next = text.word(place + 1);
        let verb = |word: &str| {
            among(LIKING, word)
                || among(DISLIKING, word)
                || among(
                    "i we my please can never not what show give recommend find suggest anything maybe am especially",
                    word,
                )
        };
        let joint = match word {
            "but" | "because" | "however" | "although" | "though" | "whereas" | "except" | "unless" | "especially" => {
                true
            }
            "and" | "or" | "so" | "nor" | "while" | "then" => verb(next) && !(next == "not" && word == "or"),
            "i" => {
                !among(
                    "do did and but because that so if what as when or know like think movies films thing genre things \
                something forget while though nor whether since",
                    text.word(place - 1),
                ) && place > start
            }
            "apart" => next == "from",
            _ => false,
        };
        if token.gap != Gap::None || joint {
            clauses.push(start..place);
            start = place;
        }
    }
    clauses.push(start..text.len());
    clauses
}

/// "any more", "no longer".
pub(crate) fn is_over(text: &Text, clause: &Range<usize>) -> bool {
    text.has_any_in(clause, &["any more", "no longer", "these days", "nowadays"])
        && text
            .find_in(clause.clone(), "any more")
            .is_none_or(|range| range.end + 2 >= clause.end || !text.has_any_in(clause, &["show|recommend|suggest"]))
}

/// Whether the words before a verb say that the person speaks of themselves.
pub(crate) fn speaks_for_self(text: &Text, clause: &Range<usize>, verb: usize) -> bool {
    let before = clause.start..verb;
    if before.is_empty() {
        return text.word(verb) != "like"
            && text.word(verb) != "liked"
            && text.word(verb) != "heart"
            && text.word(verb) != "dig";
    }
    if text.word(verb) == "like"
        && among(
            "something anything film films movie movies more one ones feel sounds looks was is are it stuff am",
            text.word(verb - 1),
        )
    {
        return false;
    }
    let own = before.clone().any(|place| matches!(text.word(place), "i" | "we" | "my" | "me" | "our"));
    let helpers = before.clone().all(|place| among(BETWEEN, text.word(place)));
    let near = before.clone().rev().take(6).any(|place| matches!(text.word(place), "i" | "we"));
    let other = before.clone().rev().take(4).any(|place| {
        among(
            "he she they you kids wife husband partner friend sister brother mum mom dad mother father son daughter \
                girlfriend boyfriend who people everyone parents children kid boss family",
            text.word(place),
        )
    });
    let mine = before.clone().rev().take(3).any(|place| matches!(text.word(place), "i" | "we"));
    (helpers || (own && near)) && (!other || mine)
}

/// "I would like", "I'd love to see": a wish, not a taste.
pub(crate) fn is_wish(text: &Text, clause: &Range<usize>, verb: usize) -> bool {
    let before = clause.start.max(verb.saturating_sub(4))..verb;
    let helper = before
        .clone()
        .any(|place| matches!(text.word(place), "would" | "might" | "could" | "may" | "should" | "if" | "will"));
    let infinitive = before.clone().any(|place| text.word(place) == "want")
        || (text.word(verb + 1) == "to"
            && matches!(text.word(verb + 2), "see" | "watch" | "have" | "get" | "know" | "hear" | "try")
            && helper);
    let named = matches!(text.word(verb + 1), "the" if among("sound look idea first second third fourth last", text.word(verb + 2)));
    let choice = text.word(verb) == "prefer" && matches!(text.word(verb + 1), "a" | "an" | "something" | "one" | "the");
    helper || infinitive || named || choice
}

/// "they are boring", "this one is great": films that were shown, not a taste.
pub(crate) fn points_at_films(text: &Text, start: usize) -> bool {
    let skip = usize::from(matches!(text.word(start), "and" | "but" | "no" | "oh" | "yes" | "well"));
    among(
        "it that this these those they first what which who there i how not sounds everything all both your you \
                would can could is are was does do we none",
        text.word(start + skip),
    ) || (text.word(start + skip) == "the"
        && among("first second third fourth last film movie one plot story", text.word(start + skip + 1)))
}

/// A judgement ends its clause; "are great on the big screen of …" is something else.
pub(crate) fn last_words_fit(text: &Text, range: &Range<usize>, clause: &Range<usize>) -> bool {
    clause.end - range.end <= 4 && !text.has_any_in(&(clause.start..range.start), &["is|are|what|which|who|how|when"])
}
