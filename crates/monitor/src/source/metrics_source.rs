//! The trait of all sources of metrics.

use std::collections::BTreeMap;

use async_trait::async_trait;
use jiff::Timestamp;
use movie_guru_slo::promql::duration;
use movie_guru_slo::{Period, Selector};
use promql::{Answer, QueryError, Range};
use series::{Labels, Series};

/// What a metric is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Metadata {
    /// `counter`, `gauge`, `histogram`, `summary` or `unknown`.
    pub kind: String,
    /// What it says of itself.
    pub help: String,
    /// Its unit, mostly empty: Prometheus' text format has none.
    pub unit: String,
}

/// Something that holds metrics and evaluates PromQL.
#[async_trait]
pub trait MetricsSource: Send + Sync {
    /// Evaluates a query at a moment.
    async fn query(&self, query: &str, at: Timestamp) -> Result<Answer, QueryError>;

    /// Evaluates a query at each moment of a range. A scalar is a series without labels.
    async fn query_range(&self, query: &str, range: Range) -> Result<Vec<Series>, QueryError>;

    /// The raw samples of a selector's series, those after the first moment of a period and up to its end, whose
    /// milliseconds count. Markers of staleness are none. Whoever wants many asks for one stretch of time after the other.
    async fn samples(&self, selector: &Selector, period: Period) -> Result<Vec<Series>, QueryError> {
        let Period { start, end } = period;
        if period.length().is_zero() {
            return Ok(Vec::new());
        }
        let Answer::Matrix(mut all) = self.query(&format!("{selector}[{}]", duration(period.length())), end).await?
        else {
            return Err(QueryError::Execution("samples were asked for, and the answer has none".to_owned()));
        };
        // Prometheus before 3.0 has the first moment of a range in it.
        all.iter_mut().for_each(|series| series.samples.retain(|sample| sample.at > start && sample.at <= end));
        all.retain(|series| !series.samples.is_empty());
        Ok(all)
    }

    /// The series that match any of the selectors and have a sample in the period.
    async fn series(&self, selectors: &[String], period: Period) -> Result<Vec<Labels>, QueryError>;

    /// The names of labels, sorted; of all series where there are no selectors.
    async fn label_names(&self, selectors: &[String], period: Period) -> Result<Vec<String>, QueryError>;

    /// The values of a label, sorted; of all series where there are no selectors.
    async fn label_values(&self, label: &str, selectors: &[String], period: Period) -> Result<Vec<String>, QueryError>;

    /// What the metrics are, by name.
    async fn metadata(&self) -> Result<BTreeMap<String, Metadata>, QueryError>;
}
