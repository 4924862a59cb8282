//! What expressions evaluate to: for each series one value at each step.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use jiff::Timestamp;

use super::labels;
use crate::source::{Labels, QueryError};

/// The bits of Prometheus' staleness marker: a sample that says that its series has ended. Arithmetic never makes these
/// bits, so they also stand for "no value at this step".
const STALE_BITS: u64 = 0x7ff0_0000_0000_0002;
pub(super) const ABSENT: f64 = f64::from_bits(STALE_BITS);

/// Whether there is a value.
pub(super) fn is_there(value: f64) -> bool {
    value.to_bits() != STALE_BITS
}

/// A series as it is stored: moments in milliseconds since 1970, rising, and values.
#[derive(Clone, Debug, Default)]
pub(crate) struct Points {
    pub(crate) at: Vec<i64>,
    pub(crate) values: Vec<f64>,
}

impl Points {
    pub(super) fn push(&mut self, at: i64, value: f64) {
        self.at.push(at);
        self.values.push(value);
    }

    /// Adds a point where it belongs; at the same moment it takes the other's place.
    pub(crate) fn insert(&mut self, at: i64, value: f64) {
        if self.at.last().is_none_or(|last| *last < at) {
            return self.push(at, value);
        }
        match self.at.binary_search(&at) {
            Ok(place) => self.values[place] = value,
            Err(place) => {
                self.at.insert(place, at);
                self.values.insert(place, value);
            }
        }
    }

    /// Adds points, most of which are newer than what is here.
    pub(crate) fn extend(&mut self, more: &Self) {
        let overlap = more.at.iter().take_while(|at| self.at.last().is_some_and(|last| *at <= last)).count();
        more.at.iter().zip(&more.values).take(overlap).for_each(|(at, value)| self.insert(*at, *value));
        self.at.extend_from_slice(&more.at[overlap..]);
        self.values.extend_from_slice(&more.values[overlap..]);
    }

    /// Those from one moment to another, both included.
    pub(crate) fn between(&self, from: i64, to: i64) -> Self {
        let first = self.at.partition_point(|at| *at < from);
        let after = self.at.partition_point(|at| *at <= to).max(first);
        Self { at: self.at[first..after].to_vec(), values: self.values[first..after].to_vec() }
    }

    /// Those that are there: no markers.
    pub(super) fn without_markers(mut self) -> Self {
        if !self.values.iter().all(|value| is_there(*value)) {
            let mut kept = Self::default();
            self.at
                .iter()
                .zip(&self.values)
                .filter(|(_, value)| is_there(**value))
                .for_each(|(at, value)| kept.push(*at, *value));
            self = kept;
        }
        self
    }
}

/// The steps of an evaluation, in milliseconds since 1970.
#[derive(Clone, Copy, Debug)]
pub(super) struct Times {
    pub(super) start: i64,
    pub(super) end: i64,
    pub(super) step: i64,
}

impl Times {
    pub(super) fn count(self) -> usize {
        if self.end < self.start { 0 } else { ((self.end - self.start) / self.step) as usize + 1 }
    }

    pub(super) fn at(self, index: usize) -> i64 {
        self.start + index as i64 * self.step
    }
}

/// One series of an evaluation.
#[derive(Clone, Debug)]
pub(super) struct Row {
    pub(super) labels: Arc<Labels>,
    /// One for each step; [`ABSENT`] where there is none.
    pub(super) values: Vec<f64>,
}

impl Row {
    pub(super) fn is_anywhere(&self) -> bool {
        self.values.iter().any(|value| is_there(*value))
    }

    /// The same series with other values where there are any.
    pub(super) fn map(mut self, change: impl Fn(usize, f64) -> f64) -> Self {
        for (index, value) in self.values.iter_mut().enumerate().filter(|(_, value)| is_there(**value)) {
            *value = change(index, *value);
        }
        self
    }

    pub(super) fn without_name(mut self) -> Self {
        self.labels = labels::without_name(&self.labels);
        self
    }
}

/// What an expression is.
pub(super) enum Value {
    Scalar(Vec<f64>),
    Text(String),
    Vector(Vec<Row>),
}

/// Rows of the same labels, which some functions leave behind, as one.
///
/// # Errors
/// Where two of them have a value at the same step.
pub(super) fn merged(rows: Vec<Row>, twice: &str) -> Result<Vec<Row>, QueryError> {
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
pub(super) fn distinct(rows: Vec<Row>) -> Result<Vec<Row>, QueryError> {
    let mut seen = HashSet::with_capacity(rows.len());
    match rows.iter().all(|row| seen.insert(&row.labels)) {
        true => Ok(rows),
        false => Err(QueryError::Execution(SAME_LABELSET.to_owned())),
    }
}

/// What Prometheus says where a function made two series the same.
pub(super) const SAME_LABELSET: &str = "vector cannot contain metrics with the same labelset";

/// A moment from milliseconds; as near as can be told.
pub(super) fn moment(ms: i64) -> Timestamp {
    Timestamp::from_millisecond(ms).unwrap_or(if ms < 0 { Timestamp::MIN } else { Timestamp::MAX })
}
