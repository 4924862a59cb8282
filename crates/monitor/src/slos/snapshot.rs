//! What is known of SLOs and alerts at a moment. Whoever shows them reads from one of these, so that all of a page or an
//! answer is of the same moment.

use std::sync::Arc;
use std::time::Duration;

use jiff::Timestamp;
use movie_guru_slo::TimeScale;

use super::documents::Documents;
use super::standing::Standings;
use crate::alerts::book::Book;

/// See the module.
#[derive(Clone)]
pub(crate) struct Snapshot {
    /// What the SLOs are.
    pub(crate) documents: Arc<Documents>,
    /// How they stood.
    pub(crate) standings: Arc<Standings>,
    /// Their alerts.
    pub(crate) book: Arc<Book>,
    /// How fast windows go by.
    pub(crate) scale: TimeScale,
    /// How often SLOs and alerts are evaluated.
    pub(crate) every: Duration,
    /// The moment.
    pub(crate) now: Timestamp,
}
