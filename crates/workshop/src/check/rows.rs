//! A list of the workbook has so many complete rows.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::finding::Finding;
use super::scene::Scene;
use super::words::{lines, plural};

/// A list has so many complete rows.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RowsCheck {
    /// The list.
    pub field: String,
    /// The fewest complete rows.
    pub at_least: usize,
    /// What a row is called: `user journey`.
    pub called: String,
    /// Columns in which something must stand, each with what it is called.
    pub complete: BTreeMap<String, String>,
    /// The fewest lines of a column.
    #[serde(default)]
    pub lines: BTreeMap<String, usize>,
    /// The column by which a row is spoken of, and in which no two rows say the same.
    pub key: String,
}

impl RowsCheck {
    pub(super) fn reads(&self) -> Vec<(&str, Vec<&str>)> {
        let columns = self.complete.keys().chain(self.lines.keys()).chain([&self.key]).map(String::as_str);
        vec![(&self.field, columns.collect())]
    }

    pub(super) fn look(&self, scene: &Scene<'_>) -> Finding {
        let answer = scene.answer(&self.field);
        let rows = answer.rows();
        let (mut complete, mut missing) = (Vec::<String>::new(), None);
        for row in rows {
            let cell = |column: &str| row.get(column).map_or("", |text| text.trim());
            let name = if cell(&self.key).is_empty() { "one without a name" } else { cell(&self.key) };
            let empty = self.complete.iter().find(|(column, _)| cell(column).is_empty());
            let short = self.lines.iter().find(|(column, least)| lines(cell(column)).count() < **least);
            if let Some((_, called)) = empty {
                missing = missing.or(Some((format!("“{name}” has no {called}."), format!("Write its {called} down."))));
            } else if let Some((column, least)) = short {
                let there = plural(lines(cell(column)).count(), "line");
                let observed = format!("“{name}” has {there} under {column}; {least} are the fewest.");
                missing = missing
                    .or(Some((observed, "Write each on a line of its own: what the person does next.".to_owned())));
            } else if complete.iter().any(|other| other.eq_ignore_ascii_case(name)) {
                missing =
                    missing.or(Some((format!("“{name}” is there twice."), "Make one of them another.".to_owned())));
            } else {
                complete.push(name.to_owned());
            }
        }
        let there = format!("{} complete: {}.", plural(complete.len(), &self.called), complete.join("; "));
        match missing {
            _ if complete.len() >= self.at_least => Finding::holds(there),
            Some((observed, next)) => Finding::fails(observed, next),
            None if complete.is_empty() => Finding::fails(
                format!("No {} is written yet.", self.called),
                format!("Write {} into the workbook.", plural(self.at_least, &self.called)),
            ),
            None => Finding::fails(there, format!("Write {} more.", self.at_least - complete.len())),
        }
    }
}
