//! "Something like that", "in the vein of": a film is asked for by its likeness to another.

use crate::words::forms::among;
use crate::words::text::Text;

/// "I like", "feels like": no likeness.
const NOT_BEFORE: &str = "i we would not really do you did also they she he as well such feel sounds looks";

/// Whether what stands at a place is what a film should resemble: "something like …", "in the vein of …".
pub(crate) fn likeness(text: &Text, place: usize) -> bool {
    let before = |back: usize| place.checked_sub(back).map_or("", |place| text.word(place));
    match before(1) {
        "like" => !among(NOT_BEFORE, before(2)) && !before(2).is_empty(),
        "to" => among("similar comparable akin close", before(2)),
        "of" => {
            among("lines vein style spirit mould mold manner reminiscent", before(2))
                || (matches!(before(2), "me" | "us") && among("reminds reminded remind", before(3)))
        }
        "as" => among("good great funny scary exciting moving beautiful", before(2)) && before(3) == "as",
        "resembling" | "resembles" => true,
        _ => false,
    }
}

/// "something like that", "similar to": a film is asked for by its likeness to another.
pub(crate) fn resembles(text: &Text) -> bool {
    const NOT_AFTER: &[&str] = &["to", "a", "an", "well", "some", "something", "watching", "i", "we"];
    let liking = (0..text.len().saturating_sub(1)).any(|place| {
        matches!(text.word(place), "like" | "as")
            && !among(NOT_BEFORE, text.word(place.wrapping_sub(1)))
            && !NOT_AFTER.contains(&text.word(place + 1))
    });
    liking
        || text.has_any(&[
            "similar|resembling|resembles|reminds|vein|alike",
            "more of that|this|those|these|the",
            "in the style|spirit of",
        ])
}
