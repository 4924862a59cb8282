//! The figures of the run that is on, or of the last one: one JSON, three tables.

use axum::Json;
use axum::extract::State;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::engine::load_test::LoadTest;
use crate::figures::csv;
use crate::figures::stats::Stats;

/// The routes of the figures.
pub(super) fn routes() -> OpenApiRouter<LoadTest> {
    OpenApiRouter::default()
        .routes(routes!(stats))
        .routes(routes!(stats_table))
        .routes(routes!(failures_table))
        .routes(routes!(run_table))
}

/// What is told before the first run: there is nothing to count, and that is no error.
#[derive(Serialize, ToSchema)]
struct Idle {
    state: Before,
}

#[derive(Serialize, ToSchema)]
#[serde(rename_all = "kebab-case")]
enum Before {
    Idle,
}

/// A run, or that there has been none.
#[derive(Serialize, ToSchema)]
#[serde(untagged)]
enum Figures {
    Run(Box<Stats>),
    None(Idle),
}

/// Read all figures
///
/// What the run was asked to do, how it stands, every request, every journey, what failed.
#[utoipa::path(
    get, path = "/api/stats", operation_id = "stats", tag = "Figures",
    responses((status = 200, description = "The figures", body = Figures)),
)]
async fn stats(State(load): State<LoadTest>) -> Response {
    let idle = Figures::None(Idle { state: Before::Idle });
    fresh(Json(load.current().map_or(idle, |run| Figures::Run(Box::new(run.stats())))).into_response())
}

/// Read the figures as a table
///
/// A row for all, for each request, for each journey.
#[utoipa::path(
    get, path = "/api/stats.csv", operation_id = "stats_table", tag = "Figures",
    responses((status = 200, description = "The table", body = String, content_type = "text/csv")),
)]
async fn stats_table(State(load): State<LoadTest>) -> Response {
    let progress = load.current().map(|run| run.progress());
    table("stats.csv", csv::stats(progress.as_ref()))
}

/// Read what failed, as a table
///
/// Journey, request, kind, message, how often.
#[utoipa::path(
    get, path = "/api/failures.csv", operation_id = "failures_table", tag = "Figures",
    responses((status = 200, description = "The table", body = String, content_type = "text/csv")),
)]
async fn failures_table(State(load): State<LoadTest>) -> Response {
    let failed = load.current().map(|run| run.progress().failed).unwrap_or_default();
    table("failures.csv", csv::failures(&failed))
}

/// Read the run second by second, as a table
#[utoipa::path(
    get, path = "/api/run.csv", operation_id = "run_table", tag = "Figures",
    responses((status = 200, description = "The table", body = String, content_type = "text/csv")),
)]
async fn run_table(State(load): State<LoadTest>) -> Response {
    let text = load.current().map_or_else(csv::header_of_run, |run| csv::run(run.started_at(), &run.seconds()));
    table("run.csv", text)
}

fn table(name: &str, text: String) -> Response {
    let file = format!("attachment; filename=\"{name}\"");
    let headers = [(header::CONTENT_TYPE, "text/csv; charset=utf-8"), (header::CONTENT_DISPOSITION, file.as_str())];
    fresh((headers, text).into_response())
}

/// The next answer is another one.
fn fresh(mut response: Response) -> Response {
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}
