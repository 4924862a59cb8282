//! Locust's control, for scripts that were written for it: `POST /swarm`, `/stop`, `GET /stats/requests`. As there, a
//! refusal is a 200 with `success: false`. Older ones of Locust stop by a GET, newer ones by a POST.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use serde::Serialize;
use serde_json::{Map, Value, json};
use url::{Url, form_urlencoded};
use utoipa::ToSchema;

use crate::front::control::{Done, Refusal};
use crate::front::fields::{Swarm, Text};
use crate::front::form::Wrong;
use crate::front::locust_report::Report;
use crate::front::state::Front;

/// Locust's answer to a form.
#[derive(Serialize, ToSchema)]
pub(super) struct Swarming {
    /// False where it was refused.
    success: bool,
    /// What was done, or why not.
    #[schema(example = "Swarming started")]
    message: String,
    #[schema(value_type = String, format = "uri", example = "http://127.0.0.1:8081/")]
    host: Url,
    /// Seconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    run_time: Option<u64>,
}

/// Start or change a run
///
/// As Locust does: a refusal is a 200 with `success: false`. A run that is on is changed.
#[utoipa::path(
    post, path = "/swarm", operation_id = "swarm", tag = "Locust",
    request_body(content = Swarm, content_type = "application/x-www-form-urlencoded"),
    responses((status = 200, description = "It runs, or `success` is false", body = Swarming), Text),
)]
pub(super) async fn swarm(State(front): State<Arc<Front>>, Text(body): Text) -> Json<Swarming> {
    let done = match fields(&body, front.running().is_some()) {
        Ok(fields) => front.swarm(&fields).await,
        Err(wrong) => Err(wrong.into()),
    };
    let next = front.form.get();
    let (success, message, run_time) = match done {
        Ok(()) => (true, "Swarming started".to_owned(), next.run_time.map(|time| time.as_secs())),
        Err(Refusal::Field(Wrong { message, .. }) | Refusal::State(message)) => (false, message, None),
    };
    Json(Swarming { success, message, host: next.host, run_time })
}

/// That nothing runs.
#[derive(Serialize, ToSchema)]
pub(super) struct Stopped {
    success: bool,
    #[schema(example = "Test stopped")]
    message: &'static str,
}

/// Stop the run
///
/// Answers at once; requests in flight may end. Where nothing runs, all is as it should be. Pages of other sites may not,
/// though it is a GET.
#[utoipa::path(
    get, path = "/stop", operation_id = "stop_by_link", tag = "Locust",
    responses(
        (status = 200, description = "It ends", body = Stopped),
        (status = 403, description = "A page of another site asked", body = ref("#/components/schemas/Problem"), content_type = "application/problem+json"),
    ),
)]
pub(super) async fn stop_by_link(State(front): State<Arc<Front>>) -> Json<Stopped> {
    drop(front.stop());
    Json(Stopped { success: true, message: "Test stopped" })
}

/// Stop the run
///
/// Answers at once; requests in flight may end. Where nothing runs, all is as it should be.
#[utoipa::path(
    post, path = "/stop", operation_id = "stop_as_locust", tag = "Locust",
    responses((status = 200, description = "It ends", body = Stopped)),
)]
pub(super) async fn stop(front: State<Arc<Front>>) -> Json<Stopped> {
    stop_by_link(front).await
}

/// Read the figures as Locust tells them
#[utoipa::path(
    get, path = "/stats/requests", operation_id = "requests", tag = "Locust",
    responses((status = 200, description = "Of the run that is on, or of the last one", body = Report)),
)]
pub(super) async fn requests(State(front): State<Arc<Front>>) -> Json<Report> {
    Json(front.load.current().map_or_else(Report::nothing, |run| Report::of(&run)))
}

impl Front {
    async fn swarm(&self, fields: &Map<String, Value>) -> Done {
        if self.running().is_none() {
            return self.start(fields).await;
        }
        let mut fields = fields.clone();
        // The same host again is no change.
        if let Some(host) = fields.remove("host") {
            let asked = Map::from_iter([("host".to_owned(), host)]);
            if self.form.changed(&asked, self.load.journeys())?.host != self.form.get().host {
                return Err(Refusal::State(
                    "host cannot be changed while a load test is running; stop it first".to_owned(),
                ));
            }
        }
        self.set(&fields).await
    }
}

/// Ours of Locust's; what else its form may have has no meaning here.
fn fields(body: &str, is_on: bool) -> Result<Map<String, Value>, Wrong> {
    let mut fields = Map::new();
    // Not said is "until stopped", not "as it was last".
    fields.insert("run_time".to_owned(), Value::Null);
    if !is_on {
        // Who says how many people there are means no shape.
        fields.insert("shape".to_owned(), Value::Null);
    }
    for (name, value) in form_urlencoded::parse(body.as_bytes()) {
        let value = value.trim();
        match &*name {
            "user_count" => drop(fields.insert("users".to_owned(), json!(value))),
            "spawn_rate" | "host" => drop(fields.insert(name.into_owned(), json!(value))),
            // A bare number is of seconds.
            "run_time" if !value.is_empty() && value.bytes().all(|byte| byte.is_ascii_digit()) => {
                fields.insert("run_time".to_owned(), json!(format!("{value}s")));
            }
            "run_time" => drop(fields.insert("run_time".to_owned(), json!(value))),
            _ => {}
        }
    }
    for (ours, theirs) in [("users", "user_count"), ("spawn_rate", "spawn_rate")] {
        if fields.get(ours).and_then(Value::as_str).is_none_or(str::is_empty) {
            let message = format!("{theirs} is missing; send it as a field of a form, like user_count=5&spawn_rate=1");
            return Err(Wrong { field: ours, message });
        }
    }
    Ok(fields)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_form_of_locusts_is_read_with_its_own_meaning() {
        let read = |body: &str| Value::Object(fields(body, false).unwrap());
        assert_eq!(
            read("user_count=5&spawn_rate=0.5&host=http%3A%2F%2F127.0.0.1%3A8081&run_time=90&user_classes=A"),
            json!({"users": "5", "spawn_rate": "0.5", "host": "http://127.0.0.1:8081", "run_time": "90s", "shape": null})
        );
        assert_eq!(read("spawn_rate=1&user_count=2&run_time=1h20m")["run_time"], "1h20m");
        assert_eq!(read("spawn_rate=1&user_count=2")["run_time"], Value::Null);
        for (body, names) in [
            ("spawn_rate=1", "user_count"),
            ("user_count=5&spawn_rate=", "spawn_rate"),
            ("", "user_count"),
            ("{}", "user_count"),
        ] {
            let refused = fields(body, false).unwrap_err().message;
            assert!(refused.starts_with(&format!("{names} is missing")), "{body}: {refused}");
        }
    }
}
