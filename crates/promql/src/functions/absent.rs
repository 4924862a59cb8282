//! `absent` and `absent_over_time`: a series that says that there is none.

use std::collections::BTreeSet;
use std::sync::Arc;

use promql_parser::parser::Expr;
use series::{Labels, METRIC_NAME, Match};

use crate::error::QueryError;
use crate::eval::Evaluator;
use crate::rows::{ABSENT, Row, is_there};
use crate::selector::matchers;

impl Evaluator<'_> {
    /// 1 at each step without a series, under the labels that the selector asks for.
    pub(super) fn absent(&self, rows: &[Row], argument: &Expr) -> Result<Vec<Row>, QueryError> {
        let mut values = self.constant(1.0)?;
        for (step, value) in values.iter_mut().enumerate() {
            if rows.iter().any(|row| is_there(row.values[step])) {
                *value = ABSENT;
            }
        }
        Ok(vec![Row { labels: Arc::new(asked_labels(argument)?), values }]
            .into_iter()
            .filter(Row::is_anywhere)
            .collect())
    }
}

/// The labels of an absent series: those that a selector asks for by `=`. Anything else that is said of the same label
/// afterwards takes it away.
fn asked_labels(argument: &Expr) -> Result<Labels, QueryError> {
    let selector = match argument {
        Expr::Paren(inner) => return asked_labels(&inner.expr),
        Expr::VectorSelector(selector) => selector,
        Expr::MatrixSelector(selector) => &selector.vs,
        _ => return Ok(Labels::new()),
    };
    let (mut labels, mut asked) = (Labels::new(), BTreeSet::new());
    for matcher in matchers(selector)?.into_iter().filter(|matcher| matcher.name != METRIC_NAME) {
        match matcher.value {
            Match::Equal(value) if asked.insert(matcher.name.clone()) => drop(labels.insert(matcher.name, value)),
            _ => drop(labels.remove(&matcher.name)),
        }
    }
    labels.retain(|_, value| !value.is_empty());
    Ok(labels)
}
