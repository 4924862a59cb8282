//! Past runs: listed, shown, compared and deleted, as pages without a script and as JSON.

use std::collections::BTreeMap;
use std::io;
use std::sync::Arc;

use axum::Json;
use axum::extract::{FromRequestParts, Path, Query, State};
use axum::http::request::Parts;
use axum::http::{StatusCode, header};
use axum::response::{Html, IntoResponse, Redirect, Response};
use maud::{Markup, html};
use movie_guru_pages::below;
use movie_guru_service::openapi::problems;
use movie_guru_service::{Problem, in_words};
use serde::{Deserialize, Serialize};
use utoipa::openapi::{RefOr, Response as Told};
use utoipa::{IntoResponses, ToSchema};

use crate::figures::call_figures::CallFigures;
use crate::figures::csv;
use crate::figures::kept::{KeptRun, KeptRuns};
use crate::figures::report;
use crate::figures::stats::Stats;
use crate::front::links::links;
use crate::front::state::Front;

type Answer = Result<Response, Trouble>;

/// The folder cannot be read or written; what is wrong with it is for the log.
pub(super) struct Trouble(io::Error);

impl From<io::Error> for Trouble {
    fn from(error: io::Error) -> Self {
        Self(error)
    }
}

impl Trouble {
    const WORDS: &str = "The folder of past runs cannot be used; the log says why.";

    fn log(&self) {
        tracing::error!(error = %self.0, "past runs cannot be read or written");
    }
}

/// For pages.
impl IntoResponse for Trouble {
    fn into_response(self) -> Response {
        self.log();
        in_words(StatusCode::INTERNAL_SERVER_ERROR, Self::WORDS)
    }
}

/// For programs.
impl From<Trouble> for Problem {
    fn from(trouble: Trouble) -> Self {
        trouble.log();
        Self::new(StatusCode::INTERNAL_SERVER_ERROR, Trouble::WORDS)
    }
}

impl IntoResponses for Trouble {
    fn responses() -> BTreeMap<String, RefOr<Told>> {
        problems([(StatusCode::INTERNAL_SERVER_ERROR, "The folder of past runs cannot be used.")])
    }
}

const NO_SUCH_RUN: &str = "There is no such run; it may have been deleted.";

fn missing() -> Response {
    in_words(StatusCode::NOT_FOUND, NO_SUCH_RUN)
}

fn no_such_run() -> Problem {
    Problem::new(StatusCode::NOT_FOUND, NO_SUCH_RUN)
}

/// Which run a program asks for.
pub(super) struct Id(String);

impl<S: Send + Sync> FromRequestParts<S> for Id {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Problem> {
        let id = Path::<String>::from_request_parts(parts, state).await;
        id.map(|Path(id)| Self(id)).map_err(|_| no_such_run())
    }
}

impl IntoResponses for Id {
    fn responses() -> BTreeMap<String, RefOr<Told>> {
        problems([(StatusCode::NOT_FOUND, "There is no such run.")])
    }
}

impl Front {
    fn kept(&self) -> Option<KeptRuns> {
        self.load.kept().cloned()
    }

    /// Disk work, off the threads that serve.
    async fn on_disk<T: Send + 'static>(
        &self,
        work: impl FnOnce(KeptRuns) -> io::Result<T> + Send + 'static,
    ) -> io::Result<Option<T>> {
        let Some(kept) = self.kept() else { return Ok(None) };
        tokio::task::spawn_blocking(move || work(kept)).await?.map(Some)
    }

    async fn run(&self, id: String) -> io::Result<Option<KeptRun>> {
        Ok(self.on_disk(move |kept| kept.read(&id)).await?.flatten())
    }
}

/// Past runs.
#[derive(Serialize, ToSchema)]
pub(super) struct PastRuns {
    /// The newest first.
    runs: Vec<PastRun>,
}

/// A past run without its seconds.
#[derive(Serialize, ToSchema)]
struct PastRun {
    #[schema(example = "20260601T120000000Z-2a")]
    id: String,
    run: Stats,
}

/// List past runs
#[utoipa::path(
    get, path = "/api/runs", operation_id = "runs", tag = "Past runs",
    responses((status = 200, description = "The newest 50", body = PastRuns), Trouble),
)]
pub(super) async fn list(State(front): State<Arc<Front>>) -> Result<Json<PastRuns>, Problem> {
    let runs = front.on_disk(|kept| kept.list()).await.map_err(Trouble)?.unwrap_or_default();
    Ok(Json(PastRuns { runs: runs.into_iter().map(|(id, run)| PastRun { id, run }).collect() }))
}

/// Read a past run
#[utoipa::path(
    get, path = "/api/runs/{id}", operation_id = "run", tag = "Past runs",
    params(("id" = String, Path, description = "As the list has it")),
    responses((status = 200, description = "Its figures", body = Stats), Id, Trouble),
)]
pub(super) async fn figures(State(front): State<Arc<Front>>, Id(id): Id) -> Result<Json<Stats>, Problem> {
    let run = front.run(id).await.map_err(Trouble)?;
    Ok(Json(run.ok_or_else(no_such_run)?.stats))
}

/// Read a past run second by second, as a table
#[utoipa::path(
    get, path = "/api/runs/{id}/run.csv", operation_id = "past_run_table", tag = "Past runs",
    params(("id" = String, Path, description = "As the list has it")),
    responses((status = 200, description = "The table", body = String, content_type = "text/csv"), Id, Trouble),
)]
pub(super) async fn table(State(front): State<Arc<Front>>, Id(id): Id) -> Result<impl IntoResponse, Problem> {
    let run = front.run(id).await.map_err(Trouble)?.ok_or_else(no_such_run)?;
    let began = humantime::parse_rfc3339(&run.stats.started).unwrap_or(std::time::UNIX_EPOCH);
    Ok(([(header::CONTENT_TYPE, "text/csv; charset=utf-8")], csv::run(began, &run.seconds)))
}

/// Delete a past run
#[utoipa::path(
    delete, path = "/api/runs/{id}", operation_id = "delete_run", tag = "Past runs",
    params(("id" = String, Path, description = "As the list has it")),
    responses((status = 204, description = "It is gone"), Id, Trouble),
)]
pub(super) async fn delete(State(front): State<Arc<Front>>, Id(id): Id) -> Result<StatusCode, Problem> {
    let was_there = front.on_disk(move |kept| kept.delete(&id)).await.map_err(Trouble)?.unwrap_or(false);
    if was_there { Ok(StatusCode::NO_CONTENT) } else { Err(no_such_run()) }
}

pub(super) async fn delete_by_form(State(front): State<Arc<Front>>, Path(id): Path<String>) -> Answer {
    front.on_disk(move |kept| kept.delete(&id)).await?;
    Ok(Redirect::to(&below("/runs")).into_response())
}

pub(super) async fn report(State(front): State<Arc<Front>>, Path(id): Path<String>) -> Answer {
    Ok(front.run(id).await?.map_or_else(missing, |run| Html(report::html(&run)).into_response()))
}

/// The run that is on, as it stands, or the last one.
pub(super) async fn report_of_now(State(front): State<Arc<Front>>) -> Response {
    match front.load.current() {
        Some(run) => Html(report::html(&run.whole())).into_response(),
        None => (StatusCode::NOT_FOUND, "There has been no load test yet.\n").into_response(),
    }
}

pub(super) async fn page(State(front): State<Arc<Front>>) -> Answer {
    let runs = front.on_disk(|kept| kept.list()).await?.unwrap_or_default();
    let body = html! {
        (links(&front.links))
        h1 { "Past runs" }
        @if runs.is_empty() { p { "None yet. A run is kept when it ends." } } @else {
            form #compare action=(below("/runs/compare")) {}
            div.wide { table {
                thead { tr {
                    th { "started (UTC)" } th { "people" } th { "length" } th { "requests" } th { "per s" } th { "failed" }
                    th { "p50" } th { "p95" } th { "ended" } th { "A" } th { "B" } th { "" }
                } }
                tbody { @for (place, (id, stats)) in runs.iter().enumerate() { (row(place, id, stats)) } }
            } }
            p { button form="compare" type="submit" { "Compare A with B" } }
        }
        p.note { "The newest 50 are kept, and at most 100 MB of them." }
    };
    Ok(Html(report::page("Past runs · load", body)).into_response())
}

fn row(place: usize, id: &str, stats: &Stats) -> Markup {
    let (progress, total) = (&stats.progress, &stats.progress.total);
    let started = stats.started.replace('T', " ").replace('Z', "");
    html! { tr {
        th { a href={ (below("/runs/")) (id) } { (started) } }
        td { (stats.settings.users) }
        td { (format!("{:.0} s", progress.elapsed.as_secs_f64())) }
        td { (total.count) } td { (format!("{:.1}", total.mean_rate)) } td { (report::failed(total)) }
        td { (report::ms(total.p50_ms)) } td { (report::ms(total.p95_ms)) } td { (report::ended(progress)) }
        // The newest is held against the one before it, unless something else is asked for.
        td { input type="radio" form="compare" name="a" value=(id) aria-label={ "A: " (started) } checked[place == 1]; }
        td { input type="radio" form="compare" name="b" value=(id) aria-label={ "B: " (started) } checked[place == 0]; }
        td { form method="post" action={ (below("/runs/")) (id) "/delete" } { button type="submit" aria-label={ "Delete " (started) } { "Delete" } } }
    } }
}

#[derive(Deserialize)]
pub(super) struct Two {
    #[serde(default)]
    a: String,
    #[serde(default)]
    b: String,
}

pub(super) async fn compare(State(front): State<Arc<Front>>, Query(Two { a, b }): Query<Two>) -> Answer {
    let (Some(a), Some(b)) = (front.run(a).await?, front.run(b).await?) else {
        return Ok((StatusCode::NOT_FOUND, "Choose two runs to compare, an A and a B.\n").into_response());
    };
    let body = html! {
        (links(&front.links))
        h1 { "Two runs" }
        p.sub {
            @for (name, run) in [("A", &a), ("B", &b)] {
                (name) ": " a href={ (below("/runs/")) (run.id) } { (run.stats.started) } " on " (report::target(&run.stats.settings)) br;
            }
        }
        div.wide { table {
            thead { tr {
                th { "" } th { "requests A" } th { "B" } th { "failed A" } th { "B" } th { "per s A" } th { "B" }
                @for quantile in ["p50", "p95", "p99"] { th { (quantile) " A" } th { "B" } th { "" } }
            } }
            tbody { @for (name, a, b) in both(&a.stats, &b.stats) { (difference(name, a, b)) } }
        } }
        p.note { "The percentages say how much longer or shorter B is than A." }
    };
    Ok(Html(report::page("Two runs · load", body)).into_response())
}

/// The rows that at least one of them has.
fn both<'a>(a: &'a Stats, b: &'a Stats) -> Vec<(&'static str, Option<&'a CallFigures>, Option<&'a CallFigures>)> {
    let of = |stats: &'a Stats, name: &str| {
        stats.progress.requests.iter().find(|row| row.request.name() == name).map(|row| &row.figures)
    };
    let mut rows = vec![("all", Some(&a.progress.total), Some(&b.progress.total))];
    for request in crate::plan::journey::Request::all() {
        let (a, b) = (of(a, request.name()), of(b, request.name()));
        if a.is_some() || b.is_some() {
            rows.push((request.name(), a, b));
        }
    }
    rows
}

fn difference(name: &str, a: Option<&CallFigures>, b: Option<&CallFigures>) -> Markup {
    let count = |figures: Option<&CallFigures>| figures.map_or("–".to_owned(), |figures| figures.count.to_string());
    let failed = |figures: Option<&CallFigures>| figures.map_or("–".to_owned(), report::failed);
    let rate =
        |figures: Option<&CallFigures>| figures.map_or("–".to_owned(), |figures| format!("{:.1}", figures.mean_rate));
    let times = |figures: Option<&CallFigures>| figures.map(|figures| [figures.p50_ms, figures.p95_ms, figures.p99_ms]);
    let time = |times: Option<[f64; 3]>, place: usize| times.map_or("–".to_owned(), |times| report::ms(times[place]));
    let (times_a, times_b) = (times(a), times(b));
    html! { tr {
        th { (name) } td { (count(a)) } td { (count(b)) } td { (failed(a)) } td { (failed(b)) } td { (rate(a)) } td { (rate(b)) }
        @for place in 0..3 {
            td { (time(times_a, place)) } td { (time(times_b, place)) }
            td { @if let (Some(a), Some(b)) = (times_a, times_b) { (change(a[place], b[place])) } }
        }
    } }
}

/// A tenth more or less is worth a colour.
fn change(a: f64, b: f64) -> Markup {
    if a <= 0.0 {
        return html! {};
    }
    let percent = (b / a - 1.0) * 100.0;
    let class = if percent > 10.0 {
        "worse"
    } else if percent < -10.0 {
        "better"
    } else {
        "same"
    };
    html! { span.(class) { (format!("{percent:+.0} %")) } }
}
