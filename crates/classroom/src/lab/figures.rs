//! How a lab does, as its monitoring has it. Asked over Prometheus' HTTP API, which the built-in monitor has too.

use std::collections::BTreeMap;

use movie_guru_contract::Operation;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::error::LabError;
use super::http::Ask;
use super::link::Lab;
use crate::reach::Service;

/// Of ratios and latencies.
const WINDOW: &str = "[5m]";
/// Of the rate: how busy it is now.
const LATELY: &str = "[1m]";
/// What says of a series which operation it is of.
const LABEL: &str = "operation";

/// How a lab does.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct Figures {
    /// Requests of people per second, over the last minute; none where nothing is known.
    pub requests_per_second: Option<f64>,
    /// Each operation, in the contract's order.
    pub operations: Vec<OperationFigures>,
}

/// How an operation went over the last five minutes.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct OperationFigures {
    /// As the contract calls it.
    pub operation: &'static str,
    /// The share of attempts that succeeded, 0 to 1; none where nothing was tried.
    pub success_ratio: Option<f64>,
    /// At most so many milliseconds for 95 of 100.
    pub p95_ms: Option<f64>,
}

#[derive(Deserialize)]
struct Answer {
    data: Data,
}

#[derive(Deserialize)]
struct Data {
    #[serde(default)]
    result: Vec<Series>,
}

#[derive(Deserialize)]
struct Series {
    #[serde(default)]
    metric: BTreeMap<String, Value>,
    value: (f64, String),
}

/// What people do: the health check is the platform's.
fn of_people() -> impl Iterator<Item = Operation> {
    Operation::ALL.into_iter().filter(|operation| operation.metrics().success.is_some())
}

fn rate(counter: &str, window: &str) -> String {
    format!("sum(rate({counter}{window}))")
}

fn ratio(operation: Operation) -> Option<String> {
    let metrics = operation.metrics();
    let attempts = rate(&metrics.attempts.exposed(), WINDOW);
    Some(format!("{} / {attempts}", rate(&metrics.success?.exposed(), WINDOW)))
}

fn p95(operation: Operation) -> Option<String> {
    let bucket = format!("{}_bucket", operation.metrics().latency.exposed());
    Some(format!("histogram_quantile(0.95, sum by (le) (rate({bucket}{WINDOW})))"))
}

fn attempts_lately(operation: Operation) -> Option<String> {
    Some(rate(&operation.metrics().attempts.exposed(), LATELY))
}

/// One query for all operations, each with its name on its series.
fn by_operation(query: impl Fn(Operation) -> Option<String>) -> String {
    let named = |operation: Operation| {
        Some(format!("label_replace({}, \"{LABEL}\", \"{}\", \"\", \"\")", query(operation)?, operation.name()))
    };
    of_people().filter_map(named).collect::<Vec<_>>().join(" or ")
}

impl Lab {
    /// How it does.
    ///
    /// # Errors
    /// Where its monitoring cannot be asked; [`LabError::is_none`] where it has none.
    pub async fn figures(&self) -> Result<Figures, LabError> {
        let (ratios, p95s, rates) = tokio::try_join!(
            self.column(by_operation(ratio)),
            self.column(by_operation(p95)),
            self.column(by_operation(attempts_lately)),
        )?;
        let operations = of_people().map(|operation| OperationFigures {
            operation: operation.name(),
            success_ratio: ratios.get(operation.name()).copied(),
            p95_ms: p95s.get(operation.name()).copied(),
        });
        let requests_per_second = (!rates.is_empty()).then(|| rates.values().sum());
        Ok(Figures { requests_per_second, operations: operations.collect() })
    }

    /// Values by operation; of no requests there is neither share nor quantile.
    async fn column(&self, query: String) -> Result<BTreeMap<String, f64>, LabError> {
        let ask = Ask::form(Service::Metrics, "/api/v1/query", &[("query", &query)]);
        let answer: Answer = self.connections.json(ask).await?;
        let value = |series: Series| {
            let operation = series.metric.get(LABEL)?.as_str()?.to_owned();
            let value = series.value.1.parse::<f64>().ok().filter(|value| value.is_finite())?;
            Some((operation, value))
        };
        Ok(answer.data.result.into_iter().filter_map(value).collect())
    }
}
