//! Start, stop and change: as Goose's page asks for it, and as programs do (`/api/load`). Both do the same.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use movie_guru_service::Problem;
use serde::Serialize;
use serde_json::{Map, Value, json};
use utoipa::ToSchema;

use crate::engine::dashboard::Dashboard;
use crate::engine::run::Run;
use crate::engine::run_error::{ChangeError, StartError};
use crate::figures::report;
use crate::front::fields::{Settings, Text};
use crate::front::form::{Shown, Wrong};
use crate::front::state::Front;
use crate::plan::host::reach;
use crate::plan::settings::RunSettings;

/// What went wrong, for either way of saying it.
pub(super) enum Refusal {
    /// A field cannot be used.
    Field(Wrong),
    /// Not in this state.
    State(String),
}

pub(super) type Done = Result<(), Refusal>;

impl From<Wrong> for Refusal {
    fn from(wrong: Wrong) -> Self {
        Self::Field(wrong)
    }
}

impl From<ChangeError> for Refusal {
    fn from(error: ChangeError) -> Self {
        match error {
            ChangeError::NotRunning => Self::State(error.to_string()),
            ChangeError::Settings(settings) => Self::Field(StartError::from(settings).into()),
            ChangeError::Refused(refused) => Self::State(refused.message),
        }
    }
}

impl Front {
    /// The run that is on.
    pub(super) fn running(&self) -> Option<Run> {
        self.load.current().filter(|run| !run.is_over())
    }

    /// The fields are kept for the next start; a run that is on takes users and run time at once.
    pub(super) async fn set(&self, fields: &Map<String, Value>) -> Done {
        let next = self.form.changed(fields, self.load.journeys())?;
        self.load.check(&next).map_err(Wrong::from)?;
        match self.running() {
            Some(run) => {
                let live = ["users", "run_time", "run_time_secs", "spawn_rate", "increase_rate"];
                if let Some(name) = fields.keys().find(|name| !live.contains(&name.as_str())) {
                    return Err(Refusal::State(format!(
                        "{name} cannot be changed while a load test is running; stop it first"
                    )));
                }
                let has = |names: [&str; 2]| names.iter().any(|name| fields.contains_key(*name));
                if has(["spawn_rate", "increase_rate"]) {
                    run.set_spawn_rate(next.spawn_rate).await?;
                }
                if fields.contains_key("users") {
                    run.set_users(next.users).await?;
                }
                if has(["run_time", "run_time_secs"]) {
                    run.set_run_time(next.run_time)?;
                }
                self.form.set(next);
            }
            None => {
                self.form.set(next);
                if let Some(dashboard) = self.dashboard().await {
                    self.show_form(&dashboard).await;
                }
            }
        }
        Ok(())
    }

    pub(super) async fn start(&self, fields: &Map<String, Value>) -> Done {
        if let Some(run) = self.running() {
            let message = if run.is_stopping() {
                "the last load test is still stopping; start again in a moment"
            } else {
                "a load test is already running; stop it first"
            };
            return Err(Refusal::State(message.to_owned()));
        }
        let next = self.form.changed(fields, self.load.journeys())?;
        self.load.check(&next).map_err(Wrong::from)?;
        reach(&next.host).await.map_err(|unreachable| Wrong { field: "host", message: unreachable.to_string() })?;
        match self.load.start(next.clone()) {
            Ok(_) => {
                self.form.set(next);
                Ok(())
            }
            // Somebody else was faster.
            Err(error @ StartError::AlreadyRunning) => Err(Refusal::State(error.to_string())),
            Err(error) => Err(Wrong::from(error).into()),
        }
    }

    pub(super) fn stop(&self) -> Result<Run, Refusal> {
        let run = self.running().ok_or_else(|| Refusal::State("no load test is running".to_owned()))?;
        let stopping = run.clone();
        // Requests in flight may end; the answer does not wait for them.
        tokio::spawn(async move { stopping.stop().await });
        Ok(run)
    }

    /// Lets an idle dashboard show what the next start runs.
    pub(crate) async fn show_form(&self, dashboard: &Dashboard) {
        if !dashboard.opened().await {
            return;
        }
        let next = self.form.get();
        let mut fields = match &next.shape {
            Some(shape) => json!({ "test_plan": shape.plan() }),
            None => json!({
                "users": next.users,
                "increase_rate": next.spawn_rate,
                "run_time_secs": next.run_time.map(|time| time.as_secs_f64().ceil() as u64),
            }),
        };
        fields["host"] = json!(next.host);
        if let Err(refused) = dashboard.command("settings", &fields).await {
            tracing::debug!(%refused, "the idle dashboard does not show the form");
        }
    }

    /// How things stand.
    fn status(&self) -> Status {
        let run = self.load.current();
        let state = match &run {
            None => "idle",
            Some(run) if run.is_over() => "ended",
            Some(run) if run.is_stopping() => "stopping",
            Some(_) => "running",
        };
        let filled_in = |settings: &RunSettings| Shown::of(settings, self.load.journeys());
        let over = run.as_ref().map(Run::progress).filter(|progress| progress.ended.is_some());
        Status {
            state,
            users: run.as_ref().map_or(0, Run::users),
            run: run.as_ref().map(|run| filled_in(&run.asked())),
            ended: over.as_ref().map(report::ended),
            next: filled_in(&self.form.get()),
            sets: self.load.journeys().sets().map(str::to_owned).collect(),
        }
    }
}

/// How the load stands.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = LoadStatus)]
pub(super) struct Status {
    /// `idle` before the first run, `running`, `stopping` or `ended`.
    #[schema(example = "running")]
    state: &'static str,
    /// People at work just now.
    users: u64,
    /// What the run that is on was asked to do, or the last one.
    run: Option<Shown>,
    /// Why it is over, in words; null while it is not.
    #[schema(example = "ran its time")]
    ended: Option<String>,
    /// What the next start runs.
    next: Shown,
    /// Sets of journeys, by name.
    sets: Vec<String>,
}

/// See how the load stands
#[utoipa::path(
    get, path = "/api/load", operation_id = "load", tag = "Control",
    responses((status = 200, description = "How it stands", body = Status)),
)]
pub(super) async fn status(State(front): State<Arc<Front>>) -> Json<Status> {
    Json(front.status())
}

/// Start a run
///
/// Settings that are not sent are as they were last set.
#[utoipa::path(
    post, path = "/api/load/start", operation_id = "start", tag = "Control",
    request_body(content = Option<Settings>, example = json!({"users": 5, "run_time": "10m"})),
    responses((status = 200, description = "It has started", body = Status), Settings),
)]
pub(super) async fn start(State(front): State<Arc<Front>>, Text(body): Text) -> Result<Json<Status>, Problem> {
    let done = match Settings::read(&body) {
        Ok(Settings(fields)) => front.start(&fields).await,
        Err(wrong) => Err(wrong.into()),
    };
    front.status_or_problem(done)
}

/// Change the load
///
/// Settings are kept for the next start; a run that is on takes users, spawn rate and run time at once.
#[utoipa::path(
    post, path = "/api/load/set", operation_id = "set", tag = "Control",
    request_body(content = Option<Settings>, example = json!({"users": 10})),
    responses((status = 200, description = "It is changed", body = Status), Settings),
)]
pub(super) async fn set(State(front): State<Arc<Front>>, Text(body): Text) -> Result<Json<Status>, Problem> {
    let done = match Settings::read(&body) {
        Ok(Settings(fields)) => front.set(&fields).await,
        Err(wrong) => Err(wrong.into()),
    };
    front.status_or_problem(done)
}

/// Stop the run
///
/// Answers once it is over.
#[utoipa::path(
    post, path = "/api/load/stop", operation_id = "stop", tag = "Control",
    responses(
        (status = 200, description = "It is over", body = Status),
        (status = 409, description = "No run is on", body = ref("#/components/schemas/Problem"), content_type = "application/problem+json"),
    ),
)]
pub(super) async fn stop(State(front): State<Arc<Front>>) -> Result<Json<Status>, Problem> {
    let done = match front.stop() {
        Ok(run) => {
            run.finished().await;
            Ok(())
        }
        Err(refusal) => Err(refusal),
    };
    front.status_or_problem(done)
}

impl Front {
    /// A refusal names the field.
    fn status_or_problem(&self, done: Done) -> Result<Json<Status>, Problem> {
        let (status, field, detail) = match done {
            Ok(()) => return Ok(Json(self.status())),
            Err(Refusal::Field(Wrong { field, message })) => (StatusCode::UNPROCESSABLE_ENTITY, field, message),
            Err(Refusal::State(message)) => (StatusCode::CONFLICT, "", message),
        };
        Err(Problem::new(status, detail).with("field", field))
    }
}

pub(super) async fn start_as_goose(State(front): State<Arc<Front>>, body: String) -> Json<Value> {
    let done = match Settings::read(&body) {
        Ok(Settings(fields)) => front.start(&fields).await,
        Err(wrong) => Err(wrong.into()),
    };
    let state = json!({"phase": "increase", "active_users": 0, "target_users": front.form.get().users});
    as_goose(&front, "start", "load test started", done, state)
}

pub(super) async fn stop_as_goose(State(front): State<Arc<Front>>) -> Json<Value> {
    let done = front.stop().map(drop);
    as_goose(&front, "stop", "load test stopping", done, json!({"phase": "decrease", "target_users": 0}))
}

pub(super) async fn users_as_goose(State(front): State<Arc<Front>>, body: String) -> Json<Value> {
    let done = match Settings::read(&body) {
        Ok(Settings(fields)) => front.set(&fields).await,
        Err(wrong) => Err(wrong.into()),
    };
    let users = front.form.get().users;
    as_goose(&front, "users", &format!("users set to {users}"), done, json!({ "target_users": users }))
}

pub(super) async fn settings_as_goose(State(front): State<Arc<Front>>, body: String) -> Json<Value> {
    let done = match Settings::read(&body) {
        Ok(Settings(fields)) => front.set(&fields).await,
        Err(wrong) => Err(wrong.into()),
    };
    as_goose(&front, "settings", "settings applied", done, json!({}))
}

/// The answer that Goose's page understands: a refusal is a 200 with `ok: false`.
fn as_goose(front: &Front, command: &str, message: &str, done: Done, state: Value) -> Json<Value> {
    let next = front.form.get();
    let mut answer = match done {
        Ok(()) => {
            let mut answer = state;
            answer["ok"] = json!(true);
            answer["message"] = json!(message);
            answer
        }
        Err(Refusal::Field(Wrong { field, message })) => {
            // The page's own names.
            let field = match field {
                "spawn_rate" => "increase_rate",
                other => other,
            };
            json!({"ok": false, "error": "invalid_value", "message": message, "field": field})
        }
        Err(Refusal::State(message)) => json!({"ok": false, "error": "invalid_phase", "message": message}),
    };
    answer["command"] = json!(command);
    answer["settings"] = json!({
        "host": next.host,
        "hosts": [next.host],
        "users": next.users,
        "increase_rate": next.spawn_rate,
        "increase_time_secs": null,
        "decrease_rate": null,
        "decrease_time_secs": null,
        "run_time_secs": next.run_time.map(|time| time.as_secs_f64().ceil() as u64),
        "test_plan": next.shape.as_ref().map(crate::plan::shape::Shape::plan),
        "hold_ends_in_secs": null,
        "stage": if front.running().is_some() { "hold_until_stopped" } else { "idle" },
    });
    Json(answer)
}
