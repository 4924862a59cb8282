//! The envelope of every answer, and the form of values in it.

use std::collections::BTreeMap;

use axum::Json;
use axum::response::{IntoResponse, Response};
use http::{HeaderName, StatusCode, header};
use jiff::Timestamp;
use promql::{Answer, QueryError};
use serde::Serialize;
use serde_json::{Number, Value, json};
use series::{Labels, Sample, Series, number};
use utoipa::openapi::schema::{ObjectBuilder, Type};
use utoipa::openapi::{ContentBuilder, RefOr, Response as Told, ResponseBuilder};
use utoipa::{IntoResponses, PartialSchema};

/// What is asked for.
pub(super) struct Success<T>(pub(super) T);

impl<T: Serialize> IntoResponse for Success<T> {
    fn into_response(self) -> Response {
        Json(json!({ "status": "success", "data": self.0 })).into_response()
    }
}

/// In the document: what is told depends on the call, and on <https://prometheus.io/docs/prometheus/2.42/querying/api/>.
impl<T: PartialSchema> IntoResponses for Success<T> {
    fn responses() -> BTreeMap<String, RefOr<Told>> {
        let status = ObjectBuilder::new().schema_type(Type::String).enum_values(Some(["success"]));
        let answer = ObjectBuilder::new().property("status", status).required("status");
        let answer = answer.property("data", T::schema()).required("data");
        let content = ContentBuilder::new().schema(Some(answer)).build();
        let told = ResponseBuilder::new().description("The answer").content("application/json", content).build();
        [("200".to_owned(), told.into())].into()
    }
}

/// What goes wrong with a question, as Prometheus says it.
impl IntoResponses for Refusal {
    fn responses() -> BTreeMap<String, RefOr<Told>> {
        let told = |status: StatusCode, why: &str| (status.as_str().to_owned(), Self::described(why));
        [
            told(StatusCode::BAD_REQUEST, "A parameter is missing or wrong."),
            told(StatusCode::UNPROCESSABLE_ENTITY, "The query cannot be executed."),
            told(StatusCode::SERVICE_UNAVAILABLE, "It took too long, or the source of metrics does not answer."),
        ]
        .into()
    }
}

/// Why it is not answered.
#[derive(Debug)]
pub(super) struct Refusal {
    status: StatusCode,
    kind: &'static str,
    message: String,
}

impl Refusal {
    /// A response of this form.
    pub(super) fn described(why: &str) -> RefOr<Told> {
        let text = || ObjectBuilder::new().schema_type(Type::String);
        let body = ObjectBuilder::new().property("status", text().enum_values(Some(["error"]))).required("status");
        let body = body.property("errorType", text()).required("errorType").property("error", text()).required("error");
        let content = ContentBuilder::new().schema(Some(body)).build();
        ResponseBuilder::new().description(why).content("application/json", content).into()
    }

    pub(super) fn bad_data(message: String) -> Self {
        Self { status: StatusCode::BAD_REQUEST, kind: "bad_data", message }
    }

    /// There is nothing of that name.
    pub(super) fn not_found(message: String) -> Self {
        Self { status: StatusCode::NOT_FOUND, kind: "not_found", message }
    }

    /// It is there, but not for this method.
    pub(super) fn method(message: String) -> Self {
        Self { status: StatusCode::METHOD_NOT_ALLOWED, kind: "bad_data", message }
    }

    /// Nobody has made it.
    pub(super) fn internal(message: &str) -> Self {
        Self { status: StatusCode::INTERNAL_SERVER_ERROR, kind: "internal", message: message.to_owned() }
    }

    /// It is not for anybody here. Prometheus' status for it is 500.
    pub(super) fn unavailable(message: &str) -> Self {
        Self { status: StatusCode::INTERNAL_SERVER_ERROR, kind: "unavailable", message: message.to_owned() }
    }

    /// A parameter says something wrong.
    pub(super) fn parameter(name: &str, problem: &str) -> Self {
        Self::bad_data(format!("invalid parameter \"{name}\": {problem}"))
    }
}

impl From<QueryError> for Refusal {
    fn from(error: QueryError) -> Self {
        let (status, kind) = match &error {
            QueryError::BadData(_) => (StatusCode::BAD_REQUEST, "bad_data"),
            QueryError::Execution(_) => (StatusCode::UNPROCESSABLE_ENTITY, "execution"),
            QueryError::Timeout(_) => (StatusCode::SERVICE_UNAVAILABLE, "timeout"),
            QueryError::Unavailable(_) => (StatusCode::SERVICE_UNAVAILABLE, "unavailable"),
        };
        Self { status, kind, message: error.to_string() }
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let body = json!({ "status": "error", "errorType": self.kind, "error": self.message });
        // A query may come back in its error: nothing may take it for a page.
        let sniff: (HeaderName, &str) = (header::X_CONTENT_TYPE_OPTIONS, "nosniff");
        (self.status, [sniff], Json(body)).into_response()
    }
}

/// Seconds since 1970: whole, or with milliseconds.
fn seconds(moment: Timestamp) -> Number {
    let ms = moment.as_millisecond();
    let fraction = || Number::from_f64(ms as f64 / 1000.0);
    if ms % 1000 == 0 { Number::from(ms / 1000) } else { fraction().unwrap_or_else(|| Number::from(ms / 1000)) }
}

fn sample(sample: &Sample) -> Value {
    json!([seconds(sample.at), number::of_sample(sample.value)])
}

fn element(labels: &Labels, of: &Sample) -> Value {
    json!({ "metric": labels, "value": sample(of) })
}

/// A range's answer.
pub(super) fn matrix(series: &[Series]) -> Value {
    let one = |series: &Series| {
        let values: Vec<_> = series.samples.iter().map(sample).collect();
        json!({ "metric": series.labels, "values": values })
    };
    json!({ "resultType": "matrix", "result": series.iter().map(one).collect::<Vec<_>>() })
}

/// A moment's answer.
pub(super) fn instant(answer: &Answer) -> Value {
    match answer {
        Answer::Scalar(of) => json!({ "resultType": "scalar", "result": sample(of) }),
        Answer::Text(at, text) => json!({ "resultType": "string", "result": [seconds(*at), text] }),
        Answer::Vector(elements) => {
            let elements: Vec<_> = elements.iter().map(|(labels, sample)| element(labels, sample)).collect();
            json!({ "resultType": "vector", "result": elements })
        }
        Answer::Matrix(series) => matrix(series),
    }
}
