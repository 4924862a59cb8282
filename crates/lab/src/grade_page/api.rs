//! `/api/grade`: the grade of the lab's own SLOs and alerts, and of others that are sent.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::Json;
use axum::body::Bytes;
use axum::extract::rejection::BytesRejection;
use axum::extract::{DefaultBodyLimit, State};
use axum::response::{IntoResponse, Response};
use http::StatusCode;
use movie_guru_grader::Grade;
use movie_guru_monitor::contract;
use movie_guru_service::Problem;
use movie_guru_service::asked::Query;
use movie_guru_service::openapi::problems;
use movie_guru_slo::Target;
use movie_guru_workshop::grading::{Assumed, File, Reading, of_files};
use serde::{Deserialize, Serialize};
use utoipa::openapi::{RefOr, Response as Told};
use utoipa::{IntoParams, IntoResponses};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::desk::{Desk, NoGrade};

/// More than all SLOs and rules that anybody has.
const MOST_BYTES: usize = 512 * 1024;
/// The target of rules that name none: one failure in a hundred.
const USUAL_TARGET: f64 = 0.99;

pub(super) fn routes(desk: Arc<Desk>) -> OpenApiRouter {
    OpenApiRouter::default().routes(routes!(own, of_text)).layer(DefaultBodyLimit::max(MOST_BYTES)).with_state(desk)
}

/// Why there is no grade.
impl From<NoGrade> for Problem {
    fn from(error: NoGrade) -> Self {
        match error {
            NoGrade::Crowded => Self::new(
                StatusCode::SERVICE_UNAVAILABLE,
                "Others are being graded, and more wait already. Try again in some seconds.",
            ),
            NoGrade::Broken => Self::internal(),
        }
    }
}

struct Unavailable;

impl IntoResponses for Unavailable {
    fn responses() -> BTreeMap<String, RefOr<Told>> {
        problems([
            (StatusCode::INTERNAL_SERVER_ERROR, "The grade broke."),
            (StatusCode::SERVICE_UNAVAILABLE, "Too many wait for a grade already."),
        ])
    }
}

struct Unfit;

impl IntoResponses for Unfit {
    fn responses() -> BTreeMap<String, RefOr<Told>> {
        problems([
            (StatusCode::BAD_REQUEST, "There is no body, it ended early, or the target is none."),
            (StatusCode::PAYLOAD_TOO_LARGE, "The body is larger than 512 KiB."),
            (StatusCode::UNPROCESSABLE_ENTITY, "Nothing of it can be graded: `errors` says of each part why."),
        ])
    }
}

/// Grade the lab's SLOs and alerts
///
/// What they would have done on each timeline, with the verdict in words. It takes some seconds after a change, and none
/// afterwards. Durations are seconds.
#[utoipa::path(
    get, path = "/api/grade", operation_id = "grade", tag = "The lab",
    responses((status = 200, description = "The grade", body = Object, content_type = "application/json"), Unavailable),
)]
async fn own(State(desk): State<Arc<Desk>>) -> Result<Response, Problem> {
    let grade = desk.own().grade().await?;
    Ok(Json(&*grade).into_response())
}

#[derive(Debug, Deserialize, IntoParams)]
struct Wanted {
    /// The share of requests that must be good, where rules name none: at least 0, below 1.
    #[serde(default)]
    #[param(example = 0.99)]
    target: Option<f64>,
}

#[derive(Serialize)]
struct NotGraded {
    what: String,
    detail: String,
    next: String,
}

/// Grade other SLOs or alerts
///
/// OpenSLO documents or Prometheus rules. Nothing of the lab is changed. What cannot be read is told in `unread`, and the
/// rest is graded; one grade is made at a time.
#[utoipa::path(
    post, path = "/api/grade", operation_id = "grade_text", tag = "The lab", params(Wanted),
    request_body(content(("application/yaml"), (Object = "application/json")), description = "OpenSLO objects or Prometheus rules, as YAML or JSON, whatever the media type says"),
    responses(
        (status = 200, description = "The grade", body = Object, content_type = "application/json"),
        Unfit, Unavailable,
    ),
)]
async fn of_text(
    State(desk): State<Arc<Desk>>,
    Query(Wanted { target }): Query<Wanted>,
    body: Result<Bytes, BytesRejection>,
) -> Result<Json<Grade>, Problem> {
    let bytes = body.map_err(|rejection| body_problem(&rejection))?;
    if bytes.trim_ascii().is_empty() {
        let detail = "The body is empty; send OpenSLO or Prometheus rules (curl: --data-binary @FILE).";
        return Err(Problem::new(StatusCode::BAD_REQUEST, detail));
    }
    let is_asked_for = target.is_some();
    let target = Target::new(target.unwrap_or(USUAL_TARGET)).ok_or_else(|| {
        Problem::new(StatusCode::BAD_REQUEST, "The target must be at least 0 and below 1, such as 0.99.")
    })?;
    let assumed = Assumed { target, is_asked_for };
    // 500 rules take a while to be read.
    let reading = tokio::task::spawn_blocking(move || read(&bytes, assumed)).await;
    let reading = reading.map_err(|error| {
        tracing::error!(%error, "SLOs and rules could not be read");
        Problem::internal()
    })?;
    if reading.submission.subjects.is_empty() {
        let refused = reading.submission.unread.into_iter();
        let errors: Vec<_> =
            refused.map(|unread| NotGraded { what: unread.what, detail: unread.why, next: unread.next }).collect();
        let detail = "Nothing of it can be graded.";
        return Err(Problem::new(StatusCode::UNPROCESSABLE_ENTITY, detail).with("errors", errors));
    }
    Ok(Json(desk.grade(reading.submission).await?))
}

fn read(bytes: &Bytes, assumed: Assumed) -> Reading {
    let file = File { name: "body".to_owned(), bytes: bytes.to_vec() };
    of_files(&[file], &contract(), assumed)
}

fn body_problem(rejection: &BytesRejection) -> Problem {
    match rejection.status() {
        StatusCode::PAYLOAD_TOO_LARGE => {
            let detail =
                format!("The body is larger than {} KiB; hand in your own SLOs and rules alone.", MOST_BYTES / 1024);
            Problem::new(StatusCode::PAYLOAD_TOO_LARGE, detail)
        }
        _ => Problem::new(StatusCode::BAD_REQUEST, "The body ended before it was complete."),
    }
}
