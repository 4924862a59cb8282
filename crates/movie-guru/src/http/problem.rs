//! Errors as a client may read them (RFC 9457), and the border to what only the log says.
//!
//! A [`Problem`] carries what the client is told. What went wrong inside is logged where it is turned into one, with the
//! trace that the client is told the id of; SQL, paths and stack traces stay here.

use axum::body::Body;
use axum::response::{IntoResponse, Response};
use http::{HeaderValue, StatusCode, header};
use serde::Serialize;

use crate::phase::behaviour::Failure;
use crate::store::StoreError;
use guru::field_problem::FieldProblem;
use guru::talk::EngineError;

/// An error for the client.
#[derive(Clone, Debug)]
pub(crate) struct Problem {
    status: StatusCode,
    detail: String,
    fields: Vec<FieldProblem>,
}

#[derive(Serialize)]
struct Document<'a> {
    #[serde(rename = "type")]
    kind: &'static str,
    title: &'static str,
    status: u16,
    detail: &'a str,
    trace_id: &'a str,
    #[serde(skip_serializing_if = "<[FieldProblem]>::is_empty")]
    errors: &'a [FieldProblem],
}

impl Problem {
    pub(crate) fn new(status: StatusCode, detail: impl Into<String>) -> Self {
        Self { status, detail: detail.into(), fields: Vec::new() }
    }

    /// 422, with every bad field.
    pub(crate) fn fields(detail: &str, fields: Vec<FieldProblem>) -> Self {
        let listed: Vec<_> = fields.iter().map(|problem| format!("{} {}", problem.field, problem.detail)).collect();
        let detail = format!("{detail}: {}", listed.join("; "));
        Self { status: StatusCode::UNPROCESSABLE_ENTITY, detail, fields }
    }

    pub(crate) fn field(field: &str, detail: &str) -> Self {
        Self::fields("The request cannot be taken", vec![FieldProblem::new(field, detail)])
    }

    pub(crate) fn no_session() -> Self {
        Self::new(StatusCode::UNAUTHORIZED, "Nobody is logged in here: POST /login first.")
    }

    /// 500 without a cause; whoever makes it has logged the cause.
    pub(crate) fn internal() -> Self {
        Self::new(StatusCode::INTERNAL_SERVER_ERROR, "Something went wrong on our side. Please try again.")
    }

    /// A failure that the scenario wants, as it is to look.
    pub(crate) fn drawn(failure: &Failure) -> Self {
        let problem = Self::internal();
        Self {
            status: StatusCode::from_u16(failure.status).unwrap_or(problem.status),
            detail: failure.detail.clone().unwrap_or(problem.detail),
            ..problem
        }
    }

    /// The problem for a response that came without one: a wrong method, an unknown path.
    pub(crate) fn of_status(status: StatusCode) -> Self {
        let detail = match status {
            StatusCode::NOT_FOUND => "There is nothing under this path.",
            StatusCode::METHOD_NOT_ALLOWED => {
                "This path does not take this method; the header Allow names those it takes."
            }
            _ => status.canonical_reason().unwrap_or("The request cannot be answered."),
        };
        Self::new(status, detail)
    }

    /// The document as `application/problem+json`, with the headers that its status asks for.
    pub(crate) fn render(&self, trace_id: &str) -> Response {
        let document = Document {
            kind: "about:blank",
            title: self.status.canonical_reason().unwrap_or("Error"),
            status: self.status.as_u16(),
            detail: &self.detail,
            trace_id,
            errors: &self.fields,
        };
        let body = serde_json::to_vec(&document).unwrap_or_default();
        let mut response = Response::new(Body::from(body));
        *response.status_mut() = self.status;
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        match self.status {
            StatusCode::UNAUTHORIZED => {
                headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Session realm=\"movie-guru\""));
            }
            StatusCode::SERVICE_UNAVAILABLE => {
                headers.insert(header::RETRY_AFTER, HeaderValue::from_static("2"));
            }
            _ => {}
        }
        response
    }
}

/// The guard around every request renders it, with the trace's id.
impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let mut response = self.status.into_response();
        response.extensions_mut().insert(self);
        response
    }
}

impl From<StoreError> for Problem {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Unavailable(..) => {
                tracing::warn!(%error, "the database is not available");
                Self::new(StatusCode::SERVICE_UNAVAILABLE, "The database is not available just now. Please try again.")
            }
            _ => {
                tracing::error!(%error, "the database failed");
                Self::internal()
            }
        }
    }
}

impl From<EngineError> for Problem {
    fn from(error: EngineError) -> Self {
        tracing::error!(%error, "no answer");
        Self::internal()
    }
}
