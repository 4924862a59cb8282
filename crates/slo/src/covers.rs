//! Whether one selector takes in all that another does. Good requests that are all requests are no SLI, however they are
//! written: labels in another order, a regular expression for a plain word, a bucket without a bound for a count.

use std::collections::BTreeSet;

use crate::selector::{MatchOp, Matcher, Selector};

impl Selector {
    /// Whether this selects every series that `other` does, as far as plain words tell: a regular expression that is more
    /// than words with `|` between is only known to take in itself.
    pub(crate) fn covers(&self, other: &Self) -> bool {
        let (this, other) = (self.counted(), other.counted());
        let follows = |matcher: &Matcher| {
            takes_in(&Values::ALL, matcher) || other.matchers.iter().any(|given| implies(given, matcher))
        };
        this.metric == other.metric && this.matchers.iter().all(follows)
    }

    /// The bucket without a bound counts what `_count` does.
    fn counted(&self) -> Self {
        let unbounded =
            |matcher: &Matcher| matcher.label == "le" && matcher.op == MatchOp::Equal && matcher.value == "+Inf";
        match self.metric.strip_suffix("_bucket") {
            Some(histogram) if self.matchers.iter().any(unbounded) => Self {
                metric: format!("{histogram}_count"),
                matchers: self.matchers.iter().filter(|matcher| !unbounded(matcher)).cloned().collect(),
            },
            _ => self.clone(),
        }
    }
}

/// What a label may be.
enum Values<'m> {
    Only(BTreeSet<&'m str>),
    AllBut(BTreeSet<&'m str>),
}

impl<'m> Values<'m> {
    const ALL: Self = Self::AllBut(BTreeSet::new());

    /// Where a matcher says so in plain words.
    fn of(matcher: &'m Matcher) -> Option<Self> {
        let value = matcher.value.as_str();
        let words = || {
            let plain = !value.contains(['\\', '.', '+', '*', '?', '(', ')', '[', ']', '{', '}', '^', '$']);
            plain.then(|| value.split('|').collect())
        };
        Some(match matcher.op {
            MatchOp::Equal => Self::Only([value].into()),
            MatchOp::NotEqual => Self::AllBut([value].into()),
            MatchOp::Matches if value == ".*" => Self::ALL,
            MatchOp::Matches if value == ".+" => Self::AllBut([""].into()),
            MatchOp::Matches => Self::Only(words()?),
            MatchOp::NotMatches => Self::AllBut(words()?),
        })
    }
}

fn implies(given: &Matcher, matcher: &Matcher) -> bool {
    given.label == matcher.label
        && (given == matcher || Values::of(given).is_some_and(|values| takes_in(&values, matcher)))
}

/// Whether a matcher holds for all of these values.
fn takes_in(values: &Values<'_>, matcher: &Matcher) -> bool {
    match (values, Values::of(matcher)) {
        (Values::Only(given), Some(Values::Only(wanted))) => given.is_subset(&wanted),
        (Values::Only(given), Some(Values::AllBut(unwanted))) => given.is_disjoint(&unwanted),
        (Values::AllBut(gone), Some(Values::AllBut(unwanted))) => unwanted.is_subset(gone),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn covers(good: &str, total: &str) -> bool {
        good.parse::<Selector>().unwrap().covers(&total.parse::<Selector>().unwrap())
    }

    #[test]
    fn the_same_requests_are_known_however_they_are_written() {
        for (good, total) in [
            ("a_total", "a_total"),
            (" a_total { } ", "a_total"),
            (r#"a_total{x="1",y="2"}"#, r#"a_total{ y='2', x="1" }"#),
            ("a_total", r#"a_total{x="1"}"#),
            (r#"a_total{x=~"1|2"}"#, r#"a_total{x="1"}"#),
            (r#"a_total{x=~"2|1"}"#, r#"a_total{x=~"1|2"}"#),
            (r#"a_total{x=~"1"}"#, r#"a_total{x="1"}"#),
            (r#"a_total{x!="3"}"#, r#"a_total{x=~"1|2"}"#),
            (r#"a_total{x!="3"}"#, r#"a_total{x!~"3|4"}"#),
            (r#"a_total{x=~".*"}"#, "a_total"),
            (r#"a_total{x=~"5.."}"#, r#"a_total{x=~"5.."}"#),
            (r#"a_bucket{le="+Inf"}"#, "a_count"),
            (r#"a_count{x="1"}"#, r#"a_bucket{x="1",le="+Inf"}"#),
        ] {
            assert!(covers(good, total), "{good} of {total}");
        }
    }

    #[test]
    fn a_part_is_a_part() {
        for (good, total) in [
            ("a_total", "b_total"),
            (r#"a_total{x="1"}"#, "a_total"),
            (r#"a_total{x="1"}"#, r#"a_total{x=~"1|2"}"#),
            (r#"a_total{x="1"}"#, r#"a_total{y="1"}"#),
            (r#"a_total{x!="3"}"#, "a_total"),
            (r#"a_total{x=~".+"}"#, "a_total"),
            (r#"a_total{x=~"2.."}"#, r#"a_total{x=~"[0-9]+"}"#),
            (r#"a_bucket{le="1000"}"#, "a_count"),
        ] {
            assert!(!covers(good, total), "{good} of {total}");
        }
    }
}
