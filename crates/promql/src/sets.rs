//! `and`, `or`, `unless`: which series are there, whatever their values.

use std::collections::HashMap;
use std::sync::Arc;

use promql_parser::parser::BinModifier;
use series::Labels;

use crate::error::QueryError;
use crate::eval::Evaluator;
use crate::labels;
use crate::rows::{ABSENT, Row, SAME_LABELSET, is_there, merged};

impl Evaluator<'_> {
    pub(crate) fn set(
        &self,
        op: &str,
        left: Vec<Row>,
        right: Vec<Row>,
        modifier: Option<&BinModifier>,
    ) -> Result<Vec<Row>, QueryError> {
        let key = |row: &Row| labels::matched(&row.labels, modifier.and_then(|modifier| modifier.matching.as_ref()));
        // At which steps a match is there on the side that decides.
        let deciding = if op == "or" { &left } else { &right };
        let mut there: HashMap<Arc<Labels>, Vec<bool>> = HashMap::new();
        for row in deciding {
            let steps = there.entry(key(row)).or_insert_with(|| vec![false; row.values.len()]);
            steps.iter_mut().zip(&row.values).for_each(|(there, value)| *there |= is_there(*value));
        }
        let keep = |mut row: Row, where_there: bool| {
            match there.get(&key(&row)) {
                Some(steps) => {
                    row.values
                        .iter_mut()
                        .zip(steps)
                        .filter(|(_, there)| **there != where_there)
                        .for_each(|(value, _)| *value = ABSENT);
                }
                None if where_there => row.values.fill(ABSENT),
                None => {}
            }
            row
        };
        let rows: Vec<_> = match op {
            "and" => left.into_iter().map(|row| keep(row, true)).collect(),
            "unless" => left.into_iter().map(|row| keep(row, false)).collect(),
            "or" => {
                let added: Vec<_> = right.into_iter().map(|row| keep(row, false)).collect();
                left.iter().cloned().chain(added).collect()
            }
            unknown => {
                return Err(QueryError::BadData(format!("invalid parameter \"query\": unknown operator `{unknown}`")));
            }
        };
        self.budget.check()?;
        merged(rows.into_iter().filter(Row::is_anywhere).collect(), SAME_LABELSET)
    }
}
