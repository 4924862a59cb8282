//! Metrics of another server that speaks Prometheus' HTTP API: a Prometheus, or Google Managed Prometheus' front end.

use std::collections::BTreeMap;
use std::fmt;
use std::time::Duration;

use async_trait::async_trait;
use jiff::Timestamp;
use movie_guru_slo::Period;
use promql::{Answer, QueryError, Range};
use reqwest::{RequestBuilder, Response};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use series::{Labels, Sample, Series};
use url::Url;

use super::metrics_source::{Metadata, MetricsSource};

/// Prometheus itself gives up after two minutes.
const PATIENCE: Duration = Duration::from_secs(130);
const CONNECT_PATIENCE: Duration = Duration::from_secs(5);
/// How much of an answer is taken: 64 MiB.
const LONGEST_ANSWER: usize = 64 << 20;

/// A token that is sent with each request. Never shown.
#[derive(Clone)]
pub struct BearerToken(String);

impl BearerToken {
    /// This token; blanks around it, as files end with, do not belong to it.
    pub fn new(token: &str) -> Self {
        Self(token.trim().to_owned())
    }
}

impl fmt::Debug for BearerToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("BearerToken(…)")
    }
}

/// A server of metrics that cannot be asked at all.
#[derive(Debug, thiserror::Error)]
pub enum SourceError {
    /// Neither `http` nor `https`.
    #[error("--metrics-source {0} is not an address; write http://HOST:PORT or https://…")]
    NotAnAddress(Url),
    /// No client can be made.
    #[error("no HTTP client can be made: {0}")]
    Client(#[from] reqwest::Error),
}

/// Another server's metrics.
#[derive(Clone, Debug)]
pub struct PrometheusSource {
    base: Url,
    token: Option<BearerToken>,
    http: reqwest::Client,
}

impl PrometheusSource {
    /// The server whose API is below this address, at `api/v1/`.
    ///
    /// # Errors
    /// Where the address is not one of HTTP.
    pub fn new(base: &Url, token: Option<BearerToken>) -> Result<Self, SourceError> {
        let mut base = base.clone();
        if base.cannot_be_a_base() || !matches!(base.scheme(), "http" | "https") {
            return Err(SourceError::NotAnAddress(base));
        }
        base.set_query(None);
        base.set_fragment(None);
        if !base.path().ends_with('/') {
            base.set_path(&format!("{}/", base.path()));
        }
        let http = reqwest::Client::builder().timeout(PATIENCE).connect_timeout(CONNECT_PATIENCE).build()?;
        Ok(Self { base, token, http })
    }

    fn url(&self, path: &[&str]) -> Url {
        let mut url = self.base.clone();
        if let Ok(mut segments) = url.path_segments_mut() {
            segments.pop_if_empty().extend(["api", "v1"]).extend(path);
        }
        url
    }

    async fn ask<T: DeserializeOwned>(&self, request: RequestBuilder) -> Result<T, QueryError> {
        let request = match &self.token {
            Some(BearerToken(token)) => request.bearer_auth(token),
            None => request,
        };
        let shown = shown(&self.base);
        let response = request.send().await.map_err(|error| match error.is_timeout() && !error.is_connect() {
            true => QueryError::Timeout(format!("{shown} did not answer within {} s", PATIENCE.as_secs())),
            false => {
                let error = innermost(&error);
                QueryError::Unavailable(format!(
                    "{shown} cannot be reached ({error}); is --metrics-source right, and does it run?"
                ))
            }
        })?;
        let status = response.status();
        let body = read(response, &shown).await?;
        match serde_json::from_slice::<Envelope<T>>(&body) {
            Ok(Envelope::Success { data }) => Ok(data),
            Ok(Envelope::Error { kind, error }) => Err(match kind.as_str() {
                "bad_data" => QueryError::BadData(error),
                "execution" => QueryError::Execution(error),
                "timeout" | "canceled" => QueryError::Timeout(error),
                _ => QueryError::Unavailable(format!("{shown}: {error}")),
            }),
            Err(_) if matches!(status.as_u16(), 401 | 403) => Err(QueryError::Unavailable(format!(
                "{shown} does not let us in (HTTP {status}); check the bearer token"
            ))),
            Err(_) => Err(QueryError::Unavailable(format!(
                "{shown} does not speak Prometheus' API (HTTP {status}); check --metrics-source"
            ))),
        }
    }

    fn get(&self, path: &[&str], selectors: &[String], period: Period) -> RequestBuilder {
        let mut url = self.url(path);
        for selector in selectors {
            url.query_pairs_mut().append_pair("match[]", selector);
        }
        if period.start != Timestamp::MIN {
            url.query_pairs_mut().append_pair("start", &seconds(period.start));
        }
        if period.end != Timestamp::MAX {
            url.query_pairs_mut().append_pair("end", &seconds(period.end));
        }
        self.http.get(url)
    }
}

/// An address without what may be secret in it.
fn shown(url: &Url) -> String {
    let mut url = url.clone();
    // Only an address that has no place for them refuses, and then there are none.
    let _ = url.set_username("");
    let _ = url.set_password(None);
    url.to_string()
}

/// What lies at the bottom of an error, which says most.
fn innermost(error: &dyn std::error::Error) -> String {
    error.source().map_or_else(|| error.to_string(), innermost)
}

async fn read(mut response: Response, shown: &str) -> Result<Vec<u8>, QueryError> {
    let mut body = Vec::new();
    let broken = |error| QueryError::Unavailable(format!("{shown}: {}", innermost(&error)));
    while let Some(chunk) = response.chunk().await.map_err(broken)? {
        body.extend_from_slice(&chunk);
        if body.len() > LONGEST_ANSWER {
            let limit = LONGEST_ANSWER >> 20;
            return Err(QueryError::Execution(format!("{shown}: the answer is longer than {limit} MiB")));
        }
    }
    Ok(body)
}

/// Seconds since 1970, exact to the millisecond.
fn seconds(moment: Timestamp) -> String {
    let ms = moment.as_millisecond();
    format!("{}{}.{:03}", if ms < 0 { "-" } else { "" }, ms.abs() / 1000, ms.abs() % 1000)
}

#[derive(Deserialize)]
#[serde(tag = "status", rename_all = "lowercase")]
enum Envelope<T> {
    Success {
        data: T,
    },
    Error {
        #[serde(rename = "errorType")]
        kind: String,
        error: String,
    },
}

#[derive(Deserialize)]
#[serde(tag = "resultType", content = "result", rename_all = "lowercase")]
enum AnswerJson {
    Scalar(Point),
    String((f64, String)),
    Vector(Vec<Element>),
    Matrix(Vec<Line>),
}

#[derive(Deserialize)]
struct Point(f64, String);

#[derive(Deserialize)]
struct Element {
    metric: Labels,
    value: Point,
}

#[derive(Deserialize)]
struct Line {
    metric: Labels,
    values: Vec<Point>,
}

#[derive(Deserialize)]
struct MetadataJson {
    r#type: String,
    help: String,
    unit: String,
}

fn moment(seconds: f64) -> Result<Timestamp, QueryError> {
    Timestamp::from_millisecond((seconds * 1000.0).round() as i64)
        .map_err(|_| QueryError::Unavailable(format!("a sample at {seconds} s cannot be")))
}

impl Point {
    fn sample(self) -> Result<Sample, QueryError> {
        let value = self.1.parse().map_err(|_| QueryError::Unavailable(format!("`{}` is not a number", self.1)))?;
        Ok(Sample { at: moment(self.0)?, value })
    }
}

impl Line {
    fn series(self) -> Result<Series, QueryError> {
        let samples = self.values.into_iter().map(Point::sample).collect::<Result<_, _>>()?;
        Ok(Series { labels: self.metric, samples })
    }
}

#[async_trait]
impl MetricsSource for PrometheusSource {
    async fn query(&self, query: &str, at: Timestamp) -> Result<Answer, QueryError> {
        let form = [("query", query), ("time", &seconds(at))];
        Ok(match self.ask(self.http.post(self.url(&["query"])).form(&form)).await? {
            AnswerJson::Scalar(point) => Answer::Scalar(point.sample()?),
            AnswerJson::String((at, text)) => Answer::Text(moment(at)?, text),
            AnswerJson::Vector(elements) => {
                let told = |element: Element| Ok((element.metric, element.value.sample()?));
                Answer::Vector(elements.into_iter().map(told).collect::<Result<_, _>>()?)
            }
            AnswerJson::Matrix(lines) => Answer::Matrix(lines.into_iter().map(Line::series).collect::<Result<_, _>>()?),
        })
    }

    async fn query_range(&self, query: &str, range: Range) -> Result<Vec<Series>, QueryError> {
        let step = range.step.as_secs_f64().to_string();
        let form = [("query", query), ("start", &seconds(range.start)), ("end", &seconds(range.end)), ("step", &step)];
        match self.ask(self.http.post(self.url(&["query_range"])).form(&form)).await? {
            AnswerJson::Matrix(lines) => lines.into_iter().map(Line::series).collect(),
            _ => Err(QueryError::Unavailable(format!("{} answers a range with something else", shown(&self.base)))),
        }
    }

    async fn series(&self, selectors: &[String], period: Period) -> Result<Vec<Labels>, QueryError> {
        self.ask(self.get(&["series"], selectors, period)).await
    }

    async fn label_names(&self, selectors: &[String], period: Period) -> Result<Vec<String>, QueryError> {
        self.ask(self.get(&["labels"], selectors, period)).await
    }

    async fn label_values(&self, label: &str, selectors: &[String], period: Period) -> Result<Vec<String>, QueryError> {
        self.ask(self.get(&["label", label, "values"], selectors, period)).await
    }

    async fn metadata(&self) -> Result<BTreeMap<String, Metadata>, QueryError> {
        let told: BTreeMap<String, Vec<MetadataJson>> = self.ask(self.http.get(self.url(&["metadata"]))).await?;
        let first = |(name, told): (String, Vec<MetadataJson>)| {
            let MetadataJson { r#type: kind, help, unit } = told.into_iter().next()?;
            Some((name, Metadata { kind, help, unit }))
        };
        Ok(told.into_iter().filter_map(first).collect())
    }
}
