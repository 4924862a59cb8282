//! `GET`, `PUT` and `DELETE /workshop`: texts of the team's workshop, kept for the guide, which runs in another process on a cluster.

use std::fmt::Write;
use std::sync::Arc;

use axum::extract::rejection::{QueryRejection, StringRejection};
use axum::extract::{Query, RawQuery, State};
use axum::response::{IntoResponse, Response};
use http::{HeaderMap, HeaderValue, StatusCode, header};
use movie_guru_service::Problem;
use serde::Deserialize;
use utoipa::IntoParams;

use super::phase::Admin;
use super::problem::bad_field;
use crate::app::App;
use crate::store::{Digest, digest};

/// As long as a name of a page with its folder can be.
const MOST_CHARACTERS: usize = 200;
/// More than anybody writes into a page of a workbook by hand.
pub(super) const MOST_BYTES: usize = 4 * 1024 * 1024;

#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct Named {
    /// The text's name: letters, digits, `-`, `_`, `.` and `/`.
    #[param(min_length = 1, max_length = 200, pattern = "^[A-Za-z0-9._/-]+$", example = "record.jsonl")]
    name: String,
}

fn named(query: Result<Query<Named>, QueryRejection>) -> Result<String, Problem> {
    let Query(Named { name }) = query.map_err(|rejection| bad_field("query", &rejection.body_text()))?;
    let is_fine = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b'/');
    if name.is_empty() || name.len() > MOST_CHARACTERS || !name.bytes().all(is_fine) {
        return Err(bad_field("name", "must be 1 to 200 letters, digits, `-`, `_`, `.` and `/`"));
    }
    Ok(name)
}

/// Read a text of the workshop
///
/// A page of the workbook, or the record.
#[utoipa::path(
    get, path = "/workshop", operation_id = "workshop_text", tag = "Workshop", security((), ("admin" = [])), params(Named),
    responses(
        (status = 200, description = "The text", body = String, content_type = "text/plain; charset=utf-8",
         headers(("etag" = String, description = "What it has to be replaced with"))),
        (status = 404, description = "There is none of this name", body = ref("#/components/schemas/Problem"), content_type = "application/problem+json"),
        (status = 422, description = "The name is none: `errors` names it", body = ref("#/components/schemas/Problem"), content_type = "application/problem+json"),
        Admin,
    ),
)]
pub(crate) async fn get(
    State(app): State<Arc<App>>,
    _: Admin,
    query: Result<Query<Named>, QueryRejection>,
) -> Result<Response, Problem> {
    let text = app.store.workshop_text(&named(query)?).await?;
    let text = text.ok_or_else(|| Problem::new(StatusCode::NOT_FOUND, "There is no text of this name."))?;
    let plain = (header::CONTENT_TYPE, HeaderValue::from_static("text/plain; charset=utf-8"));
    let etag = (header::ETAG, tag(&digest(&text)));
    Ok(([plain, etag], text).into_response())
}

/// Replace a text of the workshop
///
/// With `If-Match` only where it still is what was read; with `If-None-Match: *` only where there is none yet (RFC 9110,
/// section 13.1). One of them must be there, so that nobody writes over what they have not seen.
#[utoipa::path(
    put, path = "/workshop", operation_id = "replace_workshop_text", tag = "Workshop", security((), ("admin" = [])),
    params(
        Named,
        ("if-match" = Option<String>, Header, description = "The `etag` of the text that is replaced"),
        ("if-none-match" = Option<String>, Header, description = "`*`: there is none yet"),
    ),
    request_body(content = String, content_type = "text/plain; charset=utf-8"),
    responses(
        (status = 204, description = "It is replaced"),
        (status = 400, description = "The text is not UTF-8", body = ref("#/components/schemas/Problem"), content_type = "application/problem+json"),
        (status = 412, description = "It is another one by now; nothing was changed", body = ref("#/components/schemas/Problem"), content_type = "application/problem+json"),
        (status = 413, description = "The text is larger than 4 MB", body = ref("#/components/schemas/Problem"), content_type = "application/problem+json"),
        (status = 422, description = "The name is none: `errors` names it", body = ref("#/components/schemas/Problem"), content_type = "application/problem+json"),
        (status = 428, description = "Neither `If-Match` nor `If-None-Match` is there", body = ref("#/components/schemas/Problem"), content_type = "application/problem+json"),
        Admin,
    ),
)]
pub(crate) async fn put(
    State(app): State<Arc<App>>,
    _: Admin,
    query: Result<Query<Named>, QueryRejection>,
    headers: HeaderMap,
    text: Result<String, StringRejection>,
) -> Result<StatusCode, Problem> {
    let name = named(query)?;
    let was = expected(&headers)?;
    let text = text.map_err(|rejection| Problem::new(rejection.status(), rejection.body_text()))?;
    if text.contains('\0') {
        // PostgreSQL cannot keep it (https://www.postgresql.org/docs/current/datatype-character.html).
        return Err(Problem::new(StatusCode::BAD_REQUEST, "The text has a zero byte in it."));
    }
    let replaced = match was {
        Expected::Never => false,
        Expected::Nothing => app.store.replace_workshop_text(&name, None, &text).await?,
        Expected::This(was) => app.store.replace_workshop_text(&name, Some(was), &text).await?,
    };
    if replaced {
        Ok(StatusCode::NO_CONTENT)
    } else {
        Err(Problem::new(StatusCode::PRECONDITION_FAILED, "The text is another one by now; nothing was changed."))
    }
}

/// Forget all texts of the workshop
///
/// All or none of them: a team begins anew.
#[utoipa::path(
    delete, path = "/workshop", operation_id = "forget_workshop", tag = "Workshop", security((), ("admin" = [])),
    responses(
        (status = 204, description = "They are gone"),
        (status = 422, description = "There is a query, and one text alone cannot be forgotten", body = ref("#/components/schemas/Problem"), content_type = "application/problem+json"),
        Admin,
    ),
)]
pub(crate) async fn delete(
    State(app): State<Arc<App>>,
    _: Admin,
    RawQuery(query): RawQuery,
) -> Result<StatusCode, Problem> {
    // Whoever names one text means that one.
    if query.is_some_and(|query| !query.is_empty()) {
        return Err(bad_field("query", "must not be there: this forgets all texts, and not one of them"));
    }
    app.store.forget_workshop().await?;
    Ok(StatusCode::NO_CONTENT)
}

/// What has to be there for a text to be replaced.
enum Expected {
    Nothing,
    This(Digest),
    /// A tag that none of ours is.
    Never,
}

fn expected(headers: &HeaderMap) -> Result<Expected, Problem> {
    let read = |name: header::HeaderName| headers.get(name).map(|value| value.to_str().unwrap_or_default().trim());
    match (read(header::IF_MATCH), read(header::IF_NONE_MATCH)) {
        (Some(tag), None) => Ok(digest_in(tag).map_or(Expected::Never, Expected::This)),
        (None, Some("*")) => Ok(Expected::Nothing),
        _ => Err(Problem::new(
            StatusCode::PRECONDITION_REQUIRED,
            "Send If-Match with the ETag of the text, or If-None-Match: * where there is none yet.",
        )),
    }
}

fn tag(digest: &Digest) -> HeaderValue {
    let mut hex = String::with_capacity(66);
    hex.push('"');
    for byte in digest {
        let _ = write!(hex, "{byte:02x}");
    }
    hex.push('"');
    HeaderValue::try_from(hex).unwrap_or_else(|_| HeaderValue::from_static("\"\""))
}

fn digest_in(tag: &str) -> Option<Digest> {
    let hex = tag.strip_prefix('"')?.strip_suffix('"').filter(|hex| hex.len() == 64 && hex.is_ascii())?;
    let mut digest = Digest::default();
    for (byte, pair) in digest.iter_mut().zip(hex.as_bytes().chunks(2)) {
        *byte = u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok()?;
    }
    Some(digest)
}
