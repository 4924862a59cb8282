//! The selectors that SLOs ask for the samples of, and nothing else of PromQL.

use std::time::Duration;

use movie_guru_slo::{MatchOp, Selector};

/// `selector[range]`.
pub(crate) fn ranged(query: &str) -> (Selector, Duration) {
    let open = outside_quotes(query, '[');
    (query[..open].parse().expect("a selector"), duration(query[open + 1..].trim_end_matches(']')))
}

/// Whether labels fit; of regular expressions those that SLOs write.
pub(crate) fn fits(selector: &Selector, metric: &str, labels: &[(&str, &str)]) -> bool {
    let fits = |value: &str, pattern: &str| pattern.split('|').any(|one| one.replace(r"(\.0)?", "") == value);
    metric == selector.metric
        && selector.matchers.iter().all(|matcher| {
            let value = labels.iter().find(|(name, _)| *name == matcher.label).map_or("", |(_, value)| value);
            match matcher.op {
                MatchOp::Equal => value == matcher.value,
                MatchOp::NotEqual => value != matcher.value,
                MatchOp::Matches => fits(value, &matcher.value),
                MatchOp::NotMatches => !fits(value, &matcher.value),
            }
        })
}

fn outside_quotes(text: &str, wanted: char) -> usize {
    let mut quoted = false;
    let found = text.char_indices().find(|(_, c)| {
        quoted ^= *c == '"';
        !quoted && *c == wanted
    });
    found.unwrap_or_else(|| panic!("no {wanted} in {text}")).0
}

fn duration(text: &str) -> Duration {
    let mut sum = Duration::ZERO;
    let mut rest = text;
    while !rest.is_empty() {
        let digits = rest.find(|c: char| !c.is_ascii_digit()).expect("a unit");
        let number: u64 = rest[..digits].parse().expect("a number");
        let units = [("ms", 1), ("d", 86_400_000), ("h", 3_600_000), ("m", 60_000), ("s", 1000)];
        let (unit, ms) = units.iter().find(|(unit, _)| rest[digits..].starts_with(unit)).expect("a unit");
        sum += Duration::from_millis(number * ms);
        rest = &rest[digits + unit.len()..];
    }
    sum
}
