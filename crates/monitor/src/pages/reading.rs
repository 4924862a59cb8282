//! What a chart or a table shows: which time, or why there is nothing.

use jiff::Timestamp;
use promql::QueryError;

use super::context::Pages;
use crate::charts::{Asked, Span};

/// Why there is no chart and no table, in words for its place.
#[derive(Clone, Debug, thiserror::Error)]
pub(crate) enum NoReading {
    /// The question makes no sense; this says what would.
    #[error("{0}")]
    Senseless(String),
    /// There is nothing of that name.
    #[error("{0}")]
    Missing(&'static str),
    /// It is not answered.
    #[error(transparent)]
    Unanswered(#[from] QueryError),
}

/// The time that a page shows, and whether it is shorter than usual because there are no figures before.
pub(crate) async fn span(
    pages: &Pages,
    asked: &Asked,
    queries: impl Fn() -> Vec<String>,
    now: Timestamp,
) -> Result<(Span, bool), NoReading> {
    let first = match asked.is_open() {
        true => pages.beginnings.of(&*pages.source, &queries(), now).await,
        false => None,
    };
    Ok((asked.span(now, first).map_err(NoReading::Senseless)?, first.is_some()))
}
