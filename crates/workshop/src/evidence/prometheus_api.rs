//! Figures of any server that speaks Prometheus' HTTP API: the built-in monitor, Prometheus, Managed Prometheus.

use async_trait::async_trait;
use jiff::Timestamp;
use reqwest::{Client, StatusCode};
use serde_json::Value;
use url::Url;

use super::asked::{Metrics, Sample};
use super::http;
use super::missing::{Missing, PROMETHEUS};

const WHAT: &str = "the monitoring";

/// A server with Prometheus' HTTP API.
#[derive(Clone)]
pub struct PrometheusApi {
    client: Client,
    /// With a slash at its end; none: there is none to ask.
    url: Option<Url>,
    token: Option<String>,
}

impl PrometheusApi {
    /// At this address, below which `api/v1/query` is; asked with a bearer token where there is one.
    ///
    /// # Errors
    /// Where there can be no HTTP client.
    pub fn new(url: &Url, token: Option<String>) -> reqwest::Result<Self> {
        Self::of(Some(url), token)
    }

    /// The same, where there may be none: then every question says so.
    ///
    /// # Errors
    /// As [`Self::new`].
    pub fn of(url: Option<&Url>, token: Option<String>) -> reqwest::Result<Self> {
        Ok(Self { client: http::client()?, url: url.map(super::lab_api::folder), token })
    }
}

impl PrometheusApi {
    /// Its rules, as it answers.
    pub(crate) async fn rules(&self) -> Result<Value, Missing> {
        let url = self.url.as_ref().and_then(|url| url.join("api/v1/rules").ok());
        let mut request = self.client.get(url.ok_or(Missing::Unknown { what: PROMETHEUS })?);
        if let Some(token) = &self.token {
            request = request.bearer_auth(token);
        }
        let (status, body) = http::answer(PROMETHEUS, request).await?;
        if status == StatusCode::NOT_FOUND {
            let detail = "there is nothing at /api/v1/rules (404); give the address below which its API is".to_owned();
            return Err(Missing::Refused { what: PROMETHEUS, detail });
        }
        http::read(PROMETHEUS, status, &body)
    }
}

#[async_trait]
impl Metrics for PrometheusApi {
    async fn query(&self, promql: &str, at: Option<Timestamp>) -> Result<Vec<Sample>, Missing> {
        let url = self.url.as_ref().and_then(|url| url.join("api/v1/query").ok());
        let url = url.ok_or(Missing::Unknown { what: WHAT })?;
        let mut form = vec![("query", promql.to_owned())];
        form.extend(at.map(|at| ("time", at.to_string())));
        let body = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(form).finish();
        let mut request = self.client.post(url).body(body).header("content-type", "application/x-www-form-urlencoded");
        if let Some(token) = &self.token {
            request = request.bearer_auth(token);
        }
        let answer = http::json(WHAT, request).await?;
        samples(&answer["data"])
            .ok_or_else(|| Missing::Refused { what: WHAT, detail: "what is no answer to a query".to_owned() })
    }
}

/// Samples of a vector, or of a scalar; none of what is neither.
fn samples(data: &Value) -> Option<Vec<Sample>> {
    let value = |pair: &Value| pair.get(1)?.as_str()?.parse::<f64>().ok();
    match data["resultType"].as_str()? {
        "vector" => {
            let series = data["result"].as_array()?.iter();
            series
                .map(|series| Some(Sample { labels: series["metric"].to_string(), value: value(&series["value"])? }))
                .collect()
        }
        "scalar" => Some(vec![Sample { labels: "{}".to_owned(), value: value(&data["result"])? }]),
        _ => None,
    }
}
