//! How every operation of the app went lately: what the overview shows, and `lab status`.

use std::time::Duration;

use jiff::Timestamp;
use movie_guru_contract::Operation;
use promql::{Answer, QueryError};

use crate::source::MetricsSource;

/// How far back figures go.
pub const WINDOW: Duration = Duration::from_secs(60);

/// Values by operation, in the order of [`Operation::ALL`]; none where nothing is known, or that nothing can be said.
pub type Column = [Option<f64>; Operation::ALL.len()];

/// How many there were, and how long they took.
#[derive(Clone, Debug, PartialEq)]
pub struct Pace {
    /// Attempts per second.
    pub per_second: Column,
    /// At most so many milliseconds for 50, 95 and 99 of 100.
    pub latency_ms: [Column; 3],
}

/// The pace over a window that ends at a moment.
///
/// # Errors
/// Where the source does not answer.
pub async fn pace(source: &dyn MetricsSource, at: Timestamp, window: Duration) -> Result<Pace, QueryError> {
    let range = range(window);
    let quantile = async |share: f64| {
        let query = |operation: Operation| {
            let bucket = format!("{}_bucket", operation.metrics().latency.exposed());
            Some(format!("histogram_quantile({share}, sum by (le) (rate({bucket}{range})))"))
        };
        by_operation(source, at, query).await
    };
    let per_second = by_operation(source, at, |operation| Some(rate(operation.metrics().attempts.exposed(), &range)));
    let (per_second, p50, p95, p99) = tokio::try_join!(per_second, quantile(0.5), quantile(0.95), quantile(0.99))?;
    Ok(Pace { per_second, latency_ms: [p50, p95, p99] })
}

/// The share of attempts that succeeded over a window, 0 to 1; none where nothing was tried, or success is not counted.
///
/// # Errors
/// Where the source does not answer.
pub async fn success(source: &dyn MetricsSource, at: Timestamp, window: Duration) -> Result<Column, QueryError> {
    let range = range(window);
    let share = |operation: Operation| {
        let metrics = operation.metrics();
        let good = rate(metrics.success?.exposed(), &range);
        Some(format!("{good} / {}", rate(metrics.attempts.exposed(), &range)))
    };
    by_operation(source, at, share).await
}

/// A window as a query has it.
pub fn range(window: Duration) -> String {
    format!("[{}ms]", window.as_millis())
}

fn rate(counter: String, range: &str) -> String {
    format!("sum(rate({counter}{range}))")
}

/// Asks for all operations at once what is one number for each: the series of each says which it is.
///
/// # Errors
/// Where the source does not answer.
pub async fn by_operation(
    source: &dyn MetricsSource,
    at: Timestamp,
    query: impl Fn(Operation) -> Option<String>,
) -> Result<Column, QueryError> {
    let named = |operation: &Operation| {
        Some(format!("label_replace({}, \"operation\", \"{}\", \"\", \"\")", query(*operation)?, operation.name()))
    };
    let query = Operation::ALL.iter().filter_map(named).collect::<Vec<_>>().join(" or ");
    let Answer::Vector(series) = source.query(&query, at).await? else {
        return Err(QueryError::Execution("the answer has no series".to_owned()));
    };
    let value = |operation: Operation| {
        let of_it =
            series.iter().find(|(labels, _)| labels.get("operation").is_some_and(|name| name == operation.name()));
        // Of no requests there is no quantile.
        of_it.map(|(_, sample)| sample.value).filter(|value| value.is_finite())
    };
    Ok(Operation::ALL.map(value))
}
