//! What expressions evaluate to: for each series one value at each step.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use jiff::Timestamp;
pub(crate) use series::is_there;
use series::{Labels, STALE};

use crate::error::QueryError;
use crate::labels;

/// No value at this step. Prometheus' staleness marker stands for it, since arithmetic never makes its bits.
pub(crate) const ABSENT: f64 = STALE;

/// The steps of an evaluation, in milliseconds since 1970.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Times {
    pub(crate) start: i64,
    pub(crate) end: i64,
    pub(crate) step: i64,
}

impl Times {
    pub(crate) fn count(self) -> usize {
        if self.end < self.start { 0 } else { ((self.end - self.start) / self.step) as usize + 1 }
    }

    pub(crate) fn at(self, index: usize) -> i64 {
        self.start + index as i64 * self.step
    }
}

/// One series of an evaluation.
#[derive(Clone, Debug)]
pub(crate) struct Row {
    pub(crate) labels: Arc<Labels>,
    /// One for each step; [`ABSENT`] where there is none.
    pub(crate) values: Vec<f64>,
}

impl Row {
    pub(crate) fn is_anywhere(&self) -> bool {
        self.values.iter().any(|value| is_there(*value))
    }

    /// The same series with other values where there are any.
    pub(crate) fn map(mut self, change: impl Fn(usize, f64) -> f64) -> Self {
        for (index, value) in self.values.iter_mut().enumerate().filter(|(_, value)| is_there(**value)) {
            *value = change(index, *value);
        }
        self
    }

    pub(crate) fn without_name(mut self) -> Self {
        self.labels = labels::without_name(&self.labels);
        self
    }
}

/// What an expression is.
pub(crate) enum Value {
    Scalar(Vec<f64>),
    Text(String),
    Vector(Vec<Row>),
}

/// Rows of the same labels, which some functions leave behind, as one.
///
/// # Errors
/// Where two of them have a value at the same step.
pub(crate) fn merged(rows: Vec<Row>, twice: &str) -> Result<Vec<Row>, QueryError> {
    let mut places: HashMap<Arc<Labels>, usize> = HashMap::with_capacity(rows.len());
    let mut merged: Vec<Row> = Vec::with_capacity(rows.len());
    for row in rows {
        let place = *places.entry(Arc::clone(&row.labels)).or_insert(merged.len());
        let Some(into) = merged.get_mut(place) else {
            merged.push(row);
            continue;
        };
        for (into, value) in into.values.iter_mut().zip(row.values).filter(|(_, value)| is_there(*value)) {
            if is_there(*into) {
                return Err(QueryError::Execution(twice.to_owned()));
            }
            *into = value;
        }
    }
    Ok(merged)
}

/// Rows of which no two may have the same labels, not even at different steps.
///
/// # Errors
/// Where two have.
pub(crate) fn distinct(rows: Vec<Row>) -> Result<Vec<Row>, QueryError> {
    let mut seen = HashSet::with_capacity(rows.len());
    match rows.iter().all(|row| seen.insert(&row.labels)) {
        true => Ok(rows),
        false => Err(QueryError::Execution(SAME_LABELSET.to_owned())),
    }
}

/// What Prometheus says where a function made two series the same.
pub(crate) const SAME_LABELSET: &str = "vector cannot contain metrics with the same labelset";

/// A moment from milliseconds; as near as can be told.
pub(crate) fn moment(ms: i64) -> Timestamp {
    Timestamp::from_millisecond(ms).unwrap_or(if ms < 0 { Timestamp::MIN } else { Timestamp::MAX })
}
