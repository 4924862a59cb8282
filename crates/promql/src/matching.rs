//! Operators between series: which one of each side belong together
//! (<https://prometheus.io/docs/prometheus/2.42/querying/operators/#vector-matching>).

use std::collections::BTreeMap;
use std::sync::Arc;

use promql_parser::parser::{BinModifier, VectorMatchCardinality};
use series::Labels;
use series::METRIC_NAME;

use crate::binary::Op;
use crate::error::QueryError;
use crate::eval::Evaluator;
use crate::labels;
use crate::rows::{ABSENT, Row, SAME_LABELSET, is_there, merged};

const MANY_TO_ONE: &str = "multiple matches for labels: many-to-one matching must be explicit (group_left/group_right)";
const NOT_UNIQUE: &str = "multiple matches for labels: grouping labels must ensure unique matches";

/// The side of which there is one series for each match.
type OneSide = BTreeMap<Arc<Labels>, Vec<Row>>;

impl Evaluator<'_> {
    pub(crate) fn matched(
        &self,
        op: Op,
        left: Vec<Row>,
        right: Vec<Row>,
        modifier: Option<&BinModifier>,
        as_bool: bool,
    ) -> Result<Vec<Row>, QueryError> {
        let key = |row: &Row| labels::matched(&row.labels, modifier.and_then(|modifier| modifier.matching.as_ref()));
        let swapped = matches!(modifier.map(|modifier| &modifier.card), Some(VectorMatchCardinality::OneToMany(_)));
        let (many, one) = if swapped { (right, left) } else { (left, right) };
        let mut one_side = OneSide::new();
        for row in one {
            one_side.entry(key(&row)).or_default().push(row);
        }
        self.must_be_unique(&one_side, &many, if swapped { "left" } else { "right" })?;
        let mut results: BTreeMap<Arc<Labels>, Vec<Row>> = BTreeMap::new();
        for row in many {
            let key = key(&row);
            for other in one_side.get(&key).into_iter().flatten() {
                self.budget.take(self.times.count())?;
                let value = |(value, other): (&f64, &f64)| match is_there(*value) && is_there(*other) {
                    true if swapped => op.filtered(*other, *value, *other, as_bool),
                    true => op.filtered(*value, *other, *value, as_bool),
                    false => ABSENT,
                };
                let values = row.values.iter().zip(&other.values).map(value).collect();
                let labels = result_labels(&row.labels, &other.labels, op.drops_name() || as_bool, modifier);
                let result = Row { labels, values };
                if result.is_anywhere() {
                    results.entry(Arc::clone(&key)).or_default().push(result);
                }
            }
        }
        let grouping = modifier.is_some_and(|modifier| modifier.card.labels().is_some());
        let mut rows = Vec::new();
        for of_match in results.into_values() {
            if !grouping && overlap(&of_match) {
                return Err(QueryError::Execution(MANY_TO_ONE.to_owned()));
            }
            rows.extend(merged(of_match, NOT_UNIQUE)?);
        }
        rows.sort_by(|one, other| one.labels.cmp(&other.labels));
        merged(rows, SAME_LABELSET)
    }

    /// Two series of the one side in the same match, at a step at which the other side has any series.
    fn must_be_unique(&self, one_side: &OneSide, many: &[Row], side: &str) -> Result<(), QueryError> {
        let crowded = one_side.iter().filter(|(_, rows)| rows.len() > 1);
        for (key, rows) in crowded {
            self.budget.check()?;
            for step in 0..self.times.count() {
                let mut there = rows.iter().filter(|row| is_there(row.values[step]));
                let (Some(first), Some(second)) = (there.next(), there.next()) else { continue };
                if many.iter().any(|row| is_there(row.values[step])) {
                    return Err(QueryError::Execution(format!(
                        "found duplicate series for the match group {} on the {side} hand-side of the operation: [{}, {}]\
                         ;many-to-many matching not allowed: matching labels must be unique on one side",
                        labels::shown(key),
                        labels::shown(&second.labels),
                        labels::shown(&first.labels),
                    )));
                }
            }
        }
        Ok(())
    }
}

/// Whether two of the rows have a value at the same step.
fn overlap(rows: &[Row]) -> bool {
    let steps = rows.first().map_or(0, |row| row.values.len());
    rows.len() > 1 && (0..steps).any(|step| rows.iter().filter(|row| is_there(row.values[step])).count() > 1)
}

/// The labels of a result: of the side of many, with those of the one side that `group_…` names.
fn result_labels(many: &Arc<Labels>, one: &Labels, drops_name: bool, modifier: Option<&BinModifier>) -> Arc<Labels> {
    let named = if drops_name { labels::without_name(many) } else { Arc::clone(many) };
    let Some(modifier) = modifier else { return named };
    match modifier.card.labels() {
        None => match &modifier.matching {
            Some(matching) if matching.is_include() => labels::grouped(&named, Some(matching)),
            Some(ignored) => labels::without(&named, |name| ignored.labels().labels.iter().any(|label| label == name)),
            None => named,
        },
        Some(included) => {
            let mut labels = named.as_ref().clone();
            for name in &included.labels {
                match one.get(name) {
                    Some(value) => labels.insert(name.clone(), value.clone()),
                    None => labels.remove(name),
                };
            }
            if drops_name && !included.labels.iter().any(|name| name == METRIC_NAME) {
                labels.remove(METRIC_NAME);
            }
            Arc::new(labels)
        }
    }
}
