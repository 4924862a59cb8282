//! What an expression asks for, through what other rules record.

use std::collections::{BTreeMap, BTreeSet};

use promql_parser::parser::{Expr, UnaryExpr};

use crate::evidence::prometheus_rules::rule::{Kind, Rule};
use crate::grading::concern::Asked;

/// The names that a query can ask for.
pub(super) struct Names<'r> {
    recordings: BTreeMap<&'r str, Vec<&'r Rule>>,
    app: BTreeSet<String>,
}

impl<'r> Names<'r> {
    /// Those that rules record, and those that the app has.
    pub(super) fn of(rules: &'r [Rule], app: BTreeSet<String>) -> Self {
        let mut recordings = BTreeMap::<&str, Vec<&Rule>>::new();
        for rule in rules.iter().filter(|rule| rule.kind == Kind::Recording) {
            recordings.entry(&rule.name).or_default().push(rule);
        }
        Self { recordings, app }
    }

    /// What is recorded.
    pub(super) fn recorded(&self) -> impl Iterator<Item = &str> {
        self.recordings.keys().copied()
    }

    /// What the app has.
    pub(super) fn app(&self) -> impl Iterator<Item = &str> {
        self.app.iter().map(String::as_str)
    }
}

/// What a query asks for.
#[derive(Debug, Default)]
pub(super) struct AskedFor {
    /// Of the app.
    pub(super) of_app: Vec<Asked>,
    /// Names that neither a rule records nor the app has.
    pub(super) unknown: Vec<String>,
}

/// What a query asks for, followed through recordings.
pub(super) fn asked(query: &str, names: &Names<'_>) -> AskedFor {
    let mut found = AskedFor::default();
    let mut queries = vec![query];
    let mut seen = BTreeSet::new();
    while let Some(query) = queries.pop() {
        let Ok(reads) = promql::reads(query) else { continue };
        for asked in reads.selectors.iter().filter_map(|matchers| Asked::of_matchers(matchers)) {
            match names.recordings.get(asked.metric.as_str()) {
                Some(recorded) => {
                    let meant =
                        recorded.iter().filter(|rule| asked.may_be(&rule.labels)).map(|rule| rule.query.as_str());
                    queries.extend(meant.filter(|query| seen.insert(*query)));
                }
                None if names.app.contains(&asked.metric) => found.of_app.push(asked),
                None => found.unknown.push(asked.metric),
            }
        }
    }
    found
}

/// The number that something of a query is compared with, where there is one.
pub(super) fn compared_with(query: &str) -> Option<f64> {
    number_in(&promql::parse(query).ok()?)
}

fn number_in(expr: &Expr) -> Option<f64> {
    match expr {
        Expr::Paren(inner) => number_in(&inner.expr),
        Expr::Unary(inner) => number_in(&inner.expr),
        Expr::Aggregate(inner) => number_in(&inner.expr),
        Expr::Binary(binary) if binary.op.is_comparison_operator() => {
            literal(&binary.rhs).or_else(|| literal(&binary.lhs))
        }
        Expr::Binary(binary) => number_in(&binary.lhs).or_else(|| number_in(&binary.rhs)),
        _ => None,
    }
}

fn literal(expr: &Expr) -> Option<f64> {
    match expr {
        Expr::NumberLiteral(number) => Some(number.val),
        Expr::Paren(inner) => literal(&inner.expr),
        Expr::Unary(UnaryExpr { expr }) => literal(expr).map(|number| -number),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::compared_with;

    #[test]
    fn a_comparison_says_its_number() {
        assert_eq!(compared_with("histogram_quantile(0.95, sum by (le) (rate(x[5m]))) > 5000"), Some(5000.0));
        assert_eq!(compared_with("(3 < avg(x)) and y > 4"), Some(3.0));
        assert_eq!(compared_with("x + 5"), None);
    }
}
