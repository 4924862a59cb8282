//! The last minute of every operation, and what is up: the same figures as `lab status`, by PromQL.

use futures::future::join_all;
use jiff::Timestamp;
use movie_guru_contract::{Operation, PHASE_INFO, label};
use promql::{Answer, QueryError};
use series::Labels;

use crate::source::MetricsSource;

/// How an operation did.
pub(super) struct LastMinute {
    pub(super) operation: Operation,
    pub(super) per_second: Option<f64>,
    /// 0 to 1; none where nothing was tried, or success is not counted.
    pub(super) success: Option<f64>,
    /// At most so many milliseconds for 50, 95 and 99 of 100.
    pub(super) latency_ms: [Option<f64>; 3],
}

const QUANTILES: [f64; 3] = [0.5, 0.95, 0.99];

/// The last minute of all operations.
pub(super) async fn operations(source: &dyn MetricsSource, at: Timestamp) -> Result<Vec<LastMinute>, QueryError> {
    join_all(Operation::ALL.map(|operation| of_one(source, operation, at))).await.into_iter().collect()
}

async fn of_one(source: &dyn MetricsSource, operation: Operation, at: Timestamp) -> Result<LastMinute, QueryError> {
    let metrics = operation.metrics();
    let attempts = format!("sum(rate({}[1m]))", metrics.attempts.exposed());
    let mut queries = vec![attempts.clone()];
    let latency = metrics.latency.exposed();
    queries.extend(QUANTILES.map(|q| format!("histogram_quantile({q}, sum by (le) (rate({latency}_bucket[1m])))")));
    queries.extend(metrics.success.map(|success| format!("sum(rate({}[1m])) / {attempts}", success.exposed())));
    let answers = join_all(queries.iter().map(|query| number(source, query, at))).await;
    let answers = answers.into_iter().collect::<Result<Vec<_>, _>>()?;
    Ok(LastMinute {
        operation,
        per_second: answers[0],
        success: answers.get(4).copied().flatten(),
        latency_ms: [answers[1], answers[2], answers[3]],
    })
}

/// The one number that a query answers; none where it answers nothing, or that nothing can be said.
async fn number(source: &dyn MetricsSource, query: &str, at: Timestamp) -> Result<Option<f64>, QueryError> {
    let values = vector(source, query, at).await?;
    Ok(values.first().map(|(_, value)| *value).filter(|value| value.is_finite()))
}

async fn vector(source: &dyn MetricsSource, query: &str, at: Timestamp) -> Result<Vec<(Labels, f64)>, QueryError> {
    Ok(match source.query(query, at).await? {
        Answer::Vector(values) => values.into_iter().map(|(labels, sample)| (labels, sample.value)).collect(),
        Answer::Scalar(sample) => vec![(Labels::new(), sample.value)],
        Answer::Text(..) | Answer::Matrix(_) => Vec::new(),
    })
}

/// What is scraped, by job and instance, and whether it answered.
pub(super) async fn services(source: &dyn MetricsSource, at: Timestamp) -> Result<Vec<(String, bool)>, QueryError> {
    let mut services: Vec<_> = vector(source, "up", at)
        .await?
        .into_iter()
        .map(|(labels, value)| {
            (labels.get("job").or(labels.get("instance")).cloned().unwrap_or_default(), value == 1.0)
        })
        .collect();
    services.sort();
    Ok(services)
}

/// The scenario that is on; none where the backend has not said.
pub(super) async fn scenario(source: &dyn MetricsSource, at: Timestamp) -> Result<Option<String>, QueryError> {
    let on = vector(source, &format!("{} == 1", PHASE_INFO.exposed()), at).await?;
    Ok(on.into_iter().find_map(|(mut labels, _)| labels.remove(label::SCENARIO)))
}
