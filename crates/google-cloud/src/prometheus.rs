//! What a team measures, asked as PromQL: the Prometheus API of Managed Service for Prometheus
//! (<https://cloud.google.com/stackdriver/docs/managed-prometheus/query-api-ui>).

use http::Method;
use serde_json::{Map, Value};

use crate::google::{Call, Google};
use crate::monitoring::Scope;
use crate::project::checked_id;
use crate::right::READ_SERIES;
use crate::trouble::Trouble;

/// One of Prometheus' calls.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Question {
    /// At a moment: `query`, `time`.
    Instant,
    /// At each moment of a range: `query`, `start`, `end`, `step`.
    Range,
}

/// Asks for what is measured where `scope` says; `fields` are those of Prometheus' own API, and so is the answer.
///
/// # Errors
/// Where the project or the query is none, or Google does not answer.
pub async fn ask(
    google: &Google,
    project: &str,
    scope: &Scope,
    question: Question,
    mut fields: Map<String, Value>,
) -> Result<Value, Trouble> {
    checked_id(project)?;
    if let Some(Value::String(query)) = fields.get_mut("query") {
        *query = scope.narrowed(query)?;
    }
    let name = match question {
        Question::Instant => "query",
        Question::Range => "query_range",
    };
    let path = vec!["v1", "projects", project, "location", "global", "prometheus", "api", "v1", name];
    let body = Value::Object(fields);
    let mut call = Call::get("monitoring", path, project, READ_SERIES, format!("the metrics of project {project}"));
    (call.method, call.body) = (Method::POST, Some(&body));
    google.ask(&call).await
}
