//! Who answers queries: our evaluator over samples that we hold, or Prometheus.

use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::thread;

use jiff::Timestamp;
use promql::{Answer, Budget, Limits, QueryError, Queryable, Range};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use series::{Labels, Sample, Series};
use url::Url;

/// A query's tree is as deep as the query has operators; this holds the deepest that is read.
const DEEP_STACK: usize = 32 << 20;

/// See the module.
pub enum Source {
    /// Our evaluator over these samples.
    Ours(Arc<dyn Queryable + Send + Sync>),
    /// The Prometheus whose API is below this address.
    Prometheus(Url),
}

/// To 1e-9 of the larger one. What is left where two nearly equal numbers are taken from each other is compared with
/// numbers of the size of the test's samples.
pub fn near(one: f64, other: f64) -> bool {
    one == other
        || (one.is_nan() && other.is_nan())
        || (one - other).abs() <= 1e-9 * one.abs().max(other.abs()).max(1e-4)
}

impl Source {
    /// The answer at a moment.
    ///
    /// # Errors
    /// What the source says is wrong.
    pub async fn query(&self, query: &str, at: Timestamp) -> Result<Answer, QueryError> {
        let url = match self {
            Self::Ours(samples) => {
                return evaluated(|budget| promql::instant(samples.as_ref(), query, at, budget));
            }
            Self::Prometheus(url) => url,
        };
        Ok(match ask(url, "query", &[("query", query), ("time", &seconds(at))]).await? {
            Data::Scalar(point) => Answer::Scalar(sample(point)),
            Data::String((at, text)) => Answer::Text(moment(at), text),
            Data::Vector(all) => Answer::Vector(all.into_iter().map(|one| (one.metric, sample(one.value))).collect()),
            Data::Matrix(all) => Answer::Matrix(all.into_iter().map(series).collect()),
        })
    }

    /// The answer at each moment of a range.
    ///
    /// # Errors
    /// What the source says is wrong.
    pub async fn query_range(&self, query: &str, range: Range) -> Result<Vec<Series>, QueryError> {
        let url = match self {
            Self::Ours(samples) => {
                return evaluated(|budget| promql::over_range(samples.as_ref(), query, range, budget));
            }
            Self::Prometheus(url) => url,
        };
        let step = range.step.as_secs_f64().to_string();
        let form = [("query", query), ("start", &seconds(range.start)), ("end", &seconds(range.end)), ("step", &step)];
        match ask(url, "query_range", &form).await? {
            Data::Matrix(all) => Ok(all.into_iter().map(series).collect()),
            _ => panic!("{url} answers a range with something else"),
        }
    }
}

fn evaluated<T: Send>(evaluate: impl FnOnce(&Budget<'_>) -> Result<T, QueryError> + Send) -> Result<T, QueryError> {
    let evaluating = || {
        let abandoned = AtomicBool::new(false);
        evaluate(&Budget::new(Limits::default(), &abandoned))
    };
    thread::scope(|scope| {
        thread::Builder::new().stack_size(DEEP_STACK).spawn_scoped(scope, evaluating).unwrap().join().unwrap()
    })
}

async fn ask<T: DeserializeOwned>(url: &Url, path: &str, form: &[(&str, &str)]) -> Result<T, QueryError> {
    let url = url.join("api/v1/").unwrap().join(path).unwrap();
    let answer = reqwest::Client::new().post(url).form(form).send().await.unwrap();
    match serde_json::from_slice(&answer.bytes().await.unwrap()).unwrap() {
        Envelope::Success { data } => Ok(data),
        Envelope::Error { kind, error } => Err(match kind.as_str() {
            "bad_data" => QueryError::BadData(error),
            "execution" => QueryError::Execution(error),
            "timeout" | "canceled" => QueryError::Timeout(error),
            _ => QueryError::Unavailable(error),
        }),
    }
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
enum Data {
    Scalar(Point),
    String((f64, String)),
    Vector(Vec<Element>),
    Matrix(Vec<Line>),
}

type Point = (f64, String);

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

/// Seconds since 1970, exact to the millisecond.
fn seconds(moment: Timestamp) -> String {
    let ms = moment.as_millisecond();
    format!("{}{}.{:03}", if ms < 0 { "-" } else { "" }, ms.abs() / 1000, ms.abs() % 1000)
}

fn moment(seconds: f64) -> Timestamp {
    Timestamp::from_millisecond((seconds * 1000.0).round() as i64).unwrap()
}

fn sample((at, value): Point) -> Sample {
    Sample { at: moment(at), value: value.parse().unwrap() }
}

fn series(line: Line) -> Series {
    Series { labels: line.metric, samples: line.values.into_iter().map(sample).collect() }
}
