//! OpenSLO in a request: bounded, and read as what it is whatever `Content-Type` says, since JSON is YAML and curl calls
//! both a form. And who may send it.

use std::collections::BTreeMap;

use axum::body::Bytes;
use axum::extract::rejection::BytesRejection;
use axum::extract::{FromRef, FromRequest, FromRequestParts, Request};
use axum::response::IntoResponse;
use http::StatusCode;
use http::request::Parts;
use movie_guru_service::openapi::problems;
use movie_guru_service::{AdminToken, Problem};
use utoipa::IntoResponses;
use utoipa::openapi::{RefOr, Response as Told};

use crate::slos::Refused;

/// More than all SLOs that anybody has.
pub(crate) const MOST_BYTES: usize = 512 * 1024;

/// A text of OpenSLO objects.
pub(crate) struct Text(pub(crate) String);

impl<S: Send + Sync> FromRequest<S> for Text {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        let bytes = Bytes::from_request(request, state).await.map_err(refused)?;
        let text = String::from_utf8(bytes.into()).map_err(|error| {
            Problem::new(StatusCode::BAD_REQUEST, format!("The body is not UTF-8: {}.", error.utf8_error()))
        })?;
        if text.trim().is_empty() {
            let detail = "The body is empty; send an OpenSLO object as YAML or JSON (curl: --data-binary @FILE).";
            return Err(Problem::new(StatusCode::BAD_REQUEST, detail));
        }
        Ok(Self(text))
    }
}

impl IntoResponses for Text {
    fn responses() -> BTreeMap<String, RefOr<Told>> {
        problems([
            (StatusCode::BAD_REQUEST, "There is no body, it is not UTF-8, or it ended early."),
            (StatusCode::PAYLOAD_TOO_LARGE, "The body is larger than 512 KiB."),
            (StatusCode::UNPROCESSABLE_ENTITY, "Nothing was changed: `errors` has each mistake with its line."),
        ])
    }
}

fn refused(rejection: BytesRejection) -> Problem {
    match rejection.into_response().status() {
        StatusCode::PAYLOAD_TOO_LARGE => {
            let detail = format!("The body is too large; at most {MOST_BYTES} bytes are taken.");
            Problem::new(StatusCode::PAYLOAD_TOO_LARGE, detail)
        }
        _ => Problem::new(StatusCode::BAD_REQUEST, "The body ended before it was complete."),
    }
}

/// A caller who may change SLOs and alerts: everybody, unless an admin token is set.
pub(crate) struct Admin;

impl IntoResponses for Admin {
    fn responses() -> BTreeMap<String, RefOr<Told>> {
        problems([
            (StatusCode::UNAUTHORIZED, "The monitor wants the admin token, and this is not it."),
            (StatusCode::INSUFFICIENT_STORAGE, "The data folder does not take it."),
        ])
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Admin
where
    AdminToken: FromRef<S>,
{
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        match AdminToken::from_ref(state).is_in(&parts.headers) {
            true => Ok(Self),
            false => Err(Refused::NoToken.into()),
        }
    }
}
