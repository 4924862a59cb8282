//! `query` and `query_range`, and what else is done with a query.

use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::StatusCode;
use jiff::Timestamp;
use promql::{QueryError, Range};
use serde_json::{Value, json};
use tokio::sync::oneshot;

use super::answer::{self, Refusal, Success};
use super::parameters::Parameters;
use crate::http::app::App;

/// Prometheus' limit on the points of a series.
const MOST_POINTS: i128 = 11_000;

/// Ask a query at a moment
///
/// The answer at `time`, or now.
#[utoipa::path(
    method(get, post), path = "/query", operation_id = "query", tag = "Prometheus",
    params(("query" = String, Query, description = "PromQL", example = "up"), ("time" = Option<String>, Query, description = "Seconds since 1970, or RFC 3339; without, now"), ("timeout" = Option<String>, Query, description = "How long it may take: seconds, or `5m`")),
    responses(Success<Value>, Refusal),
)]
pub(super) async fn instant(State(app): State<Arc<App>>, parameters: Parameters) -> Result<Success<Value>, Refusal> {
    let at = parameters.moment("time")?.unwrap_or_else(Timestamp::now);
    let query = parameters.get("query").unwrap_or_default();
    let answer = within(parameters.timeout()?, app.source.query(query, at)).await?;
    Ok(Success(answer::instant(&answer)))
}

/// Ask a query over a time
///
/// The answer from `start` to `end`, every `step`.
#[utoipa::path(
    method(get, post), path = "/query_range", operation_id = "query_range", tag = "Prometheus",
    params(("query" = String, Query, description = "PromQL", example = "up"), ("start" = String, Query, description = "Seconds since 1970, or RFC 3339", example = "1780000000"), ("end" = String, Query, description = "Seconds since 1970, or RFC 3339", example = "1780000600"), ("step" = String, Query, description = "Seconds, or `15s`", example = "60"), ("timeout" = Option<String>, Query, description = "How long it may take: seconds, or `5m`")),
    responses(Success<Value>, Refusal),
)]
pub(super) async fn range(State(app): State<Arc<App>>, parameters: Parameters) -> Result<Success<Value>, Refusal> {
    let (start, end) = (parameters.required_moment("start")?, parameters.required_moment("end")?);
    if end < start {
        return Err(Refusal::parameter("end", "end timestamp must not be before start time"));
    }
    let step = parameters
        .length("step")?
        .ok_or_else(|| Refusal::parameter("step", "cannot parse \"\" to a valid duration"))?;
    if !step.is_positive() {
        let problem = "zero or negative query resolution step widths are not accepted. Try a positive integer";
        return Err(Refusal::parameter("step", problem));
    }
    if end.duration_since(start).as_millis() / step.as_millis().max(1) > MOST_POINTS {
        return Err(Refusal::bad_data(
            "exceeded maximum resolution of 11,000 points per timeseries. Try decreasing the query resolution (?step=XX)"
                .to_owned(),
        ));
    }
    let range = Range { start, end, step: step.unsigned_abs() };
    let query = parameters.get("query").unwrap_or_default();
    let series = within(parameters.timeout()?, app.source.query_range(query, range)).await?;
    Ok(Success(answer::matrix(&series)))
}

/// A query's tree is as deep as the query has operators; this holds the deepest that is read.
const DEEP_STACK: usize = 32 << 20;

/// Write a query on lines of its own
///
/// The query on lines of their own.
#[utoipa::path(
    method(get, post), path = "/format_query", operation_id = "format_query", tag = "Prometheus",
    params(("query" = String, Query, description = "PromQL", example = "up")),
    responses(Success<String>, Refusal),
)]
pub(super) async fn formatted(parameters: Parameters) -> Result<Success<String>, Refusal> {
    let query = parameters.get("query").unwrap_or_default().to_owned();
    let formatted = on_deep_stack(move || promql::formatted(&query)).await?;
    formatted.map(Success).map_err(|problem| Refusal::parameter("query", &problem))
}

/// Ask for exemplars
///
/// None are kept, as with a Prometheus that was not told to. A query of no series has no answer.
#[utoipa::path(
    method(get, post), path = "/query_exemplars", operation_id = "query_exemplars", tag = "Prometheus",
    params(("query" = String, Query, description = "PromQL", example = "up"), ("start" = Option<String>, Query, description = "Seconds since 1970, or RFC 3339"), ("end" = Option<String>, Query, description = "Seconds since 1970, or RFC 3339")),
    responses(Success<Vec<series::Labels>>, Refusal, (status = 204, description = "The query reads no series")),
)]
pub(super) async fn exemplars(parameters: Parameters) -> Result<Response, Refusal> {
    let period = parameters.period()?;
    if period.end < period.start {
        return Err(Refusal::bad_data("end timestamp must not be before start timestamp".to_owned()));
    }
    let query = parameters.get("query").unwrap_or_default().to_owned();
    let reads_series = on_deep_stack(move || promql::reads_series(&query)).await?;
    Ok(match reads_series.map_err(Refusal::bad_data)? {
        true => Success(json!([])).into_response(),
        false => StatusCode::NO_CONTENT.into_response(),
    })
}

/// What `work` answers, on a thread whose stack is enough for any query.
async fn on_deep_stack<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> Result<T, QueryError> {
    let unavailable = |reason: String| QueryError::Unavailable(format!("no thread for the query: {reason}"));
    let (answer, answered) = oneshot::channel();
    let thread = std::thread::Builder::new().name("query".to_owned()).stack_size(DEEP_STACK);
    let working = move || {
        // Nobody waits for it any more: then nobody misses it.
        let _ = answer.send(work());
    };
    thread.spawn(working).map_err(|error| unavailable(error.to_string()))?;
    answered.await.map_err(|broken| unavailable(broken.to_string()))
}

/// The answer, if it comes in time. What is dropped here is no longer evaluated.
async fn within<T>(
    limit: Option<Duration>,
    asking: impl Future<Output = Result<T, QueryError>>,
) -> Result<T, QueryError> {
    match limit {
        None => asking.await,
        Some(limit) => tokio::time::timeout(limit, asking).await.unwrap_or_else(|_| Err(QueryError::timed_out())),
    }
}
