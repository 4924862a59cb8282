//! How the last minute went per operation, as the monitor has it: what `lab status` says is what the dashboards show.

use std::time::Duration;

use jiff::Timestamp;
use movie_guru_contract::Operation;
use movie_guru_monitor::MetricsSource;
use movie_guru_monitor::last_minute::{self, WINDOW};
use promql::QueryError;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// How an operation went.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
#[schema(as = OperationFigures)]
pub(crate) struct Figures {
    pub(crate) operation: String,
    pub(crate) attempts: u64,
    pub(crate) per_second: f64,
    /// None without attempts, and for the health check, which has no success to count.
    pub(crate) success_ratio: Option<f64>,
    pub(crate) p50_ms: Option<f64>,
    pub(crate) p95_ms: Option<f64>,
    pub(crate) p99_ms: Option<f64>,
}

/// Figures over a window.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub(crate) struct Minute {
    /// At most 60; less in a lab that is younger.
    pub(crate) window_seconds: f64,
    pub(crate) operations: Vec<Figures>,
}

/// The minute that ends at `now`, in a lab that has been up for so long. What was recorded since the last scrape is not in
/// it yet.
///
/// # Errors
/// Where the metrics are elsewhere, and cannot be asked for.
pub(crate) async fn last_minute(
    source: &dyn MetricsSource,
    now: Timestamp,
    up: Duration,
) -> Result<Minute, QueryError> {
    // What the same series were in an earlier lab is none of its business.
    let window = up.clamp(Duration::from_secs(1), WINDOW);
    let found = last_minute::last_minute(source, now, window).await?;
    let figures = |(index, operation): (usize, &Operation)| {
        let [p50_ms, p95_ms, p99_ms] = found.latency_ms.map(|latency| latency[index]);
        Figures {
            operation: operation.name().to_owned(),
            attempts: found.attempts[index].unwrap_or_default() as u64,
            per_second: found.per_second[index].unwrap_or_default(),
            success_ratio: found.success[index],
            p50_ms,
            p95_ms,
            p99_ms,
        }
    };
    let operations = Operation::ALL.iter().enumerate().map(figures).collect();
    Ok(Minute { window_seconds: window.as_secs_f64(), operations })
}
