//! The tree of a query, evaluated for all steps at once.

use promql_parser::parser::{Expr, UnaryExpr};
use series::{Sample, Series};

use crate::budget::Budget;
use crate::error::QueryError;
use crate::queryable::Queryable;
use crate::rows::{Row, Times, Value, distinct, moment};

/// One evaluation.
#[derive(Clone, Copy)]
pub(crate) struct Evaluator<'a> {
    pub(crate) storage: &'a dyn Queryable,
    /// The steps: of the query, or of a sub-query in it.
    pub(crate) times: Times,
    /// The steps of the whole query, for `@ start()` and `@ end()`.
    pub(crate) asked: Times,
    pub(crate) budget: &'a Budget<'a>,
}

impl Evaluator<'_> {
    pub(crate) fn eval(&self, expr: &Expr) -> Result<Value, QueryError> {
        self.budget.check()?;
        Ok(match expr {
            Expr::NumberLiteral(number) => Value::Scalar(self.constant(number.val)?),
            Expr::StringLiteral(text) => Value::Text(text.val.clone()),
            Expr::Paren(inner) => self.eval(&inner.expr)?,
            Expr::VectorSelector(selector) => Value::Vector(self.vector_selector(selector)?),
            Expr::Unary(UnaryExpr { expr }) => match self.eval(expr)? {
                Value::Scalar(values) => Value::Scalar(values.into_iter().map(|value| -value).collect()),
                Value::Vector(rows) => {
                    let rows = rows.into_iter().map(|row| row.map(|_, value| -value).without_name()).collect();
                    Value::Vector(distinct(rows)?)
                }
                Value::Text(_) => return Err(unexpected(expr)),
            },
            Expr::Binary(binary) => self.binary(binary)?,
            Expr::Aggregate(aggregate) => Value::Vector(self.aggregate(aggregate)?),
            Expr::Call(call) => self.call(call)?,
            Expr::MatrixSelector(_) | Expr::Subquery(_) | Expr::Extension(_) => return Err(unexpected(expr)),
        })
    }

    /// The same number at each step.
    pub(crate) fn constant(&self, value: f64) -> Result<Vec<f64>, QueryError> {
        self.budget.take(self.times.count())?;
        Ok(vec![value; self.times.count()])
    }

    pub(crate) fn scalar(&self, expr: &Expr) -> Result<Vec<f64>, QueryError> {
        match self.eval(expr)? {
            Value::Scalar(values) => Ok(values),
            _ => Err(unexpected(expr)),
        }
    }

    pub(crate) fn vector(&self, expr: &Expr) -> Result<Vec<Row>, QueryError> {
        match self.eval(expr)? {
            Value::Vector(rows) => Ok(rows),
            _ => Err(unexpected(expr)),
        }
    }

    pub(crate) fn text(&self, expr: &Expr) -> Result<String, QueryError> {
        match self.eval(expr)? {
            Value::Text(text) => Ok(text),
            _ => Err(unexpected(expr)),
        }
    }

    /// A range vector as the answer itself: the samples of its one window.
    pub(crate) fn matrix(&self, expr: &Expr) -> Result<Vec<Series>, QueryError> {
        let ranges = self.ranges(expr)?;
        let (from, to) = ranges.window(0);
        let mut series = Vec::new();
        for (labels, points) in ranges.series {
            let inside = points.at.iter().zip(points.values).filter(|(at, _)| (from..=to).contains(*at));
            let samples: Vec<_> = inside.map(|(at, value)| Sample { at: moment(*at), value }).collect();
            if !samples.is_empty() {
                series.push(Series { labels: labels.as_ref().clone(), samples });
            }
        }
        Ok(series)
    }
}

/// The parser checks types, so this is for what it lets through.
pub(crate) fn unexpected(expr: &Expr) -> QueryError {
    QueryError::BadData(format!("invalid parameter \"query\": `{expr}` cannot stand there"))
}
