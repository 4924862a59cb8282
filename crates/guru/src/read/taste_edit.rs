//! Orders to change the profile: "remove comedy from my favourites", "add Rex Dalton to my dislikes".

use std::ops::Range;

use crate::words::lexicon::attitudes::Attitude;
use crate::words::text::Text;

const LIST: &str = "favourites|favourite|likes|loves|dislikes|hates|list|profile|preferences|tastes|taste";

/// An order to change a list: the attitude it comes to, and what stands between the verb and the list.
pub(crate) fn ordered(text: &Text, clause: &Range<usize>) -> Option<(Attitude, Range<usize>)> {
    let list = text.find_in(clause.clone(), &format!("from|off|to|in|on|into my|the|your list? of? {LIST} {LIST}?"))?;
    let verb = text.find_in(
        clause.start..list.start,
        "add|put|include|save|remove|delete|drop|take|strike|scratch|erase|forget|clear out?",
    )?;
    let adds = matches!(text.word(verb.start), "add" | "put" | "include" | "save");
    let disliked = text.has_any_in(&list, &["dislikes|hates"]);
    let attitude = match (adds, disliked) {
        (true, false) => Attitude::Like,
        (true, true) => Attitude::Dislike,
        (false, false) => Attitude::NoLongerLike,
        (false, true) => Attitude::NoLongerDislike,
    };
    (verb.end < list.start).then_some((attitude, verb.end..list.start))
}
