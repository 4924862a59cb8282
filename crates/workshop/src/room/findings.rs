//! What the last check said of each challenge. It is this process's own; a record that another one has forgotten takes it away.

use std::collections::HashMap;

use jiff::Timestamp;

use crate::check::Finding;
use crate::record::Event;

/// By the challenge's folder.
#[derive(Default)]
pub(super) struct Findings {
    of: HashMap<String, Vec<Finding>>,
    /// When the record began of which they are; none before it has.
    begun: Option<Timestamp>,
}

impl Findings {
    /// Those that go with this record.
    pub(super) fn beside(&mut self, record: &[Event]) -> &HashMap<String, Vec<Finding>> {
        let begun = record.first().map(|event| event.at);
        if self.begun.is_some() && self.begun != begun {
            self.of.clear();
        }
        self.begun = begun;
        &self.of
    }

    pub(super) fn keep(&mut self, slug: &str, findings: Vec<Finding>) {
        self.of.insert(slug.to_owned(), findings);
    }

    pub(super) fn remove(&mut self, slug: &str) {
        self.of.remove(slug);
    }

    pub(super) fn forget(&mut self) {
        *self = Self::default();
    }
}
