//! The HTTP API: one file per endpoint; the session, what surrounds every request, and errors beside them.

mod act;
mod chat;
mod every_request;
mod health;
mod history;
mod json;
mod login;
mod logout;
mod movie;
mod phase;
mod posters;
mod preferences;
mod problem;
mod search;
mod session;
mod startup;

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::Request;
use axum::middleware::{self, Next};
use axum::routing::{MethodRouter, get, post};
use movie_guru_service::{Gate, Names, problem};
use movie_guru_telemetry::Telemetry;
use movie_guru_telemetry::contract::Operation;
use movie_guru_telemetry::http::{HttpMeters, measure, metrics};

use crate::app::App;
use crate::phase::Shaped;

/// All routes of the backend, called by these names; `body` is how long a request's body may take.
pub(crate) fn router(app: Arc<App>, names: Names, body: Duration, telemetry: &Telemetry) -> Router {
    let lived = |routes: MethodRouter<Arc<App>>, asked: Option<Shaped>| {
        let app = Arc::clone(&app);
        routes.layer(middleware::from_fn(move |request: Request, next: Next| {
            every_request::lived(Arc::clone(&app), asked, request, next)
        }))
    };
    let measured = |routes, operation: Operation| lived(routes, Some(operation.into()));
    let preferences = {
        let app = Arc::clone(&app);
        get(preferences::get).post(preferences::post).layer(middleware::from_fn(move |request: Request, next: Next| {
            let operation = every_request::preferences_operation(request.method());
            every_request::lived(Arc::clone(&app), Some(operation.into()), request, next)
        }))
    };
    let health = {
        let app = Arc::clone(&app);
        get(health::health).layer(middleware::from_fn(move |request: Request, next: Next| {
            every_request::health_check(Arc::clone(&app), request, next)
        }))
    };
    let routes = Router::new()
        .route("/", health)
        .route("/login", measured(post(login::post), Operation::Login))
        .route("/logout", measured(get(logout::end).post(logout::end), Operation::Logout))
        .route("/startup", measured(get(startup::get), Operation::Startup))
        .route("/chat", measured(post(chat::post), Operation::Chat))
        .route("/preferences", preferences)
        .route("/search", measured(get(search::get), Operation::Search))
        .route("/history", lived(get(history::get).delete(history::delete), Some(Shaped::History)))
        .route("/posters/{file}", lived(get(posters::get), None))
        .route("/phase", lived(get(phase::get).post(phase::post), None))
        .route("/livez", get(health::live).layer(middleware::from_fn(every_request::probe)))
        .route("/readyz", lived(get(health::ready), None))
        .route("/metrics", get(metrics).with_state(telemetry.clone()).layer(middleware::from_fn(every_request::probe)))
        .fallback_service(
            lived(axum::routing::any(|| async { http::StatusCode::NOT_FOUND }), None).with_state(Arc::clone(&app)),
        );
    Gate { names, body, refuse: problem }
        .around(routes)
        .layer(middleware::from_fn_with_state(HttpMeters::new(telemetry.meter()), measure))
        .with_state(app)
}
