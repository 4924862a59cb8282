//! Where a tile's values come from. Only PromQL can be asked here; whatever else is asked of Google's own data says so.

use serde::Deserialize;
use serde::de::IgnoredAny;

/// A query, in one of the languages of Cloud Monitoring.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default, rename_all = "camelCase")]
pub(crate) struct TimeSeriesQuery {
    /// PromQL, with `${__interval}` for the time over which rates are taken.
    pub(crate) prometheus_query: Option<String>,
    /// In UCUM.
    pub(crate) unit_override: String,
    time_series_filter: Option<IgnoredAny>,
    time_series_filter_ratio: Option<IgnoredAny>,
    time_series_query_language: Option<IgnoredAny>,
    ops_analytics_query: Option<IgnoredAny>,
    trace_query: Option<IgnoredAny>,
}

impl TimeSeriesQuery {
    /// The query in PromQL.
    ///
    /// # Errors
    /// Why there is none, in words for the page.
    pub(crate) fn promql(&self) -> Result<&str, &'static str> {
        match &self.prometheus_query {
            Some(query) if !query.trim().is_empty() => Ok(query),
            Some(_) => Err("Its prometheusQuery is empty."),
            None if self.time_series_filter.is_some() => Err(
                "Its data come from a timeSeriesFilter, which only Google's own metrics have; here a prometheusQuery is drawn.",
            ),
            None if self.time_series_filter_ratio.is_some() => Err(
                "Its data come from a timeSeriesFilterRatio, which only Google's own metrics have; here a prometheusQuery is drawn.",
            ),
            None if self.time_series_query_language.is_some() => {
                Err("Its query is written in MQL (timeSeriesQueryLanguage); here a prometheusQuery is drawn.")
            }
            None if self.ops_analytics_query.is_some() => {
                Err("Its data come from Log Analytics (opsAnalyticsQuery), which is not in the lab.")
            }
            None if self.trace_query.is_some() => {
                Err("Its data come from Cloud Trace (traceQuery), which is not in the lab.")
            }
            None => Err("It has no query."),
        }
    }
}
