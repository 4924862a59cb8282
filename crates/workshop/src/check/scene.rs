//! What a check is given.

use crate::evidence::Evidence;
use crate::workbook::{Answer, Page};

/// What a check is given.
pub struct Scene<'a> {
    /// The challenge's page of the workbook.
    pub page: &'a Page,
    /// What else can be looked at.
    pub evidence: &'a Evidence,
}

impl Scene<'_> {
    pub(super) fn answer(&self, field: &str) -> Answer {
        self.page.get(field).cloned().unwrap_or_default()
    }
}
