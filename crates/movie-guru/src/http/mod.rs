//! The HTTP API: one file per endpoint; the session, what surrounds every request, and errors beside them.

mod act;
mod chat;
mod document;
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
mod workshop;

use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use axum::extract::{DefaultBodyLimit, Request};
use axum::middleware::{self, Next};
use axum::routing::any;
use movie_guru_contract::{Operation, Unmeasured};
use movie_guru_service::{Gate, Names, openapi, problem};
use movie_guru_telemetry::Telemetry;
use movie_guru_telemetry::http::{self as exposed, HttpMeters, measure};
use utoipa::OpenApi;
use utoipa_axum::router::{OpenApiRouter, UtoipaMethodRouter, UtoipaMethodRouterExt};
use utoipa_axum::routes;

use crate::app::App;
use crate::phase::Shaped;

/// All routes of the backend, called by these names; `body` is how long a request's body may take.
///
/// # Errors
/// Where the API's document cannot be written.
pub(crate) fn router(
    app: Arc<App>,
    names: Names,
    body: Duration,
    telemetry: &Telemetry,
) -> Result<Router, serde_json::Error> {
    let (routes, api) = api(&app, telemetry).split_for_parts();
    let fallback = Arc::clone(&app);
    let nowhere = any(async || http::StatusCode::NOT_FOUND).layer(middleware::from_fn(move |request, next| {
        every_request::lived(Arc::clone(&fallback), None, request, next)
    }));
    let routes = routes
        .route(openapi::PATH, openapi::route(api, openapi::PROBLEM)?.layer(middleware::from_fn(every_request::probe)))
        .fallback_service(nowhere.with_state(Arc::clone(&app)));
    Ok(Gate { names, body, refuse: problem }
        .around(routes)
        .layer(middleware::from_fn_with_state(HttpMeters::new(telemetry.meter()), measure))
        .with_state(app))
}

/// Every operation with what surrounds it, and what the document says of it.
fn api(app: &Arc<App>, telemetry: &Telemetry) -> OpenApiRouter<Arc<App>> {
    let lived = |mut routes: Routes, asked: Option<Shaped>| {
        let app = Arc::clone(app);
        every_request::tell(&mut routes.1);
        routes.layer(middleware::from_fn(move |request: Request, next: Next| {
            every_request::lived(Arc::clone(&app), asked, request, next)
        }))
    };
    let health = |routes: Routes| {
        let app = Arc::clone(app);
        routes.layer(middleware::from_fn(move |request: Request, next: Next| {
            every_request::health_check(Arc::clone(&app), request, next)
        }))
    };
    // Two operations may share a path. What is none of their methods is then the later one's.
    let begun = OpenApiRouter::with_openapi(document::Api::openapi());
    let operations = Operation::ALL.into_iter().fold(begun, |router, operation| {
        router.routes(match operation {
            Operation::HealthCheck => health(answers(operation)),
            _ => lived(answers(operation), Some(operation.into())),
        })
    });
    let live: Routes = routes!(health::live);
    let metrics: Routes = routes!(exposed::metrics).with_state(telemetry.clone());
    Unmeasured::ALL
        .into_iter()
        .fold(operations, |router, other| {
            let asked = (other == Unmeasured::History).then_some(Shaped::History);
            router.routes(lived(answers_unmeasured(other), asked))
        })
        .routes(live.layer(middleware::from_fn(every_request::probe)))
        .routes(lived(routes!(health::ready), None))
        .routes(metrics.layer(middleware::from_fn(every_request::probe)))
}

type Routes = UtoipaMethodRouter<Arc<App>>;

/// What answers an operation; a row of the contract without an arm here does not compile.
fn answers(operation: Operation) -> Routes {
    match operation {
        Operation::Login => routes!(login::post),
        Operation::Logout => routes!(logout::by_link, logout::end),
        Operation::Startup => routes!(startup::get),
        Operation::Chat => routes!(chat::post),
        Operation::PrefGet => routes!(preferences::get),
        Operation::PrefUpdate => routes!(preferences::post),
        Operation::Search => routes!(search::get),
        Operation::HealthCheck => routes!(health::health),
    }
}

fn answers_unmeasured(other: Unmeasured) -> Routes {
    match other {
        Unmeasured::History => routes!(history::get, history::delete),
        Unmeasured::Poster => routes!(posters::get),
        Unmeasured::Phase => routes!(phase::get, phase::post),
        Unmeasured::Workshop => {
            let routes: Routes = routes!(workshop::get, workshop::put, workshop::delete);
            routes.layer(DefaultBodyLimit::max(workshop::MOST_BYTES))
        }
    }
}
