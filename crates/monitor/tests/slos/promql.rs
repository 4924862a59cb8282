//! The PromQL that SLOs ask, and nothing else, over counters in memory that never start anew. Increases are not
//! extrapolated, so they are the very requests that were counted.

use std::time::Duration;

use movie_guru_slo::{MatchOp, Selector};

/// What a selector with a range is made into.
pub(crate) enum Rise {
    Increase,
    Rate,
}

/// Answers for a selector over the range up to now; none where there are no such series.
pub(crate) type Ask<'a> = dyn Fn(&Selector, Duration) -> Option<f64> + 'a;

/// The value of an expression; none where Prometheus' answer would be empty.
pub(crate) fn evaluate(query: &str, ask: &Ask<'_>) -> Option<f64> {
    let mut reader = Reader { rest: query, ask };
    let value = reader.or();
    assert!(reader.rest.trim().is_empty(), "not understood: {} of {query}", reader.rest);
    value
}

/// `selector[range]` or `selector[range:step]`.
pub(crate) fn ranged(query: &str) -> (Selector, Duration, Option<Duration>) {
    let open = outside_quotes(query, '[');
    let inner = query[open + 1..].trim_end_matches(']');
    let (range, step) = inner.split_once(':').map_or((inner, None), |(range, step)| (range, Some(duration(step))));
    (query[..open].parse().expect("a selector"), duration(range), step)
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

struct Reader<'q> {
    rest: &'q str,
    ask: &'q Ask<'q>,
}

impl Reader<'_> {
    fn takes(&mut self, word: &str) -> bool {
        self.rest = self.rest.trim_start();
        let rest = self.rest.strip_prefix(word);
        self.rest = rest.unwrap_or(self.rest);
        rest.is_some()
    }

    fn or(&mut self) -> Option<f64> {
        let mut value = self.and();
        while self.takes("or ") {
            let other = self.and();
            value = value.or(other);
        }
        value
    }

    fn and(&mut self) -> Option<f64> {
        let mut value = self.above();
        while self.takes("and ") {
            let other = self.above();
            value = value.and_then(|value| other.map(|_| value));
        }
        value
    }

    fn above(&mut self) -> Option<f64> {
        let value = self.sum();
        if !self.takes("> ") {
            return value;
        }
        let bound = self.sum();
        value.zip(bound).filter(|(value, bound)| value > bound).map(|(value, _)| value)
    }

    fn sum(&mut self) -> Option<f64> {
        let mut value = self.product();
        while self.takes("- ") {
            let other = self.product();
            value = value.zip(other).map(|(value, other)| value - other);
        }
        value
    }

    fn product(&mut self) -> Option<f64> {
        let mut value = self.one();
        loop {
            let divides = self.takes("/ ");
            if !divides && !self.takes("* ") {
                return value;
            }
            let other = self.one();
            value = value.zip(other).map(|(value, other)| if divides { value / other } else { value * other });
        }
    }

    fn one(&mut self) -> Option<f64> {
        if self.takes("(") {
            let value = self.or();
            assert!(self.takes(")"), "{}", self.rest);
            return value;
        }
        if self.takes("sum(increase(") {
            return self.risen(Rise::Increase);
        }
        if self.takes("sum(rate(") {
            return self.risen(Rise::Rate);
        }
        self.rest = self.rest.trim_start();
        let end = self.rest.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(self.rest.len());
        let (number, rest) = self.rest.split_at(end);
        self.rest = rest;
        Some(number.parse().unwrap_or_else(|_| panic!("not understood: {rest}")))
    }

    fn risen(&mut self, rise: Rise) -> Option<f64> {
        let end = outside_quotes(self.rest, ']') + 1;
        let (selector, range, _) = ranged(&self.rest[..end]);
        self.rest = &self.rest[end..];
        assert!(self.takes("))"), "{}", self.rest);
        let risen = (self.ask)(&selector, range)?;
        Some(match rise {
            Rise::Increase => risen,
            Rise::Rate => risen / range.as_secs_f64(),
        })
    }
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
