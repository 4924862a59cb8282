//! Selectors: which series, and their values at the steps of a query.

use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

use promql_parser::label::{METRIC_NAME, MatchOp, Matcher};
use promql_parser::parser::{AtModifier, Expr, Offset, VectorSelector};

use super::eval::Evaluator;
use super::rows::{ABSENT, Points, Row, Times, is_there};
use crate::duration::milliseconds;
use crate::source::{Labels, QueryError};

/// How far back an instant selector looks for a sample: Prometheus' default.
pub(super) const LOOKBACK_MS: i64 = 5 * 60_000;

/// The moments at which a selector is read: in step with the query, or all the same where `@` says so.
#[derive(Clone, Copy)]
pub(super) struct Moments {
    first: i64,
    step: i64,
    count: usize,
}

impl Moments {
    pub(super) fn of(evaluator: &Evaluator<'_>, at: Option<&AtModifier>, offset: Option<&Offset>) -> Self {
        let Times { start, step, .. } = evaluator.times;
        let offset = match offset {
            None => 0,
            Some(Offset::Pos(offset)) => milliseconds(*offset),
            Some(Offset::Neg(offset)) => -milliseconds(*offset),
        };
        let (first, step) = match at {
            None => (start, step),
            Some(AtModifier::Start) => (evaluator.asked.start, 0),
            Some(AtModifier::End) => (evaluator.asked.end, 0),
            Some(AtModifier::At(moment)) => (since_1970(*moment), 0),
        };
        Self { first: first.saturating_sub(offset), step, count: evaluator.times.count() }
    }

    pub(super) fn at(self, index: usize) -> i64 {
        self.first.saturating_add(self.step.saturating_mul(index as i64))
    }

    pub(super) fn first(self) -> i64 {
        self.first
    }

    pub(super) fn last(self) -> i64 {
        self.at(self.count.saturating_sub(1))
    }
}

fn since_1970(moment: SystemTime) -> i64 {
    match moment.duration_since(UNIX_EPOCH) {
        Ok(after) => milliseconds(after),
        Err(before) => -milliseconds(before.duration()),
    }
}

/// A selector's matchers, its name among them.
pub(super) fn matchers(selector: &VectorSelector) -> Result<Vec<Matcher>, QueryError> {
    if !selector.matchers.or_matchers.is_empty() {
        return Err(QueryError::BadData("invalid parameter \"query\": `or` between matchers is not PromQL".to_owned()));
    }
    let name = selector.name.as_ref().map(|name| Matcher::new(MatchOp::Equal, METRIC_NAME, name));
    Ok(name.into_iter().chain(selector.matchers.matchers.iter().cloned()).collect())
}

impl Evaluator<'_> {
    /// The series of a selector with their samples from one moment to another, both included.
    pub(super) fn read(
        &self,
        selector: &VectorSelector,
        from: i64,
        to: i64,
    ) -> Result<Vec<(Arc<Labels>, Points)>, QueryError> {
        let mut found = Vec::new();
        for series in self.store.matching(&matchers(selector)?) {
            self.budget.check()?;
            let points = self.store.read(&series, from, to)?;
            self.budget.take(points.at.len())?;
            if !points.at.is_empty() {
                found.push((Arc::clone(&series.labels), points));
            }
        }
        Ok(found)
    }

    /// An instant selector: at each step the newest sample, unless it is too old or says that the series has ended.
    pub(super) fn vector_selector(&self, selector: &VectorSelector) -> Result<Vec<Row>, QueryError> {
        self.newest(selector, |_, value| value)
    }

    /// `timestamp()` of a selector: when the newest sample was taken, in seconds.
    pub(super) fn sample_times(&self, selector: &VectorSelector) -> Result<Vec<Row>, QueryError> {
        let rows = self.newest(selector, |at, _| at as f64 / 1000.0)?;
        Ok(rows.into_iter().map(Row::without_name).collect())
    }

    fn newest(&self, selector: &VectorSelector, tell: impl Fn(i64, f64) -> f64) -> Result<Vec<Row>, QueryError> {
        let moments = Moments::of(self, selector.at.as_ref(), selector.offset.as_ref());
        let series = self.read(selector, moments.first().saturating_sub(LOOKBACK_MS), moments.last())?;
        let steps = self.times.count();
        self.budget.take(series.len().saturating_mul(steps))?;
        let row = |(labels, points): (Arc<Labels>, Points)| {
            let mut next = 0;
            let newest = |index| {
                let moment = moments.at(index);
                while points.at.get(next).is_some_and(|at| *at <= moment) {
                    next += 1;
                }
                match next.checked_sub(1).map(|last| (points.at[last], points.values[last])) {
                    Some((at, value)) if at >= moment.saturating_sub(LOOKBACK_MS) && is_there(value) => tell(at, value),
                    _ => ABSENT,
                }
            };
            Row { labels, values: (0..steps).map(newest).collect() }
        };
        Ok(series.into_iter().map(row).filter(Row::is_anywhere).collect())
    }
}

/// The matchers of the selectors that `match[]` gives.
///
/// # Errors
/// Where one of them is no selector, or matches everything.
pub(crate) fn selectors(texts: &[String]) -> Result<Vec<Vec<Matcher>>, QueryError> {
    let wrong = |problem: String| QueryError::BadData(format!("invalid parameter \"match[]\": {problem}"));
    let one = |text: &String| match super::query::parse(text).map_err(wrong)? {
        Expr::VectorSelector(selector) if selector.at.is_none() && selector.offset.is_none() => matchers(&selector),
        _ => Err(wrong(format!("`{text}` is not a selector"))),
    };
    texts.iter().map(one).collect()
}
