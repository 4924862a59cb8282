//! Why there is no answer.

/// Why a query has no answer, as Prometheus' API tells such things apart.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum QueryError {
    /// The query makes no sense.
    #[error("{0}")]
    BadData(String),
    /// It cannot be computed, or would need too much.
    #[error("{0}")]
    Execution(String),
    /// It took too long.
    #[error("{0}")]
    Timeout(String),
    /// Whoever has the samples cannot be reached.
    #[error("{0}")]
    Unavailable(String),
}

impl QueryError {
    /// The time of a query is up, in Prometheus' own words.
    pub fn timed_out() -> Self {
        Self::Timeout("query timed out in expression evaluation".to_owned())
    }
}
