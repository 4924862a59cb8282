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

/// How operations went over a window.
#[derive(Clone, Debug, PartialEq)]
pub struct Minute {
    /// Attempts; of counters, so a restart within the window hides those before it.
    pub attempts: Column,
    /// Attempts per second.
    pub per_second: Column,
    /// The share of attempts that succeeded, 0 to 1; none where nothing was tried, or success is not counted.
    pub success: Column,
    /// At most so many milliseconds for 50, 95 and 99 of 100.
    pub latency_ms: [Column; 3],
}

/// How operations went over a window that ends at a moment. All of it is one query: its figures belong together.
///
/// # Errors
/// Where the source does not answer.
pub async fn last_minute(source: &dyn MetricsSource, at: Timestamp, window: Duration) -> Result<Minute, QueryError> {
    let range = format!("[{}ms]", window.as_millis());
    // `increase` is an estimate, which may make four requests of three.
    let rise = |metric: String| format!("sum(max_over_time({metric}{range}) - min_over_time({metric}{range}))");
    let rate = |metric: String| format!("sum(rate({metric}{range}))");
    let attempts = |operation: Operation| Some(rise(operation.metrics().attempts.exposed()));
    let per_second = |operation: Operation| Some(rate(operation.metrics().attempts.exposed()));
    let success = |operation: Operation| {
        let metrics = operation.metrics();
        Some(format!("{} / {}", rate(metrics.success?.exposed()), rate(metrics.attempts.exposed())))
    };
    let quantile = |share: f64| {
        let range = &range;
        move |operation: Operation| {
            let bucket = format!("{}_bucket", operation.metrics().latency.exposed());
            Some(format!("histogram_quantile({share}, sum by (le) (rate({bucket}{range})))"))
        }
    };
    let (p50, p95, p99) = (quantile(0.5), quantile(0.95), quantile(0.99));
    let [attempts, per_second, success, latency_ms @ ..] =
        by_operation(source, at, [&attempts, &per_second, &success, &p50, &p95, &p99]).await?;
    Ok(Minute { attempts, per_second, success, latency_ms })
}

/// A query for each operation, or none.
type Query<'a> = &'a (dyn Fn(Operation) -> Option<String> + Sync);

/// Asks for columns of all operations at once: the series of each value says whose it is.
async fn by_operation<const COLUMNS: usize>(
    source: &dyn MetricsSource,
    at: Timestamp,
    columns: [Query<'_>; COLUMNS],
) -> Result<[Column; COLUMNS], QueryError> {
    let place = |column: usize, operation: Operation| format!("{column}/{}", operation.name());
    let named = |(column, operation): (usize, Operation)| {
        let query = columns[column](operation)?;
        Some(format!("label_replace({query}, \"place\", \"{}\", \"\", \"\")", place(column, operation)))
    };
    let all = (0..COLUMNS).flat_map(|column| Operation::ALL.map(|operation| (column, operation)));
    let query = all.filter_map(named).collect::<Vec<_>>().join(" or ");
    let Answer::Vector(series) = source.query(&query, at).await? else {
        return Err(QueryError::Execution("the answer has no series".to_owned()));
    };
    let value = |column: usize, operation: Operation| {
        let place = place(column, operation);
        let of_it = series.iter().find(|(labels, _)| labels.get("place") == Some(&place));
        // Of no requests there is neither share nor quantile.
        of_it.map(|(_, sample)| sample.value).filter(|value| value.is_finite())
    };
    Ok(std::array::from_fn(|column| Operation::ALL.map(|operation| value(column, operation))))
}
