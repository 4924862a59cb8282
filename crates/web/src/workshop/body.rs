//! Bodies of calls, with a next step where they are wrong.

use axum::body::Bytes;
use axum::extract::rejection::BytesRejection;
use axum::extract::{FromRequest, Request};
use axum::response::Response;
use axum::{Json, response::IntoResponse};
use http::StatusCode;
use movie_guru_service::Problem;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::error::Category;

/// A body in JSON.
pub(super) struct Body<T>(pub(super) T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for Body<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        let body = Bytes::from_request(request, state).await.map_err(|refused| too_much(&refused))?;
        read(&body).map(Self)
    }
}

/// A body in JSON, or none at all.
pub(super) struct MaybeBody<T>(pub(super) T);

impl<S: Send + Sync, T: DeserializeOwned + Default> FromRequest<S> for MaybeBody<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        let body = Bytes::from_request(request, state).await.map_err(|refused| too_much(&refused))?;
        if body.trim_ascii().is_empty() { Ok(Self(T::default())) } else { read(&body).map(Self) }
    }
}

fn too_much(refused: &BytesRejection) -> Problem {
    match refused.status() {
        StatusCode::PAYLOAD_TOO_LARGE => {
            Problem::new(StatusCode::PAYLOAD_TOO_LARGE, "That is more than 1 MB; send less at once.")
        }
        status => Problem::new(status, refused.body_text()),
    }
}

fn read<T: DeserializeOwned>(body: &[u8]) -> Result<T, Problem> {
    serde_json::from_slice(body).map_err(|error| match error.classify() {
        Category::Data => Problem::new(
            StatusCode::UNPROCESSABLE_ENTITY,
            format!("The body is not what this call takes: {error}. Mend that, and send it again."),
        ),
        _ => Problem::new(StatusCode::BAD_REQUEST, format!("The body is not JSON: {error}. Mend it there.")),
    })
}

/// An answer in JSON.
pub(super) fn json(answer: impl Serialize) -> Response {
    Json(answer).into_response()
}
