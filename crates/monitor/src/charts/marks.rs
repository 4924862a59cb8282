//! Where the scenario changed, for charts to show: a curve that bends there needs no other explanation.

use jiff::Timestamp;
use movie_guru_contract::{PHASE_INFO, label};
use promql::QueryError;
use serde::Serialize;

use super::span::Span;
use super::steps::KeptSteps;
use crate::source::MetricsSource;

/// A moment at which something about the lab changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub(crate) struct Mark {
    /// Milliseconds since 1970.
    pub(crate) at: i64,
    /// What is on since.
    pub(crate) text: String,
}

/// The changes in a span. What was on at its beginning is no change.
pub(crate) async fn marks(
    kept: &KeptSteps,
    source: &dyn MetricsSource,
    span: Span,
    now: Timestamp,
) -> Result<Vec<Mark>, QueryError> {
    let query = format!("max by ({}) ({})", label::SCENARIO, PHASE_INFO.exposed());
    let scenarios = kept.values(source, &query, span, now).await?;
    let mut marks = Vec::new();
    let mut before: Option<&str> = None;
    for (step, at) in span.moments().enumerate() {
        // Where two are on, the phase was changed between two scrapes of one step; the next step says which it is.
        let mut on =
            scenarios.iter().filter(|(_, row)| row[step] == Some(1.0)).filter_map(|(l, _)| l.get(label::SCENARIO));
        let (Some(name), None) = (on.next(), on.next()) else { continue };
        if before.is_some_and(|before| before != name) {
            marks.push(Mark { at, text: name.clone() });
        }
        before = Some(name);
    }
    Ok(marks)
}
