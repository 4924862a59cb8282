//! What a query compares: an interval for the values of shares, worked out of its expression.
//!
//! A division of requests by requests is between 0 and 1; numbers shift and stretch that, so a burn rate is between 0 and
//! 1 / budget. Of anything else nothing is said.

use std::time::Duration;

use promql_parser::parser::{AggregateExpr, BinaryExpr, Call, Expr, VectorSelector, token};

use super::known::{Population, population};
use super::reader::Reader;

/// What is off by less cannot be told from the end of an interval.
const TOLERANCE: f64 = 1e-9;
/// More ways to fire than these are not looked at.
const MOST_WAYS: usize = 32;

/// What an expression means.
#[derive(Clone, Debug)]
pub(super) enum Meaning {
    Number(f64),
    Count(Count),
    Share(Share),
    /// Comparisons: one of `any` holds where all of its clauses do. The value is that of the left side.
    Condition {
        value: Box<Meaning>,
        any: Vec<Vec<Clause>>,
    },
    Other,
}

/// So many times a number of requests in a window.
#[derive(Clone, Copy, Debug)]
pub(super) struct Count {
    of: Option<Population>,
    times: f64,
    window: Duration,
}

/// Between `low` and `high`.
#[derive(Clone, Copy, Debug)]
pub(super) struct Share {
    low: f64,
    high: f64,
    window: Duration,
}

/// One comparison.
#[derive(Clone, Copy, Debug)]
pub(super) enum Clause {
    /// Of a number of requests; at least so many where it is that.
    Count(Option<f64>),
    Share(OfShare),
    Other,
}

/// A comparison of a share, or of what is computed of one, with a number.
#[derive(Clone, Copy, Debug)]
pub(super) struct OfShare {
    /// What it is compared with.
    pub(super) bound: f64,
    /// The end of the interval on that side.
    pub(super) end: f64,
    /// Whether it must be above the bound.
    pub(super) is_above: bool,
    pub(super) can_hold: bool,
    /// The share of bad requests from which on it holds: 0 at the good end, 1 at the bad one.
    pub(super) errors: f64,
    pub(super) window: Duration,
}

impl Reader<'_> {
    pub(super) fn meaning(&self, expr: &Expr) -> Meaning {
        self.at_depth(expr, 0)
    }

    fn at_depth(&self, expr: &Expr, depth: usize) -> Meaning {
        match expr {
            Expr::NumberLiteral(number) => Meaning::Number(number.val),
            Expr::Paren(inner) => self.at_depth(&inner.expr, depth),
            Expr::Unary(inner) => computed(token::T_MUL, self.at_depth(&inner.expr, depth), Meaning::Number(-1.0)),
            Expr::Call(call) => self.call(call, depth),
            Expr::Aggregate(aggregate) => self.aggregate(aggregate, depth),
            Expr::Binary(binary) => self.binary(binary, depth),
            Expr::VectorSelector(selector) => self.selector_means(selector, false, depth),
            Expr::MatrixSelector(matrix) => over(self.selector_means(&matrix.vs, true, depth), matrix.range),
            Expr::Subquery(subquery) => over(self.at_depth(&subquery.expr, depth), subquery.range),
            Expr::StringLiteral(_) | Expr::Extension(_) => Meaning::Other,
        }
    }

    /// What a name that nobody knows would be is only guessed where a range of it is asked for: a counter.
    fn selector_means(&self, selector: &VectorSelector, is_range: bool, depth: usize) -> Meaning {
        let Some(name) = selector.name.as_deref() else { return Meaning::Other };
        if self.is_recorded(name) {
            let is_meant = |labels: &std::collections::BTreeMap<String, String>| {
                let mut matchers = selector.matchers.matchers.iter();
                matchers.all(|matcher| labels.get(&matcher.name).is_none_or(|value| matcher.is_match(value)))
            };
            let meant = self.recorded(name).find(|(recording, _)| is_meant(&recording.labels));
            return match meant {
                Some((_, Ok(expr))) if depth < Self::DEEPEST => self.at_depth(expr, depth + 1),
                _ => Meaning::Other,
            };
        }
        let of = population(name);
        match of.is_some() || (is_range && !name.contains(':') && !self.known.has(name)) {
            // What came at another time is no part of what comes now.
            true => Meaning::Count(Count {
                of: of.filter(|_| selector.offset.is_none() && selector.at.is_none()),
                times: 1.0,
                window: Duration::ZERO,
            }),
            false => Meaning::Other,
        }
    }

    fn call(&self, call: &Call, depth: usize) -> Meaning {
        let argument = |index: usize| call.args.args.get(index).map(|argument| self.at_depth(argument, depth));
        match (call.func.name, argument(0)) {
            ("rate" | "irate" | "deriv", Some(Meaning::Count(count))) => {
                let seconds = count.window.as_secs_f64();
                let per_second = if seconds > 0.0 { count.times / seconds } else { count.times };
                Meaning::Count(Count { times: per_second, ..count })
            }
            ("increase" | "delta" | "idelta" | "sum_over_time", Some(count @ Meaning::Count(_))) => count,
            (
                "vector" | "scalar" | "abs" | "sort" | "sort_desc" | "label_replace" | "label_join" | "last_over_time"
                | "min_over_time" | "max_over_time" | "avg_over_time",
                Some(meaning),
            ) => meaning,
            _ => Meaning::Other,
        }
    }

    fn aggregate(&self, aggregate: &AggregateExpr, depth: usize) -> Meaning {
        let inner = self.at_depth(&aggregate.expr, depth);
        match (aggregate.op.to_string().as_str(), inner) {
            ("sum", Meaning::Share(share)) => Meaning::Share(Share { high: f64::INFINITY, ..share }),
            ("sum" | "avg" | "min" | "max" | "topk" | "bottomk" | "group" | "quantile", inner) => inner,
            _ => Meaning::Other,
        }
    }

    fn binary(&self, binary: &BinaryExpr, depth: usize) -> Meaning {
        let (left, right) = (self.at_depth(&binary.lhs, depth), self.at_depth(&binary.rhs, depth));
        let operator = binary.op.id();
        match operator {
            // It always has a result, 0 or 1.
            _ if binary.modifier.as_ref().is_some_and(|modifier| modifier.return_bool) => Meaning::Other,
            token::T_LAND => match (ways(&left), ways(&right)) {
                (None, None) => left,
                (one, other) => condition(left, both(one, other)),
            },
            token::T_LOR => match (ways(&left), ways(&right)) {
                (None, _) => left,
                (Some(one), other) => condition(left, [one, other.unwrap_or_else(anything)].concat()),
            },
            token::T_LUNLESS => left,
            _ if binary.op.is_comparison_operator() => {
                let before = both(ways(&left), ways(&right));
                let clause = compared(operator, &value(left.clone()), &value(right));
                condition(left, both(Some(before), Some(vec![vec![clause]])))
            }
            _ => computed(operator, value(left), value(right)),
        }
    }
}

/// The same over a range of samples.
fn over(meaning: Meaning, range: Duration) -> Meaning {
    match meaning {
        Meaning::Count(count) => Meaning::Count(Count { window: count.window.max(range), ..count }),
        Meaning::Share(share) => Meaning::Share(Share { window: share.window.max(range), ..share }),
        other => other,
    }
}

fn value(meaning: Meaning) -> Meaning {
    match meaning {
        Meaning::Condition { value, .. } => *value,
        other => other,
    }
}

fn ways(meaning: &Meaning) -> Option<Vec<Vec<Clause>>> {
    if let Meaning::Condition { any, .. } = meaning { Some(any.clone()) } else { None }
}

fn anything() -> Vec<Vec<Clause>> {
    vec![vec![Clause::Other]]
}

fn condition(left: Meaning, mut any: Vec<Vec<Clause>>) -> Meaning {
    any.truncate(MOST_WAYS);
    Meaning::Condition { value: Box::new(value(left)), any }
}

/// Each way of one with each of the other; what compares nothing adds nothing.
fn both(one: Option<Vec<Vec<Clause>>>, other: Option<Vec<Vec<Clause>>>) -> Vec<Vec<Clause>> {
    let (one, other) = (one.unwrap_or_else(|| vec![Vec::new()]), other.unwrap_or_else(|| vec![Vec::new()]));
    let pairs = one.iter().flat_map(|one| other.iter().map(|other| [one.as_slice(), other].concat()));
    pairs.take(MOST_WAYS).collect()
}

fn computed(operator: u16, left: Meaning, right: Meaning) -> Meaning {
    let of_numbers = |one: f64, other: f64| match operator {
        token::T_ADD => Some(one + other),
        token::T_SUB => Some(one - other),
        token::T_MUL => Some(one * other),
        token::T_DIV => Some(one / other),
        token::T_POW => Some(one.powf(other)),
        _ => None,
    };
    match (left, right) {
        (Meaning::Number(one), Meaning::Number(other)) => {
            of_numbers(one, other).map_or(Meaning::Other, Meaning::Number)
        }
        (Meaning::Count(one), Meaning::Count(other)) => of_counts(operator, one, other),
        (Meaning::Count(count), Meaning::Number(number)) => match operator {
            token::T_MUL => Meaning::Count(Count { times: count.times * number, ..count }),
            token::T_DIV => Meaning::Count(Count { times: count.times / number, ..count }),
            token::T_ADD | token::T_SUB => Meaning::Count(count),
            _ => Meaning::Other,
        },
        (Meaning::Number(number), Meaning::Count(count)) => match operator {
            token::T_MUL => Meaning::Count(Count { times: count.times * number, ..count }),
            token::T_ADD | token::T_SUB => Meaning::Count(count),
            _ => Meaning::Other,
        },
        (Meaning::Share(share), Meaning::Number(number)) if operator != token::T_POW => {
            moved(share, |end| of_numbers(end, number))
        }
        (Meaning::Number(number), Meaning::Share(share)) if ![token::T_POW, token::T_DIV].contains(&operator) => {
            moved(share, |end| of_numbers(number, end))
        }
        _ => Meaning::Other,
    }
}

fn of_counts(operator: u16, one: Count, other: Count) -> Meaning {
    let is_same = one.of.zip(other.of).is_some_and(|(one, other)| one.is_within(other) || other.is_within(one));
    let of = one.of.filter(|_| is_same);
    match operator {
        // `all - good` is a part of all; what two counters count together may be more.
        token::T_SUB => Meaning::Count(Count { of, ..one }),
        token::T_ADD => Meaning::Count(Count { of, times: one.times + other.times, ..one }),
        token::T_DIV => {
            let is_share = one.of.zip(other.of).is_some_and(|(part, all)| part.is_within(all));
            let high = if is_share && other.times != 0.0 { one.times / other.times } else { f64::INFINITY };
            Meaning::Share(Share { low: 0.0_f64.min(high), high: high.max(0.0), window: one.window })
        }
        _ => Meaning::Other,
    }
}

fn moved(share: Share, to: impl Fn(f64) -> Option<f64>) -> Meaning {
    match (to(share.low), to(share.high)) {
        (Some(one), Some(other)) if !one.is_nan() && !other.is_nan() => {
            Meaning::Share(Share { low: one.min(other), high: one.max(other), ..share })
        }
        _ => Meaning::Other,
    }
}

fn compared(operator: u16, left: &Meaning, right: &Meaning) -> Clause {
    let (is_above, may_be_equal) = match operator {
        token::T_GTR => (true, false),
        token::T_GTE => (true, true),
        token::T_LSS => (false, false),
        token::T_LTE => (false, true),
        _ => return Clause::Other,
    };
    match (left, right) {
        (Meaning::Share(share), Meaning::Number(bound)) => of_share(share, *bound, is_above, may_be_equal),
        (Meaning::Number(bound), Meaning::Share(share)) => of_share(share, *bound, !is_above, may_be_equal),
        (Meaning::Count(count), Meaning::Number(number)) => {
            Clause::Count((is_above && count.times > 0.0).then(|| number / count.times))
        }
        (Meaning::Number(number), Meaning::Count(count)) => {
            Clause::Count((!is_above && count.times > 0.0).then(|| number / count.times))
        }
        // `bad > 0.01 * all` compares a share.
        (Meaning::Count(one), Meaning::Count(other)) => {
            match of_counts(token::T_DIV, *one, Count { times: 1.0, ..*other }) {
                Meaning::Share(share) => of_share(&share, other.times, is_above, may_be_equal),
                _ => Clause::Other,
            }
        }
        _ => Clause::Other,
    }
}

fn of_share(share: &Share, bound: f64, is_above: bool, may_be_equal: bool) -> Clause {
    let Share { low, high, window } = *share;
    let width = high - low;
    if !width.is_finite() || width <= 0.0 || !bound.is_finite() {
        return Clause::Other;
    }
    let (end, beyond) = if is_above { (high, high - bound) } else { (low, bound - low) };
    let tolerance = TOLERANCE * width;
    let can_hold = if may_be_equal { beyond > -tolerance } else { beyond > tolerance };
    let errors = if is_above { (bound - low) / width } else { (high - bound) / width };
    Clause::Share(OfShare { bound, end, is_above, can_hold, errors, window })
}
