//! Errors as a client may read them (RFC 9457): the same document from every service.
//!
//! A [`Problem`] carries what the client is told. What went wrong inside is logged where it is turned into one; SQL, paths
//! and stack traces stay there.

use axum::body::Body;
use axum::extract::rejection::{PathRejection, QueryRejection};
use axum::response::{IntoResponse, Response};
use http::{HeaderValue, StatusCode, header};
use movie_guru_telemetry::propagation::trace_id;
use serde::Serialize;
use serde_json::{Map, Value};
use tracing::Span;
use utoipa::openapi::RefOr;
use utoipa::openapi::schema::{ObjectBuilder, Schema, Type};

use crate::openapi::PROBLEM;

/// Seconds after which a client that is sent away should try again.
const RETRY_AFTER: HeaderValue = HeaderValue::from_static("2");

/// An error for the client.
#[derive(Clone, Debug)]
pub struct Problem {
    status: StatusCode,
    detail: String,
    more: Map<String, Value>,
    challenge: Option<&'static str>,
}

#[derive(Serialize)]
struct Document<'a> {
    #[serde(rename = "type")]
    kind: &'static str,
    title: &'static str,
    status: u16,
    detail: &'a str,
    #[serde(flatten)]
    more: &'a Map<String, Value>,
}

impl Problem {
    /// A problem that its status and these words say all of.
    pub fn new(status: StatusCode, detail: impl Into<String>) -> Self {
        Self { status, detail: detail.into(), more: Map::new(), challenge: None }
    }

    /// 401; the challenge is what `WWW-Authenticate` says (RFC 9110, section 11.6.1).
    pub fn unauthorized(challenge: &'static str, detail: impl Into<String>) -> Self {
        Self { challenge: Some(challenge), ..Self::new(StatusCode::UNAUTHORIZED, detail) }
    }

    /// 500 without a cause; whoever makes it has logged the cause.
    pub fn internal() -> Self {
        Self::new(StatusCode::INTERNAL_SERVER_ERROR, "Something went wrong on our side. Please try again.")
    }

    /// For a response that came without a problem: a wrong method, an unknown path.
    pub fn of_status(status: StatusCode) -> Self {
        let detail = match status {
            StatusCode::NOT_FOUND => "There is nothing under this path.",
            StatusCode::METHOD_NOT_ALLOWED => {
                "This path does not take this method; the header Allow names those it takes."
            }
            _ => status.canonical_reason().unwrap_or("The request cannot be answered."),
        };
        Self::new(status, detail)
    }

    /// With a member of its own (RFC 9457, section 3.2), such as `errors`.
    #[must_use]
    pub fn with(mut self, member: &str, value: impl Serialize) -> Self {
        self.more.insert(member.to_owned(), serde_json::to_value(value).unwrap_or_default());
        self
    }

    /// With the id under which logs and traces have this request.
    #[must_use]
    pub fn in_trace(self, trace_id: &str) -> Self {
        self.with("trace_id", trace_id)
    }

    /// The schema of the document, with members of a service's own.
    pub fn described<const N: usize>(members: [(&str, RefOr<Schema>); N]) -> RefOr<Schema> {
        let text = |description: &str| ObjectBuilder::new().schema_type(Type::String).description(Some(description));
        let status = ObjectBuilder::new().schema_type(Type::Integer).minimum(Some(400)).maximum(Some(599));
        let document = ObjectBuilder::new()
            .description(Some("An error (RFC 9457)."))
            .property("type", text("Always `about:blank`: the status says which kind of error it is."))
            .property("title", text("The status in words."))
            .property("status", status)
            .property("detail", text("What is wrong, in a sentence or more."))
            .property("trace_id", text("What to look for in logs and traces.").pattern(Some("^[0-9a-f]{32}$")));
        let document = ["type", "title", "status", "detail"].into_iter().fold(document, ObjectBuilder::required);
        members.into_iter().fold(document, |document, (name, schema)| document.property(name, schema)).into()
    }

    /// What the status line says.
    pub const fn status(&self) -> StatusCode {
        self.status
    }

    /// What is wrong, in a sentence or more.
    pub fn detail(&self) -> &str {
        &self.detail
    }
}

/// For extractors of axum with `rejection(Problem)`.
impl From<PathRejection> for Problem {
    fn from(refused: PathRejection) -> Self {
        Self::new(refused.status(), refused.body_text())
    }
}

/// For extractors of axum with `rejection(Problem)`.
impl From<QueryRejection> for Problem {
    fn from(refused: QueryRejection) -> Self {
        Self::new(refused.status(), refused.body_text())
    }
}

/// The response has the problem among its extensions, so that a layer around can say more of it ([`as_problem`]).
impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let document = Document {
            kind: "about:blank",
            title: self.status.canonical_reason().unwrap_or("Error"),
            status: self.status.as_u16(),
            detail: &self.detail,
            more: &self.more,
        };
        let mut response = Response::new(Body::from(serde_json::to_vec(&document).unwrap_or_default()));
        *response.status_mut() = self.status;
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(PROBLEM));
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        if let Some(challenge) = self.challenge {
            headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static(challenge));
        }
        if matches!(self.status, StatusCode::SERVICE_UNAVAILABLE | StatusCode::TOO_MANY_REQUESTS) {
            headers.insert(header::RETRY_AFTER, RETRY_AFTER);
        }
        response.extensions_mut().insert(self);
        response
    }
}

/// A problem in the trace that is on, for what needs no more than a status and words; [`Gate`](crate::Gate) takes it.
pub fn problem(status: StatusCode, detail: &str) -> Response {
    Problem::new(status, detail).in_trace(&trace_id(&Span::current())).into_response()
}

/// The response of an error as a problem in this span's trace: the one it was made from, or what its status says. Which
/// methods are allowed stays said.
pub fn as_problem(mut response: Response, span: &Span) -> Response {
    let status = response.status();
    let problem = response.extensions_mut().remove::<Problem>().unwrap_or_else(|| Problem::of_status(status));
    let mut problem = problem.in_trace(&trace_id(span)).into_response();
    if let Some(allow) = response.headers_mut().remove(header::ALLOW) {
        problem.headers_mut().insert(header::ALLOW, allow);
    }
    problem
}
