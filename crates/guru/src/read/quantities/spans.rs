//! Words that stand for a span of years, minutes or ratings: "old", "recent", "short", "your best".

use super::bound::bound;
use super::length::length;
use crate::request::Request;
use crate::words::forms::among;
use crate::words::text::Text;

/// Words that stand for a span: "old", "recent", "short".
pub(crate) fn words(text: &Text, place: usize, request: &mut Request) -> Option<usize> {
    let starts =
        |pattern: &str| text.find_in(place..(place + 7).min(text.len()), pattern).filter(|range| range.start == place);
    let complaint = text.word(place.wrapping_sub(1)) == "too"
        && !text.has_any_in(&(place.saturating_sub(4)..place), &["not|nothing|never|without|is|are|was"]);
    if complaint {
        return None;
    }
    for (pattern, meaning) in SPANS {
        let Some(mut range) = starts(pattern) else { continue };
        if pattern.contains(" film|") {
            // "old westerns": the noun still has to be read as a genre.
            range.end -= 1;
        }
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
    ("not * too|very|so|that|as old", Span::Years(Some(1985), None)),
    ("not * too|very|so|that|as new|recent|modern", Span::Years(None, Some(2000))),
    ("not * too|very|so short", Span::Runtime(Some(100), None)),
    ("no|not|nothing|without|avoid * black and white", Span::Years(Some(1961), None)),
    ("in colour|color", Span::Years(Some(1950), None)),
    ("longest", Span::Runtime(Some(150), None)),
    ("shortest", Span::Runtime(None, Some(75))),
    ("oldest", Span::Years(None, Some(1934))),
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
    ("acclaimed|masterpiece|masterpieces|award|awards", Span::Rating(4.2)),
    ("must see|watch|sees", Span::Rating(4.2)),
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
