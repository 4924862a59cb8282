//! Selectors: which series, and their values at the steps of a query.

use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

use promql_parser::label::{self as parser, MatchOp};
use promql_parser::parser::{AtModifier, Expr, Offset, VectorSelector};
use series::duration::milliseconds;
use series::{Labels, METRIC_NAME, Match, Matcher, Points};

use crate::error::QueryError;
use crate::eval::Evaluator;
use crate::rows::{ABSENT, Row, Times, is_there};

/// How far back an instant selector looks for a sample: Prometheus' default.
pub(crate) const LOOKBACK_MS: i64 = 5 * 60_000;

/// The moments at which a selector is read: in step with the query, or all the same where `@` says so.
#[derive(Clone, Copy)]
pub(crate) struct Moments {
    first: i64,
    step: i64,
    count: usize,
}

impl Moments {
    pub(crate) fn of(evaluator: &Evaluator<'_>, at: Option<&AtModifier>, offset: Option<&Offset>) -> Self {
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

    pub(crate) fn at(self, index: usize) -> i64 {
        self.first.saturating_add(self.step.saturating_mul(index as i64))
    }

    pub(crate) fn first(self) -> i64 {
        self.first
    }

    pub(crate) fn last(self) -> i64 {
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
pub(crate) fn matchers(selector: &VectorSelector) -> Result<Vec<Matcher>, QueryError> {
    if !selector.matchers.or_matchers.is_empty() {
        return Err(QueryError::BadData("invalid parameter \"query\": `or` between matchers is not PromQL".to_owned()));
    }
    let name = selector.name.clone().map(|name| Matcher { name: METRIC_NAME.to_owned(), value: Match::Equal(name) });
    Ok(name.into_iter().chain(selector.matchers.matchers.iter().map(matcher)).collect())
}

fn matcher(parsed: &parser::Matcher) -> Matcher {
    let value = match &parsed.op {
        MatchOp::Equal => Match::Equal(parsed.value.clone()),
        MatchOp::NotEqual => Match::NotEqual(parsed.value.clone()),
        MatchOp::Re(pattern) => Match::Matches(pattern.clone()),
        MatchOp::NotRe(pattern) => Match::MatchesNot(pattern.clone()),
    };
    Matcher { name: parsed.name.clone(), value }
}

impl Evaluator<'_> {
    /// The series of a selector with their samples from one moment to another, both included.
    pub(crate) fn read(
        &self,
        selector: &VectorSelector,
        from: i64,
        to: i64,
    ) -> Result<Vec<(Arc<Labels>, Points)>, QueryError> {
        let mut found = Vec::new();
        for selected in self.storage.select(&matchers(selector)?, from, to) {
            self.budget.check()?;
            let (labels, points) = selected?;
            self.budget.take(points.at.len())?;
            if !points.at.is_empty() {
                found.push((labels, points));
            }
        }
        Ok(found)
    }

    /// An instant selector: at each step the newest sample, unless it is too old or says that the series has ended.
    pub(crate) fn vector_selector(&self, selector: &VectorSelector) -> Result<Vec<Row>, QueryError> {
        self.newest(selector, |_, value| value)
    }

    /// `timestamp()` of a selector: when the newest sample was taken, in seconds.
    pub(crate) fn sample_times(&self, selector: &VectorSelector) -> Result<Vec<Row>, QueryError> {
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
pub fn selectors(texts: &[String]) -> Result<Vec<Vec<Matcher>>, QueryError> {
    let wrong = |problem: String| QueryError::BadData(format!("invalid parameter \"match[]\": {problem}"));
    let one = |text: &String| match crate::query::parse(text).map_err(wrong)? {
        Expr::VectorSelector(selector) if selector.at.is_none() && selector.offset.is_none() => matchers(&selector),
        _ => Err(wrong(format!("`{text}` is not a selector"))),
    };
    texts.iter().map(one).collect()
}
