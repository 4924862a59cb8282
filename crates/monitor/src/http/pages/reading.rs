//! Charts and tables as answers, or why there is none: `{"error": …}` with a status, for `js/chart.js` to show in its place.

use std::collections::BTreeMap;

use axum::Json;
use axum::response::{IntoResponse, Response};
use http::{StatusCode, header};
use promql::QueryError;
use serde_json::{Value, json};
use utoipa::IntoResponses;
use utoipa::openapi::{ContentBuilder, Ref, RefOr, Response as Told, ResponseBuilder};

use crate::pages::reading::NoReading;

/// The status of an answer that has no reading.
pub(super) const fn status(reason: &NoReading) -> StatusCode {
    match reason {
        NoReading::Senseless(_) | NoReading::Unanswered(QueryError::BadData(_) | QueryError::Execution(_)) => {
            StatusCode::UNPROCESSABLE_ENTITY
        }
        NoReading::Missing(_) => StatusCode::NOT_FOUND,
        NoReading::Unanswered(QueryError::Timeout(_)) => StatusCode::GATEWAY_TIMEOUT,
        NoReading::Unanswered(QueryError::Unavailable(_)) => StatusCode::BAD_GATEWAY,
    }
}

/// In the document: why there is none, of any question.
impl IntoResponses for NoReading {
    fn responses() -> BTreeMap<String, RefOr<Told>> {
        let told = |status: StatusCode, why: &str| {
            let content = ContentBuilder::new().schema(Some(Ref::from_schema_name("NoReading"))).build();
            let told = ResponseBuilder::new().description(why).content("application/json", content).build();
            (status.as_str().to_owned(), told.into())
        };
        [
            told(StatusCode::UNPROCESSABLE_ENTITY, "The question makes no sense, or the query"),
            told(StatusCode::BAD_GATEWAY, "The source of metrics does not answer"),
            told(StatusCode::GATEWAY_TIMEOUT, "The query took too long"),
        ]
        .into()
    }
}

/// What was read, or why nothing was.
pub(super) fn answer(read: Result<Value, NoReading>) -> Response {
    let (status, body) = match read {
        Ok(read) => (StatusCode::OK, read),
        Err(reason) => (status(&reason), json!({ "error": reason.to_string() })),
    };
    (status, [(header::CACHE_CONTROL, "no-store")], Json(body)).into_response()
}
