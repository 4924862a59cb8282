//! A query from its text to its answer.

use jiff::Timestamp;
use promql_parser::parser::value::ValueType;
use promql_parser::parser::{self, Expr};
use series::duration::milliseconds;
use series::{Points, Sample, Series};

use crate::answer::{Answer, Range};
use crate::budget::Budget;
use crate::error::QueryError;
use crate::eval::Evaluator;
use crate::queryable::{Queryable, Selected};
use crate::rows::{Row, Times, Value, is_there, moment};
use crate::spelling;

/// The longest query that is read. Those of people and dashboards are far shorter.
const LONGEST: usize = 64 << 10;
/// How many operators and brackets a query may have: each is a level of recursion at worst.
const MOST_LEVELS: usize = 2_000;
/// As many fit a usual stack of 2 MB.
const FEW_LEVELS: usize = 60;

/// Reads a query, as the library that parses it has it, for whoever looks at what it says.
///
/// # Errors
/// What is wrong with it.
pub fn parse(text: &str) -> Result<Expr, String> {
    if text.len() > LONGEST {
        return Err(format!("the query is longer than {LONGEST} bytes"));
    }
    if levels(text) > MOST_LEVELS {
        return Err(format!("the query has more than {MOST_LEVELS} operators and brackets"));
    }
    let parse_error = |problem: String| format!("parse error: {problem}");
    let spelled = spelling::spelled(text).map_err(parse_error)?;
    let mut expr = parser::parse(&spelled.text).map_err(parse_error)?;
    spelled.restore(&mut expr).map_err(parse_error)?;
    Ok(expr)
}

/// Whether a query may need more stack than threads usually have.
pub fn is_deep(text: &str) -> bool {
    levels(text) > FEW_LEVELS
}

/// Brackets, operators, and words that may be operators, outside of quotes.
fn levels(text: &str) -> usize {
    let (mut levels, mut quote, mut escaped, mut in_word) = (0, None, false, false);
    for character in text.chars() {
        match quote {
            Some(_) if escaped => escaped = false,
            Some(open) if character == open => quote = None,
            Some(open) => escaped = character == '\\' && open != '`',
            None if matches!(character, '"' | '\'' | '`') => quote = Some(character),
            None => {
                let of_word = character.is_ascii_alphabetic();
                levels += usize::from((of_word && !in_word) || "([{+-*/%^=!<>".contains(character));
                in_word = of_word || (in_word && (character.is_ascii_alphanumeric() || matches!(character, '_' | ':')));
            }
        }
    }
    levels
}

fn parsed(query: &str) -> Result<Expr, QueryError> {
    parse(query).map_err(|problem| QueryError::BadData(format!("invalid parameter \"query\": {problem}")))
}

/// The answer at a moment.
///
/// # Errors
/// Where the query is none, cannot be computed, or needs more than its budget.
pub fn instant(storage: &dyn Queryable, query: &str, at: Timestamp, budget: &Budget<'_>) -> Result<Answer, QueryError> {
    let expr = parsed(query)?;
    let ms = at.as_millisecond();
    let times = Times { start: ms, end: ms, step: 1 };
    let evaluator = Evaluator { storage, times, asked: times, budget };
    let at = moment(ms);
    if expr.value_type() == ValueType::Matrix {
        return evaluator.matrix(&expr).map(Answer::Matrix);
    }
    Ok(match evaluator.eval(&expr)? {
        Value::Scalar(values) => Answer::Scalar(Sample { at, value: values.first().copied().unwrap_or(f64::NAN) }),
        Value::Text(text) => Answer::Text(at, text),
        Value::Vector(rows) => {
            let of_row = |row: Row| (row.labels.as_ref().clone(), Sample { at, value: row.values[0] });
            Answer::Vector(rows.into_iter().filter(Row::is_anywhere).map(of_row).collect())
        }
    })
}

/// The answer at each moment of a range: series in the order of their labels. A scalar is a series without labels.
///
/// # Errors
/// As for [`instant`]; and where the query is a text or a range vector.
pub fn over_range(
    storage: &dyn Queryable,
    query: &str,
    range: Range,
    budget: &Budget<'_>,
) -> Result<Vec<Series>, QueryError> {
    let series = |(labels, points): Selected| {
        let samples =
            points.at.iter().zip(points.values).map(|(at, value)| Sample { at: moment(*at), value }).collect();
        Series { labels: labels.as_ref().clone(), samples }
    };
    let mut series: Vec<_> = points_over_range(storage, query, range, budget)?.into_iter().map(series).collect();
    series.sort_by(|one, other| one.labels.cmp(&other.labels));
    Ok(series)
}

/// As [`over_range`], for whoever computes on: each series as its points, in no order.
///
/// # Errors
/// As for [`over_range`].
pub fn points_over_range(
    storage: &dyn Queryable,
    query: &str,
    range: Range,
    budget: &Budget<'_>,
) -> Result<Vec<Selected>, QueryError> {
    let expr = parsed(query)?;
    let (start, end) = (range.start.as_millisecond(), range.end.as_millisecond());
    let times = Times { start, end, step: milliseconds(range.step).max(1) };
    let kind = match expr.value_type() {
        ValueType::Matrix => Some("range vector"),
        ValueType::String => Some("string"),
        ValueType::Scalar | ValueType::Vector => None,
    };
    if let Some(kind) = kind {
        return Err(QueryError::BadData(format!(
            "invalid parameter \"query\": invalid expression type \"{kind}\" for range query, must be Scalar or instant Vector"
        )));
    }
    let evaluator = Evaluator { storage, times, asked: times, budget };
    let rows = match evaluator.eval(&expr)? {
        Value::Scalar(values) => vec![Row { labels: std::sync::Arc::default(), values }],
        Value::Vector(rows) => rows,
        Value::Text(_) => Vec::new(),
    };
    let points = |row: Row| {
        let mut points = Points::default();
        let there = row.values.iter().enumerate().filter(|(_, value)| is_there(**value));
        there.for_each(|(index, value)| points.push(times.at(index), *value));
        (row.labels, points)
    };
    Ok(rows.into_iter().map(points).filter(|(_, points)| !points.at.is_empty()).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_query_is_bounded_before_it_is_read() {
        assert_eq!(levels("sum by (a) (rate(b{c=\"d+e(\"}[5m])) / 2"), 14);
        for deep in [
            "(".repeat(30_000),
            format!("1{}", "+1".repeat(30_000)),
            "-".repeat(50_000),
            format!("a{}", " or a".repeat(10_000)),
        ] {
            assert!(parse(&deep).unwrap_err().contains("operators and brackets"));
        }
        assert!(parse(&format!("\"{}\"", "x".repeat(LONGEST))).unwrap_err().contains("longer"));
    }
}
