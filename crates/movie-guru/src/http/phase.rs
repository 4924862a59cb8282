//! `GET` and `POST /phase`: how the app behaves just now.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::Json;
use axum::extract::{FromRequestParts, State};
use http::StatusCode;
use http::request::Parts;
use movie_guru_service::Problem;
use movie_guru_service::openapi::problems;
use serde::Deserialize;
use serde_json::{Map, Value};
use utoipa::openapi::schema::{AdditionalProperties, AnyOfBuilder, ObjectBuilder, Schema, Type};
use utoipa::openapi::{Ref, RefOr, Response};
use utoipa::{IntoResponses, PartialSchema, ToSchema};

use super::json::JsonBody;
use super::problem::bad_fields;
use crate::app::App;
use crate::phase::scenario::{self, Read, Scenario};
use crate::phase::{Answer, Phase, stored};
use guru::field_problem::FieldProblem;

/// See how the app behaves
#[utoipa::path(
    get, path = "/phase", operation_id = "phase", tag = "Phase",
    responses((status = 200, description = "The scenario that is on", body = Answer)),
)]
pub(crate) async fn get(State(app): State<Arc<App>>) -> Json<Answer> {
    Json(Answer::of(&app.stage.scenario(), Vec::new()))
}

/// Change how the app behaves
///
/// To a scenario by its name, to one of one's own, or to the 24 fields of a phase. What is wrong is named, and then nothing
/// changes.
#[utoipa::path(
    post, path = "/phase", operation_id = "set_phase", tag = "Phase", security((), ("admin" = [])),
    request_body(content = Asked, examples(
        ("a scenario" = (value = json!({"scenario": "challenge-1"}))),
        ("the app as it is" = (value = json!({"scenario": "healthy"}))),
    )),
    responses((status = 200, description = "The scenario that is on now", body = Answer), Admin, JsonBody<Asked>),
)]
pub(crate) async fn post(
    State(app): State<Arc<App>>,
    _: Admin,
    JsonBody(Asked(fields)): JsonBody<Asked>,
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

/// A scenario as it is asked for: read by hand, so that every field that is wrong can be named.
#[derive(Deserialize)]
#[serde(transparent)]
pub(crate) struct Asked(Map<String, Value>);

impl ToSchema for Asked {
    fn name() -> std::borrow::Cow<'static, str> {
        "AskedPhase".into()
    }

    fn schemas(schemas: &mut Vec<(String, RefOr<Schema>)>) {
        schemas.push((Phase::name().into_owned(), Phase::schema()));
    }
}

impl PartialSchema for Asked {
    fn schema() -> RefOr<Schema> {
        let names = ObjectBuilder::new().schema_type(Type::String).enum_values(Some(scenario::names()));
        let named = ObjectBuilder::new().property("scenario", names).required("scenario");
        let named = named.additional_properties(Some(AdditionalProperties::FreeForm(false)));
        let form = Answer::form().additional_properties(Some(AdditionalProperties::FreeForm(false)));
        AnyOfBuilder::new().item(named).item(Ref::from_schema_name(Phase::name())).item(form).into()
    }
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

impl IntoResponses for Admin {
    fn responses() -> BTreeMap<String, RefOr<Response>> {
        problems([(StatusCode::UNAUTHORIZED, "The backend wants the admin token, and this is not it.")])
    }
}

impl FromRequestParts<Arc<App>> for Admin {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self, Problem> {
        let detail = "This call needs the header Authorization: Bearer <admin token>.";
        app.admin_token.is_in(&parts.headers).then_some(Self).ok_or_else(|| Problem::unauthorized("Bearer", detail))
    }
}
