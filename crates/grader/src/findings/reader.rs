//! What is needed to read the queries of a subject: what recordings make, and which metrics there are.

use std::collections::BTreeMap;

use promql_parser::parser::Expr;

use super::known::Known;
use crate::subject::{Recording, Subject};

/// Reads the queries of one subject.
pub(super) struct Reader<'a> {
    pub(super) subject: &'a Subject,
    pub(super) known: &'a Known,
    recorded: BTreeMap<&'a str, Vec<Recorded<'a>>>,
}

/// A recording, and its query where it can be read.
pub(super) type Recorded<'a> = (&'a Recording, Result<Expr, String>);

impl<'a> Reader<'a> {
    /// A recording of a recording of a recording.
    pub(super) const DEEPEST: usize = 12;

    pub(super) fn new(recordings: &'a [Recording], subject: &'a Subject, known: &'a Known) -> Self {
        let mut recorded = BTreeMap::<_, Vec<_>>::new();
        for recording in recordings {
            let of_name: &mut Vec<Recorded<'a>> = recorded.entry(recording.record.as_str()).or_default();
            of_name.push((recording, promql::parse(&recording.query)));
        }
        Self { subject, known, recorded }
    }

    pub(super) fn recorded_names(&self) -> impl Iterator<Item = &str> {
        self.recorded.keys().copied()
    }

    pub(super) fn is_recorded(&self, name: &str) -> bool {
        self.recorded.contains_key(name)
    }

    /// What is recorded under a name.
    pub(super) fn recorded(&self, name: &str) -> impl Iterator<Item = &Recorded<'a>> {
        self.recorded.get(name).into_iter().flatten()
    }
}
