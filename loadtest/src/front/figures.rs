//! The figures of the run that is on, or of the last one: one JSON, three tables.

use axum::extract::State;
use axum::http::{HeaderValue, header};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Json, Router};
use serde_json::json;

use crate::engine::load_test::LoadTest;
use crate::figures::csv;

pub(crate) fn routes() -> Router<LoadTest> {
    Router::new()
        .route("/api/stats", get(stats))
        .route("/api/stats.csv", get(stats_table))
        .route("/api/failures.csv", get(failures_table))
        .route("/api/run.csv", get(run_table))
}

async fn stats(State(load): State<LoadTest>) -> Response {
    let answer = match load.current() {
        Some(run) => Json(run.stats()).into_response(),
        // Before the first run there is nothing to count, and that is no error.
        None => Json(json!({"state": "idle"})).into_response(),
    };
    fresh(answer)
}

async fn stats_table(State(load): State<LoadTest>) -> Response {
    let progress = load.current().map(|run| run.progress());
    table("stats.csv", csv::stats(progress.as_ref()))
}

async fn failures_table(State(load): State<LoadTest>) -> Response {
    let failed = load.current().map(|run| run.progress().failed).unwrap_or_default();
    table("failures.csv", csv::failures(&failed))
}

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
