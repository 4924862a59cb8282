//! What a source of metrics says of an SLO: the same queries as the rules for Prometheus.

use std::time::Duration;

use jiff::Timestamp;
use movie_guru_slo::{Alert, BURN_WINDOWS, Count, Counted, Measure, Slo, Status, TimeScale};

use crate::source::{Answer, MetricsSource, QueryError};

/// The requests of the last `range`; none where nothing is known of them.
pub(crate) async fn count(
    source: &dyn MetricsSource,
    measure: &Measure,
    range: Duration,
    at: Timestamp,
) -> Result<Count, QueryError> {
    if range.is_zero() {
        return Ok(Count::default());
    }
    let total = number(source.query(&measure.total(range), at).await?)?;
    let good = number(source.query(&measure.good(range), at).await?)?;
    Ok(match (good, total) {
        (Some(good), Some(total)) => Count { good, total },
        _ => Count::default(),
    })
}

/// Counts over each time that a status needs.
pub(crate) async fn counted(
    source: &dyn MetricsSource,
    slo: &Slo,
    since: Option<Timestamp>,
    scale: &TimeScale,
    at: Timestamp,
) -> Result<Counted, QueryError> {
    let measure = &slo.indicator.measure;
    let (long, short) = BURN_WINDOWS;
    Ok(Counted {
        window: count(source, measure, slo.window.counted(at, since, scale).length(), at).await?,
        long: count(source, measure, scale.length(long), at).await?,
        short: count(source, measure, scale.length(short), at).await?,
    })
}

/// How an SLO stands.
pub(crate) async fn status(
    source: &dyn MetricsSource,
    slo: &Slo,
    since: Option<Timestamp>,
    scale: &TimeScale,
    at: Timestamp,
) -> Result<Status, QueryError> {
    Ok(Status::new(slo, counted(source, slo, since, scale, at).await?, at, since, scale))
}

/// The burn rate over an alert's long window while its condition holds; none while it does not.
pub(crate) async fn exceeded(
    source: &dyn MetricsSource,
    slo: &Slo,
    alert: &Alert,
    scale: &TimeScale,
    at: Timestamp,
) -> Result<Option<f64>, QueryError> {
    let query = slo.alert_query(alert, &scale.windows(alert));
    number(source.query(&query, at).await?)
}

/// The one number of an answer.
fn number(answer: Answer) -> Result<Option<f64>, QueryError> {
    match answer {
        Answer::Vector(samples) => {
            Ok(samples.first().map(|(_, sample)| sample.value).filter(|value| value.is_finite()))
        }
        Answer::Scalar(sample) => Ok(Some(sample.value)),
        _ => Err(QueryError::Execution("a number was asked for, and the answer is none".to_owned())),
    }
}
