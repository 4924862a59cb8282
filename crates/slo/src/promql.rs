//! PromQL of an SLO, for Prometheus' rules and for whoever wants to ask it. The built-in monitor does not: it counts raw
//! samples, and `increase` guesses at what lies between a window's ends and its first and last sample.

use std::time::Duration;

use crate::alert_windows::AlertWindows;
use crate::model::{Alert, Measure, Side, Slo};
pub use crate::prometheus_duration::duration;
use crate::selector::{MatchOp, Matcher, Selector};

/// The two counters behind an SLI: all requests, and a part of them that is good or bad as a whole.
#[derive(Clone, Debug, PartialEq)]
pub struct Counters {
    /// Counts the part.
    pub part: Selector,
    /// Whether the part is the good ones.
    pub part_is_good: bool,
    /// Counts all.
    pub all: Selector,
}

impl Measure {
    /// What is counted.
    pub fn counters(&self) -> Counters {
        match self {
            Self::Good { good, total } => Counters { part: good.clone(), part_is_good: true, all: total.clone() },
            Self::Bad { bad, total } => Counters { part: bad.clone(), part_is_good: false, all: total.clone() },
            Self::Threshold { histogram, side, bound } => Counters {
                part: bucket(histogram, *bound),
                part_is_good: *side == Side::AtMost,
                all: histogram.series("_count", None),
            },
        }
    }

    /// How many requests were good over the last `range`.
    pub fn good(&self, range: Duration) -> String {
        let Counters { part, part_is_good, all } = self.counters();
        let part = or_nothing("increase", &part, &all, range);
        if part_is_good { part } else { format!("{} - ({part})", sum_of("increase", &all, range)) }
    }

    /// How many requests there were over the last `range`.
    pub fn total(&self, range: Duration) -> String {
        sum_of("increase", &self.counters().all, range)
    }

    /// The share of bad requests over the last `range`, 0 to 1; not a number where there were none.
    pub fn error_ratio(&self, range: Duration) -> String {
        let Counters { part, part_is_good, all } = self.counters();
        let part = or_nothing("rate", &part, &all, range);
        let share = format!("({part}) / {}", sum_of("rate", &all, range));
        if part_is_good { format!("1 - {share}") } else { share }
    }
}

impl Slo {
    /// The SLI over the last `range`, 0 to 1; not a number where there were no requests.
    pub fn sli_query(&self, range: Duration) -> String {
        format!("1 - ({})", self.indicator.measure.error_ratio(range))
    }

    /// The burn rate over the last `range`: 1 spends exactly the budget.
    pub fn burn_rate_query(&self, range: Duration) -> String {
        format!("({}) / {}", self.indicator.measure.error_ratio(range), self.target.budget())
    }

    /// Has a result while the condition of an alert holds: the burn rate over the long window.
    pub fn alert_query(&self, alert: &Alert, windows: &AlertWindows) -> String {
        let above = |range| format!("({} > {})", self.burn_rate_query(range), alert.factor);
        let mut clauses = vec![above(windows.long)];
        clauses.extend(windows.short.map(above));
        match alert.least_requests(self.target) {
            0 => {}
            least => clauses.push(format!("({} >= {least})", self.indicator.measure.total(windows.long))),
        }
        clauses.join(" and ")
    }
}

/// A part of all requests: none of them where no series counts the part while others count all. Prometheus would have no
/// answer, and an alert stays silent on no answer.
fn or_nothing(function: &str, part: &Selector, all: &Selector, range: Duration) -> String {
    format!("{} or 0 * {}", sum_of(function, part, range), sum_of(function, all, range))
}

fn sum_of(function: &str, selector: &Selector, range: Duration) -> String {
    format!("sum({function}({selector}[{}]))", duration(range))
}

/// Go, in which most exporters are written, has numbers from here on with an exponent, and those below 1e-4.
const WITH_EXPONENT: i32 = 6;

/// The bucket of a bound, however the number is written. Prometheus stores `le="5000"` of a scrape in the text format and
/// `le="5000.0"` of one in OpenMetrics; a million is `1e+06` of Go and `1000000.0` of Java.
fn bucket(histogram: &Selector, bound: f64) -> Selector {
    let (plain, scientific) = (bound.to_string(), format!("{bound:e}"));
    let (digits, exponent) = scientific.split_once('e').unwrap_or((&plain, "0"));
    let exponent: i32 = exponent.parse().unwrap_or_default();
    let escaped = |number: &str| match number.contains('.') {
        true => number.replace('.', r"\."),
        false => format!(r"{number}(\.0)?"),
    };
    let (op, value) = if !(-4..WITH_EXPONENT).contains(&exponent) {
        let sign = if exponent < 0 { "-" } else { r"\+?" };
        (MatchOp::Matches, format!("{}|{}[eE]{sign}0?{}", escaped(&plain), escaped(digits), exponent.abs()))
    } else if plain.contains('.') {
        (MatchOp::Equal, plain)
    } else {
        (MatchOp::Matches, escaped(&plain))
    };
    histogram.series("_bucket", Some(Matcher { label: "le".to_owned(), op, value }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_are_exact() {
        let text = |ms| duration(Duration::from_millis(ms));
        assert_eq!(text(150_000), "2m30s");
        assert_eq!(text(12_500), "12s500ms");
        assert_eq!(text(7 * 86_400_000), "7d");
        assert_eq!(text(0), "0s");
    }

    const FIVE_MINUTES: Duration = Duration::from_secs(300);

    fn selector(text: &str) -> Selector {
        text.parse().unwrap()
    }

    #[test]
    fn bad_requests_are_taken_from_all() {
        let measure = Measure::Bad { bad: selector("bad_total"), total: selector("all_total") };
        assert_eq!(
            measure.good(FIVE_MINUTES),
            "sum(increase(all_total[5m])) - (sum(increase(bad_total[5m])) or 0 * sum(increase(all_total[5m])))"
        );
        assert_eq!(
            measure.error_ratio(FIVE_MINUTES),
            "(sum(rate(bad_total[5m])) or 0 * sum(rate(all_total[5m]))) / sum(rate(all_total[5m]))"
        );
    }

    #[test]
    fn a_bound_is_found_as_both_formats_write_it() {
        let measure = |side, bound| Measure::Threshold { histogram: selector("ms{a=\"b\"}"), side, bound };
        assert_eq!(
            measure(Side::AtMost, 5000.0).good(FIVE_MINUTES),
            r#"sum(increase(ms_bucket{a="b",le=~"5000(\\.0)?"}[5m])) or 0 * sum(increase(ms_count{a="b"}[5m]))"#
        );
        assert_eq!(
            measure(Side::Above, 0.25).error_ratio(FIVE_MINUTES),
            r#"(sum(rate(ms_bucket{a="b",le="0.25"}[5m])) or 0 * sum(rate(ms_count{a="b"}[5m]))) / sum(rate(ms_count{a="b"}[5m]))"#
        );
        let le = |bound| measure(Side::AtMost, bound).counters().part.matchers[1].value.clone();
        assert_eq!(le(1e6), r"1000000(\.0)?|1(\.0)?[eE]\+?0?6");
        assert_eq!(le(2.5e6), r"2500000(\.0)?|2\.5[eE]\+?0?6");
        assert_eq!(le(1e-5), r"0\.00001|1(\.0)?[eE]-0?5");
        assert_eq!(
            measure(Side::Above, 0.25).good(FIVE_MINUTES),
            r#"sum(increase(ms_count{a="b"}[5m])) - (sum(increase(ms_bucket{a="b",le="0.25"}[5m])) or 0 * sum(increase(ms_count{a="b"}[5m])))"#
        );
    }
}
