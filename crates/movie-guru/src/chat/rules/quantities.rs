//! Years, lengths and ratings: "from the nineties", "under two hours", "rated above 4".

use std::ops::Range;

use super::request::Request;
use super::text::{Text, among};

/// Reads all quantities of a message into a request and marks their words as used.
pub(super) fn read(text: &Text, request: &mut Request, used: &mut [bool]) {
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

/// Which side a number bounds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Bound {
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

fn skip_back(text: &Text, place: usize) -> usize {
    let mut before = place;
    while before > 0 && among(BETWEEN, text.word(before - 1)) {
        before -= 1;
    }
    before
}

fn bound_range(text: &Text, place: usize) -> (Bound, usize) {
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

fn bound_start(text: &Text, place: usize) -> usize {
    bound_range(text, place).1
}

/// A bound before a number, or behind it: "90 minutes or less", "2010 or later", "4 plus".
fn bound(text: &Text, place: usize, end: usize) -> (Bound, usize) {
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
pub(super) fn number_at(text: &Text, place: usize) -> Option<(f64, usize)> {
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

fn length(request: &mut Request, bound: Bound, total: u16) {
    match bound {
        Bound::Under => request.max_runtime = Some(total.saturating_sub(1)),
        Bound::Most => request.max_runtime = Some(total),
        Bound::Over => request.min_runtime = Some(total.saturating_add(1)),
        Bound::Least => request.min_runtime = Some(total),
        Bound::About => {
            request.min_runtime = Some(total.saturating_sub(15));
            request.max_runtime = Some(total.saturating_add(10));
        }
    }
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

/// Words that stand for a span: "old", "recent", "short".
fn words(text: &Text, place: usize, request: &mut Request) -> Option<usize> {
    let starts =
        |pattern: &str| text.find_in(place..(place + 7).min(text.len()), pattern).filter(|range| range.start == place);
    for (pattern, meaning) in SPANS {
        let Some(range) = starts(pattern) else { continue };
        let spelled_age =
            text.word(place) == "old" && place > 0 && matches!(text.word(place - 1), "year" | "years" | "how" | "good");
        if spelled_age {
            return None;
        }
        let long = *pattern == "long"
            && (among("how too as so not that all it is for before", text.word(place.wrapping_sub(1)))
                || matches!(
                    text.word(place + 1),
                    "" | "time"
                        | "as"
                        | "day"
                        | "week"
                        | "ago"
                        | "lost"
                        | "distance"
                        | "is"
                        | "was"
                        | "journey"
                        | "way"
                        | "are"
                ));
        if long {
            return None;
        }
        match *meaning {
            Span::Years(from, to) => {
                request.min_year = from.or(request.min_year);
                request.max_year = to.or(request.max_year);
            }
            Span::Runtime(from, to) => {
                request.min_runtime = from.or(request.min_runtime);
                request.max_runtime = to.or(request.max_runtime);
            }
            Span::Hours(total) => {
                let (bound, end) = bound(text, place, range.end);
                length(request, bound, total);
                return Some(end.max(range.end));
            }
            Span::Rating(least) => {
                request.min_rating = Some(least);
                request.best = true;
            }
            Span::Bad => request.max_rating = Some(2.8),
            Span::LastYears => return None,
        }
        return Some(range.end);
    }
    None
}

#[derive(Clone, Copy)]
enum Span {
    Years(Option<u16>, Option<u16>),
    Runtime(Option<u16>, Option<u16>),
    Hours(u16),
    Rating(f64),
    Bad,
    LastYears,
}

const SPANS: &[(&str, Span)] = &[
    ("last night|week|one", Span::LastYears),
    ("no|not newer|later than", Span::LastYears),
    ("an? hour and a half", Span::Hours(90)),
    ("an hour and three quarters", Span::Hours(105)),
    ("an hour", Span::Hours(60)),
    ("half an hour", Span::Hours(30)),
    ("couple of hours", Span::Hours(120)),
    ("feature length", Span::LastYears),
    ("not * too|very|so|that|overly long|lengthy", Span::Runtime(None, Some(105))),
    ("not * long|lengthy", Span::Runtime(None, Some(105))),
    ("do|have not have|got much|all|a time|night|lot|hours", Span::Runtime(None, Some(95))),
    ("not much time", Span::Runtime(None, Some(95))),
    ("not * too|very|so old", Span::Years(Some(1985), None)),
    ("not * too|very|so new|recent|modern", Span::Years(None, Some(2000))),
    ("not * too|very|so short", Span::Runtime(Some(100), None)),
    ("black and white|b|w", Span::Years(None, Some(1960))),
    ("b and w", Span::Years(None, Some(1960))),
    ("golden age", Span::Years(None, Some(1960))),
    ("old hollywood|school|fashioned|time|timey", Span::Years(None, Some(1965))),
    (
        "old film|films|movie|movies|classic|classics|one|ones|black|western|westerns|comedy|comedies|horror|thriller|musical|war|romance|romantic|crime|mystery|drama|dramas|detective|adventure|science|stuff|funny|scary",
        Span::Years(None, Some(1969)),
    ),
    ("something|anything|a|an|really|very|some|quite old|ancient", Span::Years(None, Some(1969))),
    ("classic|classics|vintage|oldie|oldies|retro|bygone", Span::Years(None, Some(1969))),
    ("old", Span::Years(None, Some(1969))),
    ("turn of the century|millennium", Span::Years(Some(1995), Some(2005))),
    ("this century|millennium", Span::Years(Some(2000), None)),
    ("last|previous|twentieth|20th century", Span::Years(None, Some(1999))),
    ("21st|twenty-first century", Span::Years(Some(2000), None)),
    ("last|past|recent few|couple|five|ten|10|5|several of? years", Span::Years(Some(2015), None)),
    ("last decade", Span::Years(Some(2015), None)),
    ("last year", Span::Years(Some(2024), None)),
    ("recent|modern|contemporary|latest|newest|brand-new", Span::Years(Some(2010), None)),
    ("brand new", Span::Years(Some(2015), None)),
    ("something|anything|a|an|really|very|some|any|quite new", Span::Years(Some(2010), None)),
    ("new film|films|movie|movies|release|releases", Span::Years(Some(2010), None)),
    ("highly|well|best|top|good|great|high rated|reviewed|rating|ratings|reviews|scoring|acclaimed", Span::Rating(4.0)),
    ("very|your|absolute|all|the best|greatest|finest|top", Span::Rating(4.0)),
    (
        "best|greatest|finest film|films|movie|movies|one|ones|you|thriller|comedy|horror|western|musical|drama|thing",
        Span::Rating(4.0),
    ),
    ("critically acclaimed|praised", Span::Rating(4.2)),
    ("acclaimed|masterpiece|masterpieces|must|award|awards", Span::Rating(4.2)),
    ("top notch|quality|ranked", Span::Rating(4.2)),
    ("worst|terrible|trashy|bad|awful|so-bad film|films|movie|movies|one|ones|rated", Span::Bad),
    ("worst", Span::Bad),
    ("short and sweet", Span::Runtime(None, Some(95))),
    ("short|quick|shortish|brief|bite-sized", Span::Runtime(None, Some(95))),
    ("long film|films|movie|movies|one|epic|epics|drama", Span::Runtime(Some(130), None)),
    ("something|anything|really|very|nice|and|a long|lengthy", Span::Runtime(Some(130), None)),
    ("long", Span::Runtime(Some(130), None)),
    ("epic length", Span::Runtime(Some(140), None)),
];
