//! What a client may read of a change that is refused (RFC 9457): every mistake with its place.

use axum::Json;
use axum::response::{IntoResponse, Response};
use http::{HeaderValue, StatusCode, header};
use movie_guru_slo::Problems;
use serde::{Deserialize, Serialize};

use super::unmatched::Unmatched;

/// One mistake in a text.
#[derive(Clone, Debug, Serialize, Deserialize, PartialEq, Eq)]
pub struct Mistake {
    /// The object it is in, where it is not the text that was sent.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub object: Option<String>,
    /// The line, from 1; 0 for the text as a whole.
    pub line: u64,
    /// The column, from 1.
    pub column: u64,
    /// The way to the field: `spec.objectives[0].target`.
    pub field: String,
    /// What is wrong, and what would be right.
    pub detail: String,
}

/// What became of an object that was sent.
#[derive(Clone, Debug, Serialize, Deserialize, PartialEq, Eq)]
pub struct Applied {
    /// `SLO`, `AlertPolicy`, …
    pub kind: String,
    /// Its name.
    pub name: String,
    /// `created`, `changed` or `unchanged`.
    pub change: String,
}

/// What is to be said of an SLO that was taken.
#[derive(Clone, Debug, Serialize, Deserialize, PartialEq, Eq)]
pub struct Warning {
    /// Its name.
    pub slo: String,
    /// What no series matches.
    #[serde(flatten)]
    pub unmatched: Unmatched,
}

/// An error for the client.
#[derive(Clone, Debug, Serialize)]
pub(crate) struct Problem {
    #[serde(rename = "type")]
    kind: &'static str,
    title: &'static str,
    status: u16,
    detail: String,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    errors: Vec<Mistake>,
}

/// The name that problems give to a body.
pub(crate) const BODY: &str = "body";

impl Problem {
    pub(crate) fn new(status: StatusCode, detail: impl Into<String>) -> Self {
        let title = status.canonical_reason().unwrap_or("Error");
        Self { kind: "about:blank", title, status: status.as_u16(), detail: detail.into(), errors: Vec::new() }
    }

    pub(crate) fn not_found(what: &str, name: &str) -> Self {
        Self::new(StatusCode::NOT_FOUND, format!("There is no {what} `{name}`."))
    }

    /// What is wrong besides single fields.
    pub(crate) fn unprocessable(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::UNPROCESSABLE_ENTITY, detail)
    }

    /// The status code.
    pub(crate) const fn status(&self) -> u16 {
        self.status
    }

    /// What is wrong, in a sentence or more.
    pub(crate) fn detail(&self) -> &str {
        &self.detail
    }

    /// Each single mistake.
    pub(crate) fn mistakes(&self) -> &[Mistake] {
        &self.errors
    }

    /// With a mistake named.
    pub(crate) fn with(mut self, mistake: Mistake) -> Self {
        self.errors.push(mistake);
        self
    }
}

impl From<Problems> for Problem {
    fn from(problems: Problems) -> Self {
        let detail = format!("Nothing was changed: {problems}");
        let errors = problems.0.into_iter().map(|problem| Mistake {
            object: Some(problem.source).filter(|source| source != BODY),
            line: problem.position.line,
            column: problem.position.column,
            field: problem.field,
            detail: problem.detail,
        });
        Self { errors: errors.collect(), ..Self::unprocessable(detail) }
    }
}

impl IntoResponse for Problem {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let mut response = (status, Json(self)).into_response();
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        if status == StatusCode::UNAUTHORIZED {
            headers.insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer"));
        }
        response
    }
}
