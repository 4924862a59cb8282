//! How the last minute went per operation, as the monitor has it: what `lab status` says is what the dashboards show.

use std::time::Duration;

use jiff::Timestamp;
use movie_guru_contract::Operation;
use movie_guru_monitor::MetricsSource;
use promql::{Answer, QueryError};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// How far back figures go.
const WINDOW: Duration = Duration::from_secs(60);

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

/// Values by operation, in the order of [`Operation::ALL`]; none where nothing is known.
type Column = [Option<f64>; Operation::ALL.len()];

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
    let range = format!("[{}ms]", window.as_millis());
    let column = |query: &dyn Fn(Operation) -> Option<String>| ask(source, of_each(query), now);
    // `increase` is an estimate, which may make four requests of three.
    let rise = |metric: String| Some(format!("sum(max_over_time({metric}{range}) - min_over_time({metric}{range}))"));
    let quantile = |share: f64, operation: Operation| {
        let bucket = format!("{}_bucket", operation.metrics().latency.exposed());
        Some(format!("histogram_quantile({share}, sum by (le) (rate({bucket}{range})))"))
    };
    let (attempts, successes, rates, p50, p95, p99) = tokio::try_join!(
        column(&|operation| rise(operation.metrics().attempts.exposed())),
        column(&|operation| rise(operation.metrics().success?.exposed())),
        column(&|operation| Some(format!("sum(rate({}{range}))", operation.metrics().attempts.exposed()))),
        column(&|operation| quantile(0.5, operation)),
        column(&|operation| quantile(0.95, operation)),
        column(&|operation| quantile(0.99, operation)),
    )?;
    let figures = |(index, operation): (usize, &Operation)| {
        let attempted = attempts[index].unwrap_or_default();
        Figures {
            operation: operation.name().to_owned(),
            attempts: attempted as u64,
            per_second: rates[index].unwrap_or_default(),
            success_ratio: successes[index].filter(|_| attempted > 0.0).map(|succeeded| succeeded / attempted),
            p50_ms: p50[index],
            p95_ms: p95[index],
            p99_ms: p99[index],
        }
    };
    let operations = Operation::ALL.iter().enumerate().map(figures).collect();
    Ok(Minute { window_seconds: window.as_secs_f64(), operations })
}

/// One query for all operations: the series of each says which it is.
fn of_each(query: &dyn Fn(Operation) -> Option<String>) -> String {
    let named = |operation: &Operation| {
        Some(format!("label_replace({}, \"operation\", \"{}\", \"\", \"\")", query(*operation)?, operation.name()))
    };
    Operation::ALL.iter().filter_map(named).collect::<Vec<_>>().join(" or ")
}

async fn ask(source: &dyn MetricsSource, query: String, now: Timestamp) -> Result<Column, QueryError> {
    let Answer::Vector(series) = source.query(&query, now).await? else {
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
