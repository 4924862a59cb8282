//! `query` and `query_range`.

use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use axum::extract::State;
use jiff::Timestamp;
use serde_json::Value;

use super::answer::{self, Refusal, Success};
use super::parameters::Parameters;
use crate::app::App;
use crate::promql;
use crate::source::{QueryError, Range};

/// Prometheus' limit on the points of a series.
const MOST_POINTS: i128 = 11_000;

/// `/api/v1/query`: the answer at `time`, or now.
pub(super) async fn instant(State(app): State<Arc<App>>, parameters: Parameters) -> Result<Success<Value>, Refusal> {
    let at = parameters.moment("time")?.unwrap_or_else(Timestamp::now);
    let query = parameters.get("query").unwrap_or_default();
    let answer = within(parameters.timeout()?, app.source.query(query, at)).await?;
    Ok(Success(answer::instant(&answer)))
}

/// `/api/v1/query_range`: the answer from `start` to `end`, every `step`.
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

/// The answer, if it comes in time. What is dropped here is no longer evaluated.
async fn within<T>(
    limit: Option<Duration>,
    asking: impl Future<Output = Result<T, QueryError>>,
) -> Result<T, QueryError> {
    match limit {
        None => asking.await,
        Some(limit) => tokio::time::timeout(limit, asking).await.unwrap_or_else(|_| Err(promql::timed_out())),
    }
}
