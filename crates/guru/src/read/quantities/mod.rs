//! Years, lengths and ratings: "from the nineties", "under two hours", "rated above 4".

use std::ops::Range;

use crate::request::Request;
use crate::words::text::Text;

mod bound;
mod length;
mod spans;

use bound::{Bound, bound, bound_range, bound_start, number_at};
use length::length;
use spans::words;

/// Reads all quantities of a message into a request and marks their words as used.
pub(crate) fn read(text: &Text, request: &mut Request, used: &mut [bool]) {
    let mut place = 0;
    while place < text.len() {
        if used[place] {
            place += 1;
            continue;
        }
        let length = number_at(text, place)
            .and_then(|(value, end)| {
                minutes(text, value, place, end, request)
                    .or_else(|| rating(text, value, place, end, request))
                    .or_else(|| year(text, value, place, end, request))
            })
            .or_else(|| decade(text, place, request))
            .or_else(|| words(text, place, request));
        match length {
            Some(end) if end > place => {
                mark(used, &(bound_start(text, place)..end));
                place = end;
            }
            _ => place += 1,
        }
    }
}

fn mark(used: &mut [bool], range: &Range<usize>) {
    for place in range.clone() {
        if let Some(flag) = used.get_mut(place) {
            *flag = true;
        }
    }
}

fn minutes(text: &Text, value: f64, place: usize, end: usize, request: &mut Request) -> Option<usize> {
    let (mut total, mut stop) = match text.word(end) {
        "minutes" | "minute" | "mins" | "min" | "m" | "mn" if value >= 20.0 => (value, end + 1),
        "hours" | "hour" | "hrs" | "hr" | "h" if value <= 6.0 => (value * 60.0, end + 1),
        "and" if text.joined(end..end + 3) == "and a half" && text.word(end + 3).starts_with("hour") => {
            (value * 60.0 + 30.0, end + 4)
        }
        _ => return None,
    };
    if text.joined(stop..stop + 3) == "and a half" {
        (total, stop) = (total + 30.0, stop + 3);
    } else if let Some((more, next)) = number_at(text, stop + usize::from(text.word(stop) == "and"))
        && text.word(next).starts_with("min")
        && total >= 60.0
    {
        (total, stop) = (total + more, next + 1);
    }
    if text.word(stop) == "long" {
        stop += 1;
    }
    let total = total as u16;
    let (bound, end) = bound(text, place, stop);
    length(request, bound, total);
    Some(end)
}

fn rating(text: &Text, value: f64, place: usize, end: usize, request: &mut Request) -> Option<usize> {
    let near = place.saturating_sub(5)..(end + 4).min(text.len());
    let stars = matches!(text.word(end), "star" | "stars" | "plus" if value <= 5.0)
        || text.find_in(end..(end + 3).min(text.len()), "or more|better|higher|above stars").is_some();
    let said =
        stars || text.has_any_in(&near, &["rated|rating|ratings|score|scores|scored|stars|star|reviews|points|review"]);
    let (mut value, mut stop) = (value, end);
    if text.joined(end..end + 2) == "out of"
        && let Some((whole, after)) = number_at(text, end + 2).filter(|(whole, _)| *whole >= 5.0)
    {
        (value, stop) = (value * 5.0 / whole, after);
    } else if !said || value > 10.0 {
        return None;
    } else if value > 5.0 {
        value /= 2.0;
    }
    let (bound, mut stop) = bound(text, place, stop);
    if matches!(text.word(stop), "star" | "stars") {
        stop += 1;
        if text.joined(stop..stop + 2).starts_with("or ") {
            stop += 2;
        }
    }
    match bound {
        Bound::Under => request.max_rating = Some(value - 0.05),
        Bound::Most => request.max_rating = Some(value),
        Bound::Over => request.min_rating = Some(value + 0.05),
        Bound::Least | Bound::About => request.min_rating = Some(value),
    }
    Some(stop)
}

fn year(text: &Text, value: f64, place: usize, end: usize, request: &mut Request) -> Option<usize> {
    if !(1900.0..=2035.0).contains(&value) {
        return None;
    }
    let value = value as u16;
    if let Some((other, stop)) = number_at(text, end + 1).filter(|(other, _)| (1900.0..=2035.0).contains(other))
        && matches!(text.word(end), "and" | "to" | "or" | "until" | "till" | "through")
    {
        years(request, value.min(other as u16), value.max(other as u16));
        return Some(stop);
    }
    let (bound, stop) = bound(text, place, end);
    match bound {
        Bound::Under => request.max_year = Some(value - 1),
        Bound::Most => request.max_year = Some(value),
        Bound::Over => request.min_year = Some(value + 1),
        Bound::Least => request.min_year = Some(value),
        Bound::About => years(request, value, value),
    }
    Some(stop)
}

fn years(request: &mut Request, from: u16, to: u16) {
    request.min_year = Some(from);
    request.max_year = Some(to);
}

const DECADES: &[(&str, u16)] = &[
    ("twenties", 2020),
    ("thirties", 1930),
    ("forties", 1940),
    ("fifties", 1950),
    ("sixties", 1960),
    ("seventies", 1970),
    ("eighties", 1980),
    ("nineties", 1990),
    ("noughties", 2000),
    ("naughties", 2000),
    ("aughts", 2000),
];

fn decade_of(word: &str) -> Option<u16> {
    if let Some((_, decade)) = DECADES.iter().find(|(name, _)| *name == word) {
        return Some(*decade);
    }
    let digits = word.strip_suffix('s')?.trim_end_matches('\'');
    let value: u16 = digits.parse().ok()?;
    match (digits.len(), value) {
        (4, 1900..=2030) if value.is_multiple_of(10) => Some(value),
        (2, 30..=90) if value.is_multiple_of(10) => Some(1900 + value),
        (2, 0 | 10 | 20) => Some(2000 + value),
        _ => None,
    }
}

fn decade(text: &Text, place: usize, request: &mut Request) -> Option<usize> {
    // "1990 s" and "the 40s or 50s", "40s".
    let first = decade_of(text.word(place))?;
    let mut end = place + 1;
    let (mut from, mut to) = (first, first + 9);
    let (bound, _) = bound_range(text, place);
    let part = text.word(place.wrapping_sub(1));
    match part {
        "early" => to = first + 4,
        "mid" | "middle" => (from, to) = (first + 3, first + 7),
        "late" => from = first + 5,
        _ => {}
    }
    let link = end + usize::from(matches!(text.word(end + 1), "the"));
    if matches!(text.word(end), "or" | "and" | "to" | "through" | "until")
        && let Some(second) = decade_of(text.word(link + 1)).or_else(|| short_decade(text.word(link + 1)))
    {
        (from, to) = (first.min(second), first.max(second) + 9);
        end = link + 2;
    }
    let open_end =
        matches!(text.joined(end..end + 2).as_str(), "or later" | "or newer" | "and later" | "or after" | "and newer")
            || matches!(text.word(end), "onwards" | "onward");
    let open_start = matches!(
        text.joined(end..end + 2).as_str(),
        "or earlier" | "or older" | "or before" | "and earlier" | "and older"
    );
    if open_end {
        request.min_year = Some(from);
    } else if open_start {
        request.max_year = Some(to);
    } else {
        match bound {
            Bound::Under => request.max_year = Some(from - 1),
            Bound::Most => request.max_year = Some(to),
            Bound::Over => request.min_year = Some(to + 1),
            Bound::Least => request.min_year = Some(from),
            Bound::About => years(request, from, to),
        }
    }
    Some(
        end + if open_end || open_start {
            1 + usize::from(text.word(end) == "or" || text.word(end) == "and")
        } else {
            0
        },
    )
}

fn short_decade(word: &str) -> Option<u16> {
    word.parse::<u16>().ok().filter(|value| (30..=90).contains(value) && value % 10 == 0).map(|value| 1900 + value)
}
