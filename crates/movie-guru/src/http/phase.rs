//! `GET` and `POST /phase`: how the app behaves just now.

use std::sync::Arc;

use axum::Json;
use axum::extract::{FromRequestParts, State};
use http::request::Parts;
use movie_guru_service::Problem;
use serde::Serialize;
use serde_json::{Map, Value};

use super::json::JsonBody;
use super::problem::bad_fields;
use crate::app::App;
use crate::phase::Phase;
use crate::phase::scenario::{Scenario, Web};
use guru::field_problem::FieldProblem;

#[derive(Serialize)]
pub(crate) struct Current {
    #[serde(rename = "CurrentProbMetrics")]
    phase: Option<Phase>,
    scenario: String,
    /// Left out where it is as without a scenario.
    #[serde(skip_serializing_if = "Option::is_none")]
    web: Option<Web>,
}

impl From<&Scenario> for Current {
    fn from(scenario: &Scenario) -> Self {
        let web = Some(scenario.web).filter(|web| *web != Web::default());
        Self { phase: scenario.phase.clone(), scenario: scenario.name.clone(), web }
    }
}

pub(crate) async fn get(State(app): State<Arc<App>>) -> Json<Current> {
    Json(Current::from(app.stage.scenario().as_ref()))
}

pub(crate) async fn post(
    State(app): State<Arc<App>>,
    _: Admin,
    JsonBody(fields): JsonBody<Map<String, Value>>,
) -> Result<Json<Current>, Problem> {
    let scenario = requested(&fields).map_err(|problems| bad_fields("The phase cannot be taken", &problems))?;
    let current = Current::from(&scenario);
    match app.store.shared_stage() {
        Some(shared) => {
            let set = shared.write(scenario).await?;
            app.stage.follow(set.scenario, set.revision);
        }
        None => app.stage.set(scenario),
    }
    Ok(Json(current))
}

fn requested(fields: &Map<String, Value>) -> Result<Scenario, Vec<FieldProblem>> {
    let Some(name) = fields.get("scenario") else { return Phase::from_fields(fields).map(Scenario::custom) };
    let mut problems: Vec<_> = fields
        .keys()
        .filter(|field| *field != "scenario")
        .map(|field| FieldProblem::new(field, "cannot stand beside a scenario"))
        .collect();
    let scenario = name.as_str().ok_or_else(|| "must be a name".to_owned());
    match scenario.and_then(|name| Scenario::named(name).map_err(|error| error.to_string())) {
        Ok(scenario) if problems.is_empty() => return Ok(scenario),
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
