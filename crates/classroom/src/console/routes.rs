//! The console's addresses.

use std::sync::{Arc, PoisonError};

use axum::extract::{DefaultBodyLimit, Form, Path, Query, State};
use axum::middleware::from_fn_with_state;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use http::{HeaderMap, StatusCode};
use movie_guru_service::Problem;
use serde::Deserialize;

use super::access::let_in;
use super::act::{Asked, act};
use super::answer::{outcomes, refused};
use super::app::App;
use super::board::{Order, board};
use super::live;
use super::team::{team_page, workbook_page};

pub(super) fn routes(app: &Arc<App>) -> Router<Arc<App>> {
    Router::new()
        .route("/", get(all))
        .route("/events", get(events))
        .route("/teams/{team}", get(one))
        .route("/teams/{team}/events", get(events_of_one))
        .route("/teams/{team}/workbook", get(workbook))
        .route("/teams/{team}/do", post(do_for_one))
        .route("/all/do", post(do_for_all))
        .route("/api/class", get(as_json))
        .route("/assets/{version}/{*file}", get(file))
        .route("/favicon.ico", get(favicon))
        .fallback(nothing)
        .layer(DefaultBodyLimit::max(16 * 1024))
        .layer(from_fn_with_state(Arc::clone(app), let_in))
}

#[derive(Deserialize)]
struct Wish {
    #[serde(default)]
    order: String,
}

async fn all(State(app): State<Arc<App>>, Query(wish): Query<Wish>) -> Response {
    let order = if wish.order == "file" { Order::File } else { Order::Need };
    let class = Arc::clone(&app.watch.class().borrow());
    board(&app, &class, order).into_response()
}

async fn events(State(app): State<Arc<App>>) -> Response {
    live::class(app).into_response()
}

async fn one(State(app): State<Arc<App>>, headers: HeaderMap, Path(name): Path<String>) -> Response {
    let class = Arc::clone(&app.watch.class().borrow());
    let Some(team) = class.team(&name) else { return no_team(&app, &headers, &name) };
    let seen = app.watch.seen(&name).and_then(|seen| seen.borrow().clone());
    let past = app.past.lock().unwrap_or_else(PoisonError::into_inner).of(&name);
    team_page(&app, team, seen.as_deref(), &past).into_response()
}

async fn events_of_one(State(app): State<Arc<App>>, headers: HeaderMap, Path(name): Path<String>) -> Response {
    if app.watch.lab(&name).is_none() {
        return no_team(&app, &headers, &name);
    }
    live::team(app, name).into_response()
}

async fn workbook(State(app): State<Arc<App>>, headers: HeaderMap, Path(name): Path<String>) -> Response {
    let Some(lab) = app.watch.lab(&name) else { return no_team(&app, &headers, &name) };
    match lab.workbook().await {
        Ok(text) => workbook_page(&app, &name, Ok(&text)).into_response(),
        Err(error) => (StatusCode::BAD_GATEWAY, workbook_page(&app, &name, Err(&error.to_string()))).into_response(),
    }
}

async fn do_for_one(
    State(app): State<Arc<App>>,
    headers: HeaderMap,
    Path(name): Path<String>,
    Form(asked): Form<Asked>,
) -> Response {
    if app.watch.lab(&name).is_none() {
        return no_team(&app, &headers, &name);
    }
    let back = format!("/teams/{name}");
    done(&app, &headers, asked, vec![name], &back).await
}

async fn do_for_all(State(app): State<Arc<App>>, headers: HeaderMap, Form(asked): Form<Asked>) -> Response {
    let teams = app.watch.labs().map(|lab| lab.team().to_owned()).collect();
    done(&app, &headers, asked, teams, "/").await
}

async fn done(app: &App, headers: &HeaderMap, asked: Asked, teams: Vec<String>, back: &str) -> Response {
    match asked.action() {
        Ok(action) => outcomes(app, headers, &act(app, &action, &teams).await, back),
        Err(words) => refused(app, headers, StatusCode::UNPROCESSABLE_ENTITY, &words, back),
    }
}

/// `GET /api/class`: the class as it was last seen.
async fn as_json(State(app): State<Arc<App>>) -> Response {
    let class = Arc::clone(&app.watch.class().borrow());
    Json(&*class).into_response()
}

async fn file(State(app): State<Arc<App>>, Path((version, file)): Path<(String, String)>) -> Response {
    app.assets.answer(&version, &file)
}

async fn favicon(State(app): State<Arc<App>>) -> Response {
    app.assets.favicon()
}

fn no_team(app: &App, headers: &HeaderMap, name: &str) -> Response {
    let words = format!("There is no team `{name}` in the teams' file.");
    refused(app, headers, StatusCode::NOT_FOUND, &words, "/")
}

async fn nothing() -> Response {
    Problem::of_status(StatusCode::NOT_FOUND).into_response()
}
