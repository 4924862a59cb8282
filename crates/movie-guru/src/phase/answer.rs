//! What `GET` and `POST /phase` answer, for both ends.
//!
//! `CurrentProbMetrics` and `scenario` are published and always there. Beside them stands what they do not say.

use guru::field_problem::FieldProblem;
use serde::Serialize;
use serde_json::{Map, Value, json};
use utoipa::openapi::schema::{
    AdditionalProperties, ArrayBuilder, ObjectBuilder, OneOfBuilder, Schema, SchemaType, Type,
};
use utoipa::openapi::{Ref, RefOr};
use utoipa::{PartialSchema, ToSchema};

use super::behaviour::Behaviour;
use super::faults::web_drop;
use super::fields::Phase;
use super::reading::Reading;
use super::scenario::{Read, Scenario, VERSION};

const PHASE: &str = "CurrentProbMetrics";

/// How the app behaves just now.
#[derive(Clone, Debug, Serialize)]
pub struct Answer {
    /// The behaviour in 24 fields, as far as they can say it.
    #[serde(rename = "CurrentProbMetrics")]
    phase: Option<Phase>,
    /// By which it can be set again, unless it is `custom`.
    scenario: String,
    /// The rest in the scenario's own form: `title` where the name does not say it, `behaviour` and `mixes` where the 24
    /// fields do not, `faults` where there are some, and `web`, by which the web edge
    /// knows `web.drop` whatever the version of either.
    #[serde(flatten)]
    more: Map<String, Value>,
    /// What was asked for and is not known here.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    unknown: Vec<FieldProblem>,
}

impl Answer {
    /// The answer for a scenario; `unknown` is what of it was not known here.
    pub fn of(scenario: &Scenario, unknown: Vec<FieldProblem>) -> Self {
        let phase = scenario.phase();
        let mut more = scenario.document();
        if phase.as_ref().is_some_and(|phase| Behaviour::from(phase) == scenario.behaviour) {
            more.remove("behaviour");
            more.remove("mixes");
        }
        if scenario.title == Scenario::expected_title(&scenario.name) {
            more.remove("title");
        }
        if more.len() == 1 {
            more.remove("version");
        }
        let drop = web_drop::share(&scenario.faults);
        if drop > 0.0 {
            more.insert("web".to_owned(), json!({"drop": drop}));
        }
        Self { phase, scenario: scenario.name.clone(), more, unknown }
    }

    /// The scenario's own form (docs/scenarios.md) in the API's document. What it has of operations, mixes and kinds of fault
    /// is said there, and by the errors.
    pub(crate) fn form() -> ObjectBuilder {
        let object_or_null = || ObjectBuilder::new().schema_type(SchemaType::from_iter([Type::Object, Type::Null]));
        let fault =
            ObjectBuilder::new().property("name", ObjectBuilder::new().schema_type(Type::String)).required("name");
        ObjectBuilder::new()
            .property("version", ObjectBuilder::new().schema_type(Type::Integer).minimum(Some(1)))
            .property("title", ObjectBuilder::new().schema_type(Type::String))
            .property("behaviour", object_or_null())
            .property("mixes", object_or_null())
            .property("faults", ArrayBuilder::new().items(fault))
            .property("web", object_or_null())
    }

    /// The scenario that an answer tells of, from a backend of any version.
    pub fn scenario(answer: &Map<String, Value>) -> Result<Read, Vec<FieldProblem>> {
        let Some(name) = answer.get("scenario").and_then(Value::as_str) else {
            return Err(vec![FieldProblem::new("scenario", "is missing, or no text")]);
        };
        let beside = |field: &str| matches!(field, PHASE | "scenario" | "web" | "unknown");
        let form = answer.iter().filter(|(field, _)| !beside(field));
        let mut form: Map<_, _> = form.map(|(field, value)| (field.clone(), value.clone())).collect();
        form.entry("version").or_insert_with(|| VERSION.into());
        form.entry("title").or_insert_with(|| Scenario::expected_title(name).into());
        let mut read = Scenario::read_from(&form, true)?;
        let said = ["behaviour", "mixes"].iter().any(|field| form.contains_key(*field));
        if let Some(Value::Object(fields)) = answer.get(PHASE).filter(|_| !said) {
            let mut reading = Reading::new(true);
            let phase = Phase::read(&mut reading, PHASE, fields);
            let (phase, unknown) = reading.end(phase)?;
            read.scenario.behaviour = phase.as_ref().map(Behaviour::from).unwrap_or_default();
            read.unknown.extend(unknown);
        }
        read.scenario.name = name.to_owned();
        Ok(read)
    }
}

impl ToSchema for Answer {
    fn name() -> std::borrow::Cow<'static, str> {
        "CurrentPhase".into()
    }

    fn schemas(schemas: &mut Vec<(String, RefOr<Schema>)>) {
        schemas.push((Phase::name().into_owned(), Phase::schema()));
    }
}

impl PartialSchema for Answer {
    fn schema() -> RefOr<Schema> {
        let null = ObjectBuilder::new().schema_type(Type::Null);
        Self::form()
            .property(PHASE, OneOfBuilder::new().item(null).item(Ref::from_schema_name(Phase::name())))
            .required(PHASE)
            .property("scenario", ObjectBuilder::new().schema_type(Type::String))
            .required("scenario")
            .property("unknown", ArrayBuilder::new().items(ObjectBuilder::new()))
            .additional_properties(Some(AdditionalProperties::FreeForm(false)))
            .into()
    }
}
