//! What the next start runs: filled in by the dashboard's form (in Goose's names of the fields), by ours, and by
//! programs. A field is checked where it comes in; one that is wrong is named, and nothing changes. One that is empty is as
//! the load generator was started with.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use serde::Serialize;
use serde_json::{Map, Value};
use url::Url;
use utoipa::ToSchema;

use crate::engine::run_error::StartError;
use crate::figures::report;
use crate::plan::host::Forbidden;
use crate::plan::journeys_file::JourneysFile;
use crate::plan::percentile::Percentile;
use crate::plan::settings::{RunSettings, SettingsError};
use crate::plan::stop_if::StopIf;
use crate::plan::through::UnknownWay;

pub(super) struct Form {
    /// What the load generator was started with.
    configured: RunSettings,
    next: Mutex<RunSettings>,
}

/// A field that cannot be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Wrong {
    pub(super) field: &'static str,
    pub(super) message: String,
}

impl Form {
    pub(super) fn new(settings: RunSettings) -> Self {
        Self { configured: settings.clone(), next: Mutex::new(settings) }
    }

    pub(super) fn get(&self) -> RunSettings {
        self.next.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// What the next start runs, with these fields changed.
    pub(super) fn changed(&self, fields: &Map<String, Value>, file: &JourneysFile) -> Result<RunSettings, Wrong> {
        changed(&self.get(), &self.configured, fields, file)
    }

    pub(super) fn set(&self, settings: RunSettings) {
        *self.next.lock().unwrap_or_else(PoisonError::into_inner) = settings;
    }
}

/// The settings with these fields changed.
fn changed(
    settings: &RunSettings,
    configured: &RunSettings,
    fields: &Map<String, Value>,
    file: &JourneysFile,
) -> Result<RunSettings, Wrong> {
    let mut settings = settings.clone();
    for (name, value) in fields {
        change(&mut settings, configured, name, value, file)?;
    }
    // Goose's form says how long the ramp takes, not how steep it is.
    if let Some(seconds) = fields.get("increase_time_secs").and_then(Value::as_f64).filter(|seconds| *seconds > 0.0) {
        settings.spawn_rate = (settings.users as f64 / seconds) as f32;
    }
    settings.check().map_err(|error| Wrong { field: field_of(&error), message: error.to_string() })?;
    Ok(settings)
}

fn change(
    settings: &mut RunSettings,
    configured: &RunSettings,
    name: &str,
    value: &Value,
    file: &JourneysFile,
) -> Result<(), Wrong> {
    let is_none = value.is_null() || value.as_str().is_some_and(|text| text.trim().is_empty());
    let text = || match value {
        Value::String(text) => text.trim().to_owned(),
        other => other.to_string(),
    };
    match name {
        "host" if is_none => settings.host = configured.host.clone(),
        "host" => {
            settings.host = text().parse().map_err(|_| {
                wrong(
                    "host",
                    format!("`{}` is no address; write it with its scheme, like http://127.0.0.1:8081", text()),
                )
            })?;
        }
        "through" if is_none => settings.through = configured.through,
        "through" => {
            settings.through = text().parse().map_err(|error: UnknownWay| wrong("through", error.to_string()))?
        }
        "users" if is_none => settings.users = configured.users,
        "users" => {
            settings.users = text().parse().map_err(|_| {
                wrong(
                    "users",
                    format!("users must be a whole number from 1 to {}, not `{}`", RunSettings::MOST_USERS, text()),
                )
            })?;
        }
        "spawn_rate" | "increase_rate" if is_none => settings.spawn_rate = configured.spawn_rate,
        "spawn_rate" | "increase_rate" => {
            settings.spawn_rate = text().parse().map_err(|_| {
                wrong("spawn_rate", format!("`{}` is no number of people per second; write it like 1 or 0.05", text()))
            })?;
        }
        "run_time" | "run_time_secs" if is_none => settings.run_time = None,
        "run_time_secs" => {
            let seconds = value.as_f64().and_then(|seconds| Duration::try_from_secs_f64(seconds).ok());
            settings.run_time =
                Some(seconds.ok_or_else(|| wrong("run_time", format!("`{}` is no number of seconds", text())))?);
        }
        "run_time" => {
            let time = humantime::parse_duration(&text());
            settings.run_time = Some(time.map_err(|_| {
                wrong("run_time", format!("`{}` is no length of time; write it like 7h, 90s or 1h30m", text()))
            })?);
        }
        "journeys" if is_none => settings.journeys = configured.journeys.clone(),
        "journeys" => settings.journeys = file.journeys(&text()).map_err(|error| wrong("journeys", error))?,
        "think_time" if is_none => settings.think_time = configured.think_time,
        "think_time" => settings.think_time = text().parse().map_err(|error| wrong("think_time", error))?,
        "shape" if is_none => settings.shape = None,
        // A page does not read the load generator's files.
        "shape" if text().starts_with("file:") => {
            return Err(wrong("shape", "a shape from a file is given to `loadtest run --shape`".to_owned()));
        }
        "shape" => settings.shape = Some(text().parse().map_err(|error| wrong("shape", error))?),
        "rate" if is_none => settings.rate = None,
        "rate" => {
            let rate = text().trim_end_matches("/s").trim().parse();
            settings.rate =
                Some(rate.map_err(|_| wrong("rate", format!("`{}` is no rate; write it like 50/s", text())))?);
        }
        "stop_if" => settings.stop_if = StopIf::list(&texts(value, ";")).map_err(|error| wrong("stop_if", error))?,
        "percentiles" => {
            settings.percentiles = Percentile::list(&texts(value, ",")).map_err(|error| wrong("percentiles", error))?;
        }
        "seed" if is_none => settings.seed = None,
        "seed" => {
            settings.seed = Some(text().parse().map_err(|_| wrong("seed", format!("`{}` is no whole number", text())))?)
        }
        "increase_time_secs" if is_none || value.is_number() => {}
        "increase_time_secs" => {
            return Err(wrong("increase_time_secs", format!("`{}` is no number of seconds", text())));
        }
        "decrease_rate" | "decrease_time_secs" | "test_plan" if is_none => {}
        "decrease_rate" | "decrease_time_secs" => {
            return Err(wrong(
                "decrease_rate",
                "people leave at once when a run ends; for a ramp down choose a shape".to_owned(),
            ));
        }
        "test_plan" => return Err(wrong("test_plan", "choose a shape in its place".to_owned())),
        other => return Err(Wrong { field: "", message: format!("there is no field `{other}`") }),
    }
    Ok(())
}

/// A list of texts, or one text with all of them.
fn texts(value: &Value, between: &str) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        Value::Array(texts) => {
            let text = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
            texts.iter().map(text).collect::<Vec<_>>().join(between)
        }
        other => other.to_string(),
    }
}

fn wrong(field: &'static str, message: String) -> Wrong {
    Wrong { field, message }
}

fn field_of(error: &SettingsError) -> &'static str {
    match error {
        SettingsError::Users(_) => "users",
        SettingsError::SpawnRate(_) => "spawn_rate",
        SettingsError::RunTime => "run_time",
        SettingsError::ThinkTime(_) => "think_time",
        SettingsError::Patience(_) => "patience",
        SettingsError::Journeys => "journeys",
        SettingsError::Rate(_) => "rate",
        SettingsError::Shape(_) | SettingsError::ShapeAndRate => "shape",
        SettingsError::Host(_) => "host",
    }
}

impl From<StartError> for Wrong {
    fn from(error: StartError) -> Self {
        let field = match &error {
            StartError::Settings(error) => field_of(error),
            StartError::Host(Forbidden(_)) => "host",
            _ => "",
        };
        Self { field, message: error.to_string() }
    }
}

/// Settings in the words in which they are filled in.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = FilledIn)]
pub(super) struct Shown {
    #[schema(value_type = String, format = "uri", example = "http://127.0.0.1:8081/")]
    host: Url,
    #[schema(example = "backend")]
    through: String,
    users: usize,
    /// How many of them come per second.
    spawn_rate: f32,
    #[schema(example = "1h 30m")]
    run_time: Option<String>,
    #[schema(example = "main-page=2,swarm=1")]
    journeys: String,
    #[schema(example = "1s-2s")]
    think_time: String,
    #[schema(example = "ramp:50,10m")]
    shape: Option<String>,
    /// Of an open model.
    #[schema(example = "50/s")]
    rate: Option<String>,
    #[schema(example = "errors>20%")]
    stop_if: Option<String>,
    #[schema(example = "p99.9")]
    percentiles: Option<String>,
}

impl Shown {
    pub(super) fn of(settings: &RunSettings, file: &JourneysFile) -> Self {
        let is_set = |set: &&str| file.journeys(set).is_ok_and(|journeys| journeys == settings.journeys);
        let journeys = file.sets().find(is_set).map_or_else(|| report::journeys_of(&settings.journeys), str::to_owned);
        Self {
            host: settings.host.clone(),
            through: settings.through.to_string(),
            users: settings.users,
            spawn_rate: settings.spawn_rate,
            run_time: settings.run_time.map(|time| humantime::format_duration(time).to_string()),
            journeys,
            think_time: settings.think_time.to_string(),
            shape: settings.shape.as_ref().map(ToString::to_string),
            rate: settings.rate.map(|rate| format!("{rate}/s")),
            stop_if: joined(&settings.stop_if, "; "),
            percentiles: joined(&settings.percentiles, ","),
        }
    }
}

/// None where there is nothing.
fn joined(all: &[impl ToString], between: &str) -> Option<String> {
    let all: Vec<_> = all.iter().map(ToString::to_string).collect();
    (!all.is_empty()).then(|| all.join(between))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn shown(settings: &RunSettings, file: &JourneysFile) -> Value {
        serde_json::to_value(Shown::of(settings, file)).unwrap()
    }

    fn with(fields: Value) -> Result<RunSettings, Wrong> {
        let settings = RunSettings::new("http://127.0.0.1:8081".parse().unwrap());
        let Value::Object(fields) = fields else { panic!("fields") };
        Form::new(settings).changed(&fields, &JourneysFile::built_in().unwrap())
    }

    #[test]
    fn an_empty_field_is_as_the_load_generator_was_started_with() {
        let mut configured = RunSettings::new("http://127.0.0.1:8081".parse().unwrap());
        configured.users = 7;
        configured.spawn_rate = 0.5;
        configured.through = crate::Through::Web;
        configured.journeys = vec![crate::Journey::Swarm];
        configured.think_time = "3s-4s".parse().unwrap();
        let form = Form::new(configured.clone());
        let file = JourneysFile::built_in().unwrap();
        let set = |fields: Value| {
            let Value::Object(fields) = fields else { panic!("fields") };
            form.changed(&fields, &file).unwrap()
        };
        form.set(set(json!({
            "host": "http://127.0.0.1:9999", "users": 3, "spawn_rate": 9, "through": "backend", "journeys": "browse",
            "think_time": "1s-2s", "run_time": "7h", "stop_if": ["errors>9%", "p99.9>5s"], "percentiles": "p75,p99.99",
        })));
        assert_ne!(form.get(), configured);
        let shown = shown(&form.get(), &file);
        assert_eq!((&shown["stop_if"], &shown["percentiles"]), (&json!("errors>9%; p99.9>5s"), &json!("p75,p99.99")));
        let names = [
            "host",
            "users",
            "spawn_rate",
            "through",
            "journeys",
            "think_time",
            "run_time",
            "shape",
            "rate",
            "seed",
            "stop_if",
            "percentiles",
        ];
        for nothing in [json!(""), json!("  "), json!(null)] {
            let all = names.iter().map(|name| ((*name).to_owned(), nothing.clone())).collect();
            assert_eq!(set(Value::Object(all)), configured, "{nothing}");
        }
    }

    #[test]
    fn the_workshops_values_are_taken_as_goose_sends_them() {
        let settings =
            with(json!({"users": 3, "increase_rate": 0.05, "run_time_secs": 10800, "test_plan": null})).unwrap();
        assert_eq!((settings.users, settings.spawn_rate), (3, 0.05));
        assert_eq!(settings.run_time, Some(Duration::from_secs(10_800)));
        let ramped = with(json!({"users": 10, "increase_time_secs": 5, "increase_rate": null})).unwrap();
        assert_eq!(ramped.spawn_rate, 2.0);
        let open = with(json!({"rate": "50/s", "journeys": "swarm", "run_time": "7h"})).unwrap();
        assert_eq!((open.rate, open.run_time), (Some(50.0), Some(Duration::from_secs(25_200))));
        let words = shown(&open, &JourneysFile::built_in().unwrap());
        assert_eq!((&words["run_time"], &words["journeys"]), (&json!("7h"), &json!("swarm")));
        let mixed = with(json!({"journeys": "main-page=2,swarm"})).unwrap();
        assert_eq!(shown(&mixed, &JourneysFile::built_in().unwrap())["journeys"], "main-page=2,swarm=1");
        assert_eq!(with(json!({"run_time_secs": null, "shape": "", "rate": null})).unwrap().run_time, None);
    }

    #[test]
    fn what_cannot_be_used_is_said_at_its_field() {
        for (fields, field, says) in [
            (json!({"users": 0}), "users", "between 1 and"),
            (json!({"users": -1}), "users", "whole number"),
            (json!({"users": 1_000_000_000}), "users", "between 1 and"),
            (json!({"users": 2.5}), "users", "whole number"),
            (json!({"users": "many"}), "users", "whole number"),
            (json!({"stop_if": "errors"}), "stop_if", "write it like p95"),
            (json!({"stop_if": ["errors>1%", 5]}), "stop_if", "write it like p95"),
            (json!({"percentiles": "p99.9,p100.1"}), "percentiles", "between p0 and p100"),
            (json!({"spawn_rate": 0}), "spawn_rate", "between 0.01"),
            (json!({"run_time": "3x"}), "run_time", "like 7h"),
            (json!({"run_time_secs": 0}), "run_time", "longer than 0"),
            (json!({"host": "127.0.0.1:8081"}), "host", "scheme"),
            (json!({"host": "ftp://127.0.0.1"}), "host", "must look like"),
            (json!({"journeys": "fly"}), "journeys", "no journey `fly`"),
            (json!({"think_time": "long"}), "think_time", "no think time"),
            (json!({"shape": "file:/etc/passwd"}), "shape", "loadtest run"),
            (json!({"shape": "wave"}), "shape", "write it like"),
            (json!({"shape": "ramp:90000,1m"}), "shape", "at most 20000"),
            (json!({"rate": "0/s"}), "rate", "between 0.1"),
            (json!({"rate": 5, "shape": "ramp:5,1m"}), "shape", "together"),
            (json!({"decrease_rate": 5}), "decrease_rate", "choose a shape"),
            (json!({"speed": 5}), "", "no field `speed`"),
        ] {
            let refused = with(fields.clone()).unwrap_err();
            assert!(refused.field == field && refused.message.contains(says), "{fields}: {refused:?}");
        }
    }
}
