//! Numbers in digits and words, and the words that make a bound of them: "under", "or later", "at most".

use crate::words::forms::among;
use crate::words::text::Text;

/// Which side a number bounds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Bound {
    /// "under 90": less.
    Under,
    /// "at most 90".
    Most,
    /// "over 90": more.
    Over,
    /// "at least 90".
    Least,
    /// Nothing said.
    About,
}

const UNDER: &[&str] = &[
    "under",
    "below",
    "before",
    "less than",
    "shorter than",
    "fewer than",
    "older than",
    "lower than",
    "earlier than",
    "pre",
    "prior to",
];
const MOST: &[&str] = &[
    "at most",
    "up to",
    "max",
    "maximum",
    "within",
    "not over",
    "no longer than",
    "nothing over",
    "nothing longer than",
    "nothing above",
    "nothing after",
    "nothing newer than",
    "not newer than",
    "no newer than",
    "not later than",
    "no later than",
    "not past",
    "not longer than",
    "no more than",
    "not more than",
    "until",
    "not exceeding",
    "maximum of",
    "not after",
    "not above",
    "by",
    "til",
    "till",
];
const OVER: &[&str] = &[
    "over",
    "above",
    "more than",
    "longer than",
    "after",
    "better than",
    "higher than",
    "newer than",
    "later than",
    "post",
    "greater than",
    "exceeding",
    "past",
    "beyond",
];
const LEAST: &[&str] = &[
    "at least",
    "not older than",
    "no older than",
    "nothing older than",
    "nothing before",
    "not earlier than",
    "no earlier than",
    "nothing under",
    "nothing below",
    "nothing shorter than",
    "not shorter than",
    "min",
    "minimum",
    "since",
    "no less than",
    "not less than",
    "not under",
    "not below",
    "from at least",
    "no shorter than",
    "not before",
    "minimum of",
];

/// Words that may stand between a bound and its number.
const BETWEEN: &str = "the about around year of like say a an roughly rating rated";

pub(crate) fn skip_back(text: &Text, place: usize) -> usize {
    let mut before = place;
    while before > 0 && among(BETWEEN, text.word(before - 1)) {
        before -= 1;
    }
    before
}

pub(crate) fn bound_range(text: &Text, place: usize) -> (Bound, usize) {
    for before in [skip_back(text, place), place] {
        for (list, bound) in [(MOST, Bound::Most), (LEAST, Bound::Least), (UNDER, Bound::Under), (OVER, Bound::Over)] {
            for phrase in list {
                let length = phrase.split(' ').count();
                if before >= length && text.joined(before - length..before) == *phrase {
                    return (bound, before - length);
                }
            }
        }
    }
    (Bound::About, place)
}

pub(crate) fn bound_start(text: &Text, place: usize) -> usize {
    bound_range(text, place).1
}

/// A bound before a number, or behind it: "90 minutes or less", "2010 or later", "4 plus".
pub(crate) fn bound(text: &Text, place: usize, end: usize) -> (Bound, usize) {
    let (before, _) = bound_range(text, place);
    let after = &text
        .find_in(end..(end + 3).min(text.len()), "or|and less|shorter|under|earlier|older|before|fewer|below|lower");
    if let Some(range) = after.as_ref().filter(|range| range.start == end) {
        return (Bound::Most, range.end);
    }
    let after = text.find_in(
        end..(end + 3).min(text.len()),
        "or|and more|longer|over|later|newer|after|above|higher|up|better|upwards|onwards|onward|beyond",
    );
    if let Some(range) = after.filter(|range| range.start == end) {
        return (Bound::Least, range.end);
    }
    match text.word(end) {
        "plus" | "onwards" | "onward" => (Bound::Least, end + 1),
        "max" | "maximum" | "tops" => (Bound::Most, end + 1),
        "minimum" | "min" => (Bound::Least, end + 1),
        "at" if text.word(end + 1) == "most" => (Bound::Most, end + 2),
        "at" if text.word(end + 1) == "least" => (Bound::Least, end + 2),
        _ => (before, end),
    }
}

const SMALL: &[&str] = &[
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
];
const TENS: &[&str] = &["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"];

/// A number in digits or words, and where it ends.
pub(crate) fn number_at(text: &Text, place: usize) -> Option<(f64, usize)> {
    let word = text.word(place);
    if let Ok(value) = word.parse::<f64>() {
        return (word.starts_with(|c: char| c.is_ascii_digit()) && value < 100_000.0).then_some((value, place + 1));
    }
    let small = |place: usize| SMALL.iter().position(|known| *known == text.word(place));
    if word == "a" && text.word(place + 1) == "hundred" {
        return Some((100.0, place + 2));
    }
    if let Some(tens) = TENS.iter().position(|known| *known == word) {
        let tens = 20.0 + 10.0 * tens as f64;
        return match small(place + 1) {
            Some(one @ 1..=9) => Some((tens + one as f64, place + 2)),
            _ => Some((tens, place + 1)),
        };
    }
    let value = small(place)?;
    if text.word(place + 1) == "hundred" {
        let rest = usize::from(text.word(place + 2) == "and");
        return match number_at(text, place + 2 + rest).filter(|(more, _)| *more < 100.0) {
            Some((more, end)) => Some((100.0 * value as f64 + more, end)),
            None => Some((100.0 * value as f64, place + 2)),
        };
    }
    Some((value as f64, place + 1))
}
