//! JSON bodies: bounded in size and time, with one clear error for each way they can be wrong.

use std::collections::BTreeMap;
use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::extract::{FromRequest, Request};
use http::{HeaderMap, StatusCode, header};
use http_body_util::BodyExt;
use movie_guru_service::Problem;
use movie_guru_service::openapi::problems;
use serde::de::DeserializeOwned;
use utoipa::IntoResponses;
use utoipa::openapi::{RefOr, Response};

const MOST_BYTES: usize = 64 * 1024;
/// What is still read of a body that is too large, so that a client that sends first and listens later hears why.
const MOST_DISCARDED: usize = 8 * 1024 * 1024;
/// A client that takes longer to send its body is told 408.
const BODY_WAIT: Duration = Duration::from_secs(10);

/// A JSON body of the shape `T`.
pub(crate) struct JsonBody<T>(pub(crate) T);

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for JsonBody<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, _: &S) -> Result<Self, Problem> {
        let (parts, body) = request.into_parts();
        let bytes = read(body).await?;
        if bytes.is_empty() {
            return Err(Problem::new(StatusCode::BAD_REQUEST, "A JSON body is needed, and there is none."));
        }
        parse(&parts.headers, &bytes).map(Self)
    }
}

/// A JSON body, or none at all.
pub(crate) struct OptionalJsonBody<T>(pub(crate) Option<T>);

impl<T: DeserializeOwned, S: Send + Sync> FromRequest<S> for OptionalJsonBody<T> {
    type Rejection = Problem;

    async fn from_request(request: Request, _: &S) -> Result<Self, Problem> {
        let (parts, body) = request.into_parts();
        let bytes = read(body).await?;
        if bytes.is_empty() { Ok(Self(None)) } else { parse(&parts.headers, &bytes).map(|value| Self(Some(value))) }
    }
}

impl<T> IntoResponses for JsonBody<T> {
    fn responses() -> BTreeMap<String, RefOr<Response>> {
        problems([
            (StatusCode::BAD_REQUEST, "The body is no JSON, or it ended early."),
            (StatusCode::PAYLOAD_TOO_LARGE, "The body is larger than 64 KiB."),
            (StatusCode::UNSUPPORTED_MEDIA_TYPE, "The body does not say that it is JSON."),
            (
                StatusCode::UNPROCESSABLE_ENTITY,
                "Fields are missing, unknown or wrong: `errors` or `detail` names them.",
            ),
        ])
    }
}

impl<T> IntoResponses for OptionalJsonBody<T> {
    fn responses() -> BTreeMap<String, RefOr<Response>> {
        JsonBody::<T>::responses()
    }
}

async fn read(body: Body) -> Result<Bytes, Problem> {
    tokio::time::timeout(BODY_WAIT, collect(body))
        .await
        .unwrap_or_else(|_| Err(Problem::new(StatusCode::REQUEST_TIMEOUT, "The body took too long to arrive.")))
}

async fn collect(mut body: Body) -> Result<Bytes, Problem> {
    let mut kept = Vec::new();
    let mut length = 0;
    while let Some(frame) = body.frame().await {
        let frame =
            frame.map_err(|_| Problem::new(StatusCode::BAD_REQUEST, "The body ended before it was complete."))?;
        let Ok(data) = frame.into_data() else { continue };
        length += data.len();
        if length <= MOST_BYTES {
            kept.extend_from_slice(&data);
        } else if length > MOST_DISCARDED {
            break;
        }
    }
    if length > MOST_BYTES {
        return Err(Problem::new(
            StatusCode::PAYLOAD_TOO_LARGE,
            format!("The body is too large; at most {MOST_BYTES} bytes are taken."),
        ));
    }
    Ok(kept.into())
}

fn parse<T: DeserializeOwned>(headers: &HeaderMap, bytes: &[u8]) -> Result<T, Problem> {
    if !is_json(headers) {
        return Err(Problem::new(
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            "The body must be JSON; say so with the header Content-Type: application/json.",
        ));
    }
    let refused = |status, reason: &str| Problem::new(status, format!("The body cannot be taken: {reason}"));
    let value = serde_json::from_slice(bytes).map_err(|error| {
        let status = if error.is_data() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::BAD_REQUEST };
        let reason: String = error.to_string().chars().take(200).collect();
        refused(status, &reason)
    })?;
    // Serde takes a list for a struct, entry by entry; this API does not.
    if bytes.trim_ascii_start().first() == Some(&b'[') {
        return Err(refused(StatusCode::UNPROCESSABLE_ENTITY, "it must be an object, not a list"));
    }
    Ok(value)
}

fn is_json(headers: &HeaderMap) -> bool {
    let media_type = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or("");
    let media_type = media_type.split(';').next().unwrap_or("").trim().to_ascii_lowercase();
    media_type == "application/json" || (media_type.starts_with("application/") && media_type.ends_with("+json"))
}
