//! What callers send: settings as JSON, or a form as text. Settings are read by hand, so that a field that is wrong can be
//! named; here is what the API's document says of them.

use std::borrow::Cow;
use std::collections::BTreeMap;

use axum::extract::{FromRequest, Request};
use axum::http::StatusCode;
use movie_guru_service::Problem;
use movie_guru_service::openapi::problems;
use serde_json::{Map, Value, json};
use utoipa::openapi::schema::{ObjectBuilder, Schema, SchemaType, Type};
use utoipa::openapi::{RefOr, Response};
use utoipa::{IntoResponses, PartialSchema, ToSchema};

use crate::front::form::Wrong;
use crate::plan::settings::RunSettings;

/// A body as text.
pub(super) struct Text(pub(super) String);

impl<S: Send + Sync> FromRequest<S> for Text {
    type Rejection = Problem;

    async fn from_request(request: Request, state: &S) -> Result<Self, Problem> {
        let text = String::from_request(request, state).await;
        text.map(Self).map_err(|refused| Problem::new(refused.status(), refused.body_text()))
    }
}

impl IntoResponses for Text {
    fn responses() -> BTreeMap<String, RefOr<Response>> {
        problems([
            (StatusCode::BAD_REQUEST, "The body is not UTF-8, or it ended early."),
            (StatusCode::PAYLOAD_TOO_LARGE, "The body is larger than 16 KiB."),
        ])
    }
}

/// Settings as they are sent.
pub(super) struct Settings(pub(super) Map<String, Value>);

impl Settings {
    /// The fields of a body; none of none.
    pub(super) fn read(body: &str) -> Result<Self, Wrong> {
        if body.trim().is_empty() {
            return Ok(Self(Map::new()));
        }
        let wrong =
            |error: serde_json::Error| Wrong { field: "", message: format!("the body is no JSON object: {error}") };
        serde_json::from_str(body).map(Self).map_err(wrong)
    }
}

impl IntoResponses for Settings {
    fn responses() -> BTreeMap<String, RefOr<Response>> {
        let refused = problems([
            (StatusCode::CONFLICT, "Not just now: a run is on, or none is."),
            (StatusCode::UNPROCESSABLE_ENTITY, "A setting that cannot be used; `field` names it."),
        ]);
        Text::responses().into_iter().chain(refused).collect()
    }
}

impl ToSchema for Settings {
    fn name() -> Cow<'static, str> {
        "Settings".into()
    }
}

impl PartialSchema for Settings {
    fn schema() -> RefOr<Schema> {
        let also = |types: &[Type]| SchemaType::Array([types, &[Type::String, Type::Null]].concat());
        let field = |types: &[Type], description: String, example: Value| {
            ObjectBuilder::new().schema_type(also(types)).description(Some(description)).examples([example])
        };
        let text = |description: &str, example: &str| field(&[], description.to_owned(), json!(example));
        let number = |description: &str, example: Value| field(&[Type::Number], description.to_owned(), example);
        let users = format!("How many people, from 1 to {}.", RunSettings::MOST_USERS);
        ObjectBuilder::new()
            .description(Some("Settings of a run. What is empty or null is as the load generator was started with."))
            .property(
                "host",
                text(
                    "Where the load goes: this machine, a private network, or a host that was allowed.",
                    "http://127.0.0.1:8081",
                ),
            )
            .property("through", text("`web` or `backend`: what `host` is.", "backend"))
            .property("users", field(&[Type::Integer], users, json!(5)))
            .property("spawn_rate", number("How many people come per second.", json!(1)))
            .property("increase_rate", number("The same, in Goose's word.", json!(1)))
            .property("increase_time_secs", number("Or how many seconds it takes until all are there.", json!(5)))
            .property("run_time", text("How long it runs; without, until it is stopped.", "1h30m"))
            .property("run_time_secs", number("The same in seconds.", json!(90)))
            .property("journeys", text("A set, or journeys with weights.", "main-page=2,swarm=1"))
            .property("think_time", number("The pause between two requests of a person.", json!("1s-2s")))
            .property("shape", text("How many people there are when.", "ramp:50,10m"))
            .property("rate", number("Requests per second of an open model.", json!("50/s")))
            .property(
                "stop_if",
                field(&[Type::Array], "What ends it before its time.".to_owned(), json!(["errors>20%"])),
            )
            .property(
                "percentiles",
                field(&[Type::Array, Type::Number], "What else is told of times.".to_owned(), json!(["p99.9"])),
            )
            .property("seed", field(&[Type::Integer], "Repeats an earlier run's chances.".to_owned(), json!(42)))
            .into()
    }
}

/// What the form of Locust has; of its fields, ours.
#[derive(ToSchema)]
#[expect(dead_code, reason = "read by hand, as text, so that what is wrong can be said as Locust says it")]
pub(super) struct Swarm {
    #[schema(minimum = 1, maximum = 20000, example = 5)]
    user_count: u64,
    /// How many people come per second.
    #[schema(minimum = 0.01, example = 1)]
    spawn_rate: f64,
    /// As it is, where this is empty.
    #[schema(example = "")]
    host: Option<String>,
    /// Seconds, or a length of time; without, until it is stopped.
    #[schema(example = "10m")]
    run_time: Option<String>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::front::form::Form;
    use crate::plan::journeys_file::JourneysFile;

    #[test]
    fn a_setting_takes_what_the_document_says_of_it_and_nothing_else() {
        let form = Form::new(RunSettings::new("http://127.0.0.1:8081".parse().unwrap()));
        let file = JourneysFile::built_in().unwrap();
        let schema = serde_json::to_value(Settings::schema()).unwrap();
        let properties = schema["properties"].as_object().unwrap();
        assert!(properties.len() > 10, "{schema}");
        for (name, property) in properties {
            let told = |kind: &str| property["type"].as_array().unwrap().contains(&json!(kind));
            for (kind, value) in [
                ("number", json!(1.5)),
                ("integer", json!(0)),
                ("integer", json!(1)),
                ("boolean", json!(true)),
                ("array", json!([])),
                ("array", json!(["p1"])),
                ("object", json!({})),
            ] {
                let taken = form.changed(&Map::from_iter([(name.clone(), value.clone())]), &file).is_ok();
                // What is a number may be a whole one.
                let told = told(kind) || kind == "integer" && told("number");
                assert!(told || !taken, "{name} takes {value}, and the document does not say so");
            }
            let given = form.changed(&Map::from_iter([(name.clone(), property["examples"][0].clone())]), &file);
            assert!(given.is_ok(), "{name}: its example is refused: {given:?}");
        }
    }
}
