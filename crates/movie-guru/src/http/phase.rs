//! `GET` and `POST /phase`: how the app behaves just now.

use std::sync::Arc;

use axum::Json;
use axum::extract::{FromRequestParts, State};
use http::request::Parts;
use movie_guru_service::Problem;
use serde_json::{Map, Value};

use super::json::JsonBody;
use super::problem::bad_fields;
use crate::app::App;
use crate::phase::scenario::{Read, Scenario};
use crate::phase::{Answer, stored};
use guru::field_problem::FieldProblem;

pub(crate) async fn get(State(app): State<Arc<App>>) -> Json<Answer> {
    Json(Answer::of(&app.stage.scenario(), Vec::new()))
}

pub(crate) async fn post(
    State(app): State<Arc<App>>,
    _: Admin,
    JsonBody(fields): JsonBody<Map<String, Value>>,
) -> Result<Json<Answer>, Problem> {
    let read = requested(&fields).map_err(|problems| bad_fields("The phase cannot be taken", &problems))?;
    let answer = Answer::of(&read.scenario, read.unknown.clone());
    match app.store.shared_scenario() {
        Some(shared) => {
            let revision = shared.set(&stored::write(&read.scenario)).await?;
            app.stage.follow(Ok(read), revision);
        }
        None => app.stage.set(read),
    }
    Ok(Json(answer))
}

fn requested(fields: &Map<String, Value>) -> Result<Read, Vec<FieldProblem>> {
    let Some(name) = fields.get("scenario") else { return Scenario::read(fields) };
    let mut problems: Vec<_> = fields
        .keys()
        .filter(|field| *field != "scenario")
        .map(|field| FieldProblem::new(field, "cannot stand beside a scenario"))
        .collect();
    let scenario = name.as_str().ok_or_else(|| "must be a name".to_owned());
    match scenario.and_then(|name| Scenario::named(name).map_err(|error| error.to_string())) {
        Ok(scenario) if problems.is_empty() => return Ok(Read { scenario, unknown: Vec::new() }),
        Ok(_) => {}
        Err(detail) => problems.push(FieldProblem::new("scenario", detail)),
    }
    Err(problems)
}

/// A caller who may change how the lab behaves: everybody, unless an admin token is set.
pub(crate) struct Admin;

impl FromRequestParts<Arc<App>> for Admin {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self, Problem> {
        let detail = "This call needs the header Authorization: Bearer <admin token>.";
        app.admin_token.is_in(&parts.headers).then_some(Self).ok_or_else(|| Problem::unauthorized("Bearer", detail))
    }
}
