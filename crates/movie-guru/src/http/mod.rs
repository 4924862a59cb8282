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
use movie_guru_contract::{Operation, Unmeasured};
use movie_guru_service::{Gate, Names, problem};
use movie_guru_telemetry::Telemetry;
use movie_guru_telemetry::http::{HttpMeters, measure, metrics};

use crate::app::App;

/// All routes of the backend, called by these names; `body` is how long a request's body may take.
pub(crate) fn router(app: Arc<App>, names: Names, body: Duration, telemetry: &Telemetry) -> Router {
    let lived = |routes: MethodRouter<Arc<App>>, operation: Option<Operation>| {
        let app = Arc::clone(&app);
        routes.layer(middleware::from_fn(move |request: Request, next: Next| {
            every_request::lived(Arc::clone(&app), operation, request, next)
        }))
    };
    let health = |routes: MethodRouter<Arc<App>>| {
        let app = Arc::clone(&app);
        routes.layer(middleware::from_fn(move |request: Request, next: Next| {
            every_request::health_check(Arc::clone(&app), request, next)
        }))
    };
    // Two operations may share a path. What is none of their methods is then the later one's.
    let operations = Operation::ALL.into_iter().fold(Router::new(), |router, operation| {
        let routes = match operation {
            Operation::HealthCheck => health(answers(operation)),
            _ => lived(answers(operation), Some(operation)),
        };
        router.route(operation.call().path, routes)
    });
    let routes = Unmeasured::ALL
        .into_iter()
        .fold(operations, |router, other| router.route(other.call().path, lived(answers_unmeasured(other), None)))
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

/// What answers an operation; a row of the contract without an arm here does not compile.
fn answers(operation: Operation) -> MethodRouter<Arc<App>> {
    match operation {
        Operation::Login => post(login::post),
        Operation::Logout => get(logout::end).post(logout::end),
        Operation::Startup => get(startup::get),
        Operation::Chat => post(chat::post),
        Operation::PrefGet => get(preferences::get),
        Operation::PrefUpdate => post(preferences::post),
        Operation::Search => get(search::get),
        Operation::HealthCheck => get(health::health),
    }
}

fn answers_unmeasured(other: Unmeasured) -> MethodRouter<Arc<App>> {
    match other {
        Unmeasured::History => get(history::get).delete(history::delete),
        Unmeasured::Poster => get(posters::get),
        Unmeasured::Phase => get(phase::get).post(phase::post),
    }
}
