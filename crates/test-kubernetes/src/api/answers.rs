//! Answers as an API server words them.

use axum::body::Body;
use axum::http::{Response, StatusCode, header};
use serde_json::{Value, json};

/// A `Status` that is a failure.
#[derive(Debug)]
pub(crate) struct Refusal {
    pub(crate) code: u16,
    reason: &'static str,
    message: String,
    causes: Vec<Value>,
}

impl Refusal {
    pub(crate) fn new(code: u16, reason: &'static str, message: impl Into<String>) -> Self {
        Self { code, reason, message: message.into(), causes: Vec::new() }
    }

    pub(crate) fn not_found(plural: &str, name: &str) -> Self {
        Self::new(404, "NotFound", format!("{plural} \"{name}\" not found"))
    }

    pub(crate) fn forbidden(plural: &str, name: &str, why: &str) -> Self {
        Self::new(403, "Forbidden", format!("{plural} \"{name}\" is forbidden: {why}"))
    }

    /// Fields that others have, each with its owner.
    pub(crate) fn conflicts(found: &[(String, String)]) -> Self {
        let causes = found.iter().map(|(manager, field)| {
            json!({"reason": "FieldManagerConflict", "message": format!("conflict with \"{manager}\""), "field": field})
        });
        let message = format!("Apply failed with {} conflict(s)", found.len());
        Self { causes: causes.collect(), ..Self::new(409, "Conflict", message) }
    }

    pub(crate) fn answer(&self) -> Response<Body> {
        let status = json!({
            "kind": "Status", "apiVersion": "v1", "metadata": {}, "status": "Failure", "message": self.message,
            "reason": self.reason, "code": self.code, "details": {"causes": self.causes},
        });
        answer(self.code, &status)
    }
}

pub(crate) fn answer(code: u16, body: &Value) -> Response<Body> {
    Response::builder()
        .status(StatusCode::from_u16(code).unwrap())
        .header(header::CONTENT_TYPE, "application/json")
        .body(Body::from(body.to_string()))
        .unwrap()
}

pub(crate) fn text(code: u16, text: &str) -> Response<Body> {
    Response::builder().status(StatusCode::from_u16(code).unwrap()).body(Body::from(text.to_owned())).unwrap()
}
