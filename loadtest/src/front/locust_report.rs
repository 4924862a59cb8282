//! A run's figures in the shape of Locust's `GET /stats/requests`, so that what reads that reads this. Times are ms.

use std::collections::BTreeMap;

use serde::Serialize;
use utoipa::ToSchema;

use crate::engine::run::Run;
use crate::figures::call_figures::CallFigures;
use crate::figures::progress::FailureRow;
use crate::plan::in_seconds::to_a_thousandth;

/// The answer.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = LocustReport)]
pub(super) struct Report {
    /// Each request, and at the end all of them as `Aggregated`.
    stats: Vec<Row>,
    errors: Vec<ErrorRow>,
    /// Per second over the last ten seconds.
    current_rps: f64,
    current_fail_per_sec: f64,
    /// Per second over the run.
    total_rps: f64,
    total_fail_per_sec: f64,
    /// From 0 to 1.
    fail_ratio: f64,
    /// Of the last whole second; null where nothing was answered in it.
    current_response_time_percentiles: BTreeMap<&'static str, Option<f64>>,
    /// `ready`, `spawning`, `running`, `stopping` or `stopped`.
    state: &'static str,
    user_count: u64,
}

#[derive(Debug, Serialize, ToSchema)]
#[schema(as = LocustRow)]
struct Row {
    method: String,
    name: &'static str,
    num_requests: u64,
    num_failures: u64,
    min_response_time: f64,
    max_response_time: f64,
    current_rps: f64,
    current_fail_per_sec: f64,
    avg_response_time: f64,
    median_response_time: f64,
    total_rps: f64,
    total_fail_per_sec: f64,
    #[serde(rename = "response_time_percentile_0.95")]
    p95: f64,
    #[serde(rename = "response_time_percentile_0.99")]
    p99: f64,
    avg_content_length: f64,
}

#[derive(Debug, Serialize, ToSchema)]
#[schema(as = LocustError)]
struct ErrorRow {
    method: String,
    name: &'static str,
    error: String,
    occurrences: u64,
}

impl Report {
    /// Before the first run.
    pub(super) fn nothing() -> Self {
        Self::with(&CallFigures::default(), vec![], vec![], "ready", 0, [None; 2], 0.0)
    }

    /// A run as it stands.
    pub(super) fn of(run: &Run) -> Self {
        let progress = run.progress();
        let elapsed_s = progress.elapsed.as_secs_f64();
        let state = match (&progress.ended, run.is_stopping()) {
            (Some(_), _) => "stopped",
            (None, true) => "stopping",
            (None, false) if progress.users < run.asked().users as u64 => "spawning",
            (None, false) => "running",
        };
        let rows = progress
            .requests
            .iter()
            .map(|row| Row::of(row.request.method().to_string(), row.request.name(), &row.figures, elapsed_s));
        let rows = rows.collect();
        let errors = progress.failed.iter().map(ErrorRow::of).collect();
        let seconds = run.seconds();
        let last = seconds.rows.last().filter(|second| second.requests > 0 && progress.ended.is_none());
        let last = [last.map(|second| second.p50_us), last.map(|second| second.p95_us)];
        let last = last.map(|us| us.map(|us| f64::from(us) / 1000.0));
        Self::with(&progress.total, rows, errors, state, progress.users, last, elapsed_s)
    }

    fn with(
        total: &CallFigures,
        mut stats: Vec<Row>,
        errors: Vec<ErrorRow>,
        state: &'static str,
        user_count: u64,
        [p50, p95]: [Option<f64>; 2],
        elapsed_s: f64,
    ) -> Self {
        let all = Row::of(String::new(), "Aggregated", total, elapsed_s);
        let fail_ratio = if total.count == 0 { 0.0 } else { total.failures as f64 / total.count as f64 };
        let report = Self {
            current_rps: all.current_rps,
            current_fail_per_sec: all.current_fail_per_sec,
            total_rps: all.total_rps,
            total_fail_per_sec: all.total_fail_per_sec,
            fail_ratio,
            current_response_time_percentiles: [
                ("response_time_percentile_0.5", p50),
                ("response_time_percentile_0.95", p95),
            ]
            .into(),
            state,
            user_count,
            stats: Vec::new(),
            errors,
        };
        stats.push(all);
        Self { stats, ..report }
    }
}

impl Row {
    fn of(method: String, name: &'static str, figures: &CallFigures, elapsed_s: f64) -> Self {
        let failing = if elapsed_s > 0.0 { to_a_thousandth(figures.failures as f64 / elapsed_s) } else { 0.0 };
        Self {
            method,
            name,
            num_requests: figures.count,
            num_failures: figures.failures,
            min_response_time: figures.min_ms,
            max_response_time: figures.max_ms,
            current_rps: figures.rate,
            current_fail_per_sec: figures.failure_rate,
            avg_response_time: figures.mean_ms,
            median_response_time: figures.p50_ms,
            total_rps: figures.mean_rate,
            total_fail_per_sec: failing,
            p95: figures.p95_ms,
            p99: figures.p99_ms,
            avg_content_length: figures.mean_body_bytes.unwrap_or_default(),
        }
    }
}

impl ErrorRow {
    fn of(row: &FailureRow) -> Self {
        Self {
            method: row.request.map_or_else(String::new, |request| request.method().to_string()),
            name: row.request.map_or(row.journey.name(), |request| request.name()),
            error: format!("{}: {}", row.kind.name(), row.message),
            occurrences: row.count,
        }
    }
}
