//! Range vectors: the samples of a window that moves with the steps, from a selector or a sub-query.

use std::cell::OnceCell;
use std::sync::Arc;

use promql_parser::parser::{Expr, MatrixSelector, SubqueryExpr};
use series::duration::milliseconds;
use series::{Labels, Points};

use crate::error::QueryError;
use crate::eval::Evaluator;
use crate::rows::{ABSENT, Row, Times, Value, distinct, is_there};
use crate::selector::Moments;

/// Prometheus' default evaluation interval, the step of a sub-query that names none.
const SUBQUERY_STEP_MS: i64 = 60_000;

/// Windows may overlap as much as they like: so many samples are looked at before time is looked at again.
const BETWEEN_CHECKS: usize = 1 << 20;

/// Series, and the window of each step; both its ends belong to it.
pub(crate) struct Ranges {
    pub(crate) series: Vec<(Arc<Labels>, Points)>,
    moments: Moments,
    range: i64,
}

/// The samples of a series in the window of one step.
pub(crate) struct Window<'a> {
    pub(crate) at: &'a [i64],
    pub(crate) values: &'a [f64],
    /// Its first and last moment.
    pub(crate) from: i64,
    pub(crate) to: i64,
    /// The step's own moment.
    pub(crate) now: i64,
    /// Its first sample's place in the series, and where that falls.
    pub(crate) first: usize,
    pub(crate) falls: &'a Falls<'a>,
}

impl Window<'_> {
    /// What a counter had before each fall within the window, in order of time.
    pub(crate) fn before_falls(&self) -> impl Iterator<Item = f64> {
        let falls = self.falls.places();
        let begin = falls.partition_point(|place| *place <= self.first);
        let end = falls.partition_point(|place| *place < self.first + self.values.len()).max(begin);
        falls[begin..end].iter().map(|place| self.values[place - self.first - 1])
    }
}

/// Where a series falls: found once, when they are first asked for, since windows overlap.
pub(crate) struct Falls<'a> {
    values: &'a [f64],
    places: OnceCell<Vec<usize>>,
}

impl<'a> Falls<'a> {
    pub(crate) fn of(values: &'a [f64]) -> Self {
        Self { values, places: OnceCell::new() }
    }

    /// The places of the samples that are lower than the ones before them.
    fn places(&self) -> &[usize] {
        let falls = |place: &usize| self.values[*place] < self.values[place - 1];
        self.places.get_or_init(|| (1..self.values.len()).filter(falls).collect())
    }
}

impl Ranges {
    /// The window of a step.
    pub(crate) fn window(&self, index: usize) -> (i64, i64) {
        let to = self.moments.at(index);
        (to.saturating_sub(self.range), to)
    }

    /// What a function makes of each window that holds a sample, as rows without names.
    pub(crate) fn rows(
        self,
        evaluator: &Evaluator<'_>,
        keeps_name: bool,
        of_window: impl Fn(usize, &Window<'_>) -> Option<f64>,
    ) -> Result<Vec<Row>, QueryError> {
        let times = evaluator.times;
        let mut rows = Vec::with_capacity(self.series.len());
        let mut samples_seen = 0;
        for (labels, points) in &self.series {
            evaluator.budget.take(times.count())?;
            let (mut first, mut after) = (0, 0);
            let falls = Falls::of(&points.values);
            let mut values = vec![ABSENT; times.count()];
            for (index, value) in values.iter_mut().enumerate() {
                let (from, to) = self.window(index);
                first += points.at[first..].iter().take_while(|at| **at < from).count();
                after = after.max(first);
                after += points.at[after..].iter().take_while(|at| **at <= to).count();
                let (at, values) = (&points.at[first..after], &points.values[first..after]);
                if !at.is_empty() {
                    let window = Window { at, values, from, to, now: times.at(index), first, falls: &falls };
                    *value = of_window(index, &window).unwrap_or(ABSENT);
                }
                samples_seen += at.len();
                if samples_seen > BETWEEN_CHECKS {
                    evaluator.budget.check()?;
                    samples_seen = 0;
                }
            }
            let row = Row { labels: Arc::clone(labels), values };
            if row.is_anywhere() {
                rows.push(if keeps_name { row } else { row.without_name() });
            }
        }
        distinct(rows)
    }
}

impl Evaluator<'_> {
    /// The range vector that an argument is.
    pub(crate) fn ranges(&self, expr: &Expr) -> Result<Ranges, QueryError> {
        match expr {
            Expr::Paren(inner) => self.ranges(&inner.expr),
            Expr::MatrixSelector(selector) => self.matrix_selector(selector),
            Expr::Subquery(subquery) => self.subquery(subquery),
            other => Err(QueryError::BadData(format!("expected a range vector, got `{other}`"))),
        }
    }

    fn matrix_selector(&self, MatrixSelector { vs: selector, range }: &MatrixSelector) -> Result<Ranges, QueryError> {
        let moments = Moments::of(self, selector.at.as_ref(), selector.offset.as_ref());
        let range = milliseconds(*range);
        let series = self.read(selector, moments.first().saturating_sub(range), moments.last())?;
        let series = series.into_iter().map(|(labels, points)| (labels, points.without_markers())).collect();
        Ok(Ranges { series, moments, range })
    }

    /// The inner expression at the whole multiples of the sub-query's step.
    fn subquery(&self, subquery: &SubqueryExpr) -> Result<Ranges, QueryError> {
        let moments = Moments::of(self, subquery.at.as_ref(), subquery.offset.as_ref());
        let range = milliseconds(subquery.range);
        let step = subquery.step.map_or(SUBQUERY_STEP_MS, milliseconds).max(1);
        let earliest = moments.first().saturating_sub(range);
        let start =
            earliest.div_euclid(step).saturating_add(i64::from(earliest.rem_euclid(step) > 0)).saturating_mul(step);
        let times = Times { start, end: moments.last(), step };
        self.budget.take(times.count())?;
        let inner = Evaluator { times, ..*self };
        let rows = match inner.eval(&subquery.expr)? {
            Value::Vector(rows) => rows,
            Value::Scalar(values) => vec![Row { labels: Arc::default(), values }],
            Value::Text(_) => {
                return Err(QueryError::BadData("a sub-query is only allowed on an instant vector".to_owned()));
            }
        };
        let points = |row: Row| {
            let mut points = Points::default();
            let there = row.values.iter().enumerate().filter(|(_, value)| is_there(**value));
            there.for_each(|(index, value)| points.push(times.at(index), *value));
            (row.labels, points)
        };
        Ok(Ranges { series: rows.into_iter().map(points).collect(), moments, range })
    }
}
