//! What an SLI counts where it is written freely: sums and differences of counters, good ones of all.

use std::time::Duration;

use movie_guru_slo::promql::duration;
use movie_guru_slo::{MatchOp, Matcher, Measure, Selector, Side};

/// Off by less is the same number.
const NOTHING: f64 = 1e-9;

/// Counters, each taken so many times.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Tally {
    /// In one order, each selector once, none of them nothing times.
    terms: Vec<(f64, Selector)>,
}

impl Tally {
    /// Of one counter, once.
    pub fn of(selector: Selector) -> Self {
        Self { terms: vec![(1.0, ordered(selector))] }
    }

    /// With another, so many times.
    #[must_use]
    pub fn with(&self, times: f64, other: &Self) -> Self {
        let mut terms = self.terms.clone();
        for (number, selector) in &other.terms {
            match terms.iter_mut().find(|(_, known)| known == selector) {
                Some((sum, _)) => *sum += times * number,
                None => terms.push((times * number, selector.clone())),
            }
        }
        terms.retain(|(number, _)| number.abs() > NOTHING);
        terms.sort_by_key(|(_, selector)| selector.to_string());
        Self { terms }
    }

    /// So many times.
    #[must_use]
    pub fn times(&self, number: f64) -> Self {
        Self::default().with(number, self)
    }

    /// With one more condition on each counter.
    #[must_use]
    pub fn narrowed(&self, matcher: &Matcher) -> Self {
        let narrowed = |selector: &Selector| {
            let mut selector = selector.clone();
            if !selector.matchers.contains(matcher) {
                selector.matchers.push(matcher.clone());
            }
            Self::of(selector)
        };
        self.terms.iter().fold(Self::default(), |sum, (number, selector)| sum.with(*number, &narrowed(selector)))
    }

    /// Whether it counts nothing at all.
    pub fn is_nothing(&self) -> bool {
        self.terms.is_empty()
    }

    /// The counters.
    pub fn selectors(&self) -> impl Iterator<Item = &Selector> {
        self.terms.iter().map(|(_, selector)| selector)
    }

    /// One counter that is taken once.
    fn single(&self) -> Option<&Selector> {
        match self.terms.as_slice() {
            [(number, selector)] if (number - 1.0).abs() <= NOTHING => Some(selector),
            _ => None,
        }
    }

    /// How much it rose over the last `range`, as a query. A counter that is not there counts nothing.
    pub fn increase(&self, range: Duration) -> String {
        let range = duration(range);
        let term = |(number, selector): &(f64, Selector)| {
            format!("{number} * (sum(increase({selector}[{range}])) or vector(0))")
        };
        if self.terms.is_empty() {
            return "vector(0)".to_owned();
        }
        self.terms.iter().map(term).collect::<Vec<_>>().join(" + ")
    }
}

/// The same series under one name: conditions in one order, and the bucket without a bound is the count.
fn ordered(mut selector: Selector) -> Selector {
    let unbounded =
        |matcher: &Matcher| matcher.label == "le" && matcher.op == MatchOp::Equal && matcher.value == "+Inf";
    if let Some(histogram) = selector.metric.strip_suffix("_bucket")
        && selector.matchers.iter().any(unbounded)
    {
        selector.metric = format!("{histogram}_count");
        selector.matchers.retain(|matcher| !unbounded(matcher));
    }
    selector.matchers.sort_by(|one, other| (&one.label, &one.value).cmp(&(&other.label, &other.value)));
    selector
}

/// The bad ones of all.
#[derive(Clone, Debug, PartialEq)]
pub struct Share {
    /// Counts the bad ones.
    pub bad: Tally,
    /// Counts all.
    pub all: Tally,
}

impl Share {
    /// The good ones.
    pub fn good(&self) -> Tally {
        self.all.with(-1.0, &self.bad)
    }

    /// The same as an SLO has it, where that is one counter of another.
    pub fn measure(&self) -> Option<Measure> {
        let total = self.all.single()?;
        let good = self.good();
        let (part, side) = match (good.single(), self.bad.single()) {
            (Some(good), _) => (good, Side::AtMost),
            (None, Some(bad)) => (bad, Side::Above),
            (None, None) => return None,
        };
        if let Some((histogram, bound)) = bucket(part, total) {
            return Some(Measure::Threshold { histogram, side, bound });
        }
        let (part, total) = (part.clone(), total.clone());
        Some(match side {
            Side::AtMost => Measure::Good { good: part, total },
            Side::Above => Measure::Bad { bad: part, total },
        })
    }
}

/// The histogram and the bound where one counter is a bucket of it, and the other its count.
fn bucket(part: &Selector, total: &Selector) -> Option<(Selector, f64)> {
    let histogram = part.metric.strip_suffix("_bucket")?;
    let (bounds, others): (Vec<_>, Vec<_>) = part.matchers.iter().cloned().partition(|matcher| matcher.label == "le");
    let [le] = bounds.as_slice() else { return None };
    if total.metric.strip_suffix("_count") != Some(histogram) || others != total.matchers {
        return None;
    }
    let bound = match le.op {
        MatchOp::Equal => le.value.parse().ok()?,
        // `5000(\.0)?` of this project's own rules, `5000|5000.0` of people's.
        MatchOp::Matches => {
            let words = le.value.split('|').map(|word| word.replace(r"(\.0)?", "").replace('\\', "").parse::<f64>());
            let bounds = words.collect::<Result<Vec<_>, _>>().ok()?;
            let first = *bounds.first()?;
            bounds.iter().all(|bound| *bound == first).then_some(first)?
        }
        MatchOp::NotEqual | MatchOp::NotMatches => return None,
    };
    Some((Selector { metric: histogram.to_owned(), matchers: others }, bound))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tally(text: &str) -> Tally {
        Tally::of(text.parse().unwrap())
    }

    fn share(bad: Tally, all: &str) -> Share {
        Share { bad, all: tally(all) }
    }

    #[test]
    fn good_is_what_is_not_bad() {
        let of_good = share(tally("all_total").with(-1.0, &tally("good_total")), "all_total");
        assert_eq!(
            of_good.measure(),
            Some(Measure::Good { good: "good_total".parse().unwrap(), total: "all_total".parse().unwrap() })
        );
        let of_bad = share(tally("bad_total"), "all_total");
        assert!(matches!(of_bad.measure(), Some(Measure::Bad { .. })));
        let two = share(tally("a_total").with(1.0, &tally("b_total")), "all_total");
        assert_eq!(two.measure(), None);
        assert_eq!(
            two.bad.increase(Duration::from_secs(300)),
            "1 * (sum(increase(a_total[5m])) or vector(0)) + 1 * (sum(increase(b_total[5m])) or vector(0))"
        );
    }

    #[test]
    fn a_bucket_of_a_count_is_a_bound() {
        for le in [r#"le="5000""#, r#"le="5000.0""#, r#"le=~"5000(\\.0)?""#, r#"le=~"5000|5000\\.0""#] {
            for all in [r#"ms_count{a="b"}"#, r#"ms_bucket{le="+Inf",a="b"}"#] {
                let good = tally(&format!("ms_bucket{{{le},a=\"b\"}}"));
                let fast = share(tally(all).with(-1.0, &good), all);
                let Some(Measure::Threshold { histogram, side, bound }) = fast.measure() else { panic!("{le}, {all}") };
                assert_eq!((histogram.to_string().as_str(), side, bound), (r#"ms{a="b"}"#, Side::AtMost, 5000.0));
            }
        }
        let other = share(tally("ms_count").with(-1.0, &tally(r#"ms_bucket{le=~"1.*"}"#)), "ms_count");
        assert!(!matches!(other.measure(), Some(Measure::Threshold { .. })));
    }
}
