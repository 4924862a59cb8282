//! The figures of a team whose lab is measured by Google Cloud: Cloud Monitoring, as if a Prometheus of the lab's own answered.
//!
//! It is a service like the others of a lab, so whoever asks for figures need not know where they are kept.

use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::body::Bytes;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use hyper_util::rt::TokioIo;
use hyper_util::service::TowerToHyperService;
use movie_guru_classroom::reach::Stream;
use movie_guru_google_cloud::prometheus::{self, Question};
use movie_guru_google_cloud::{Google, Scope};
use movie_guru_workshop::evidence::{Board, CloudMonitoring};
use serde_json::{Map, Value, json};
use tokio::sync::Mutex;
use url::form_urlencoded;

use crate::fault::Fault;

/// What may be on its way in one direction.
const ROOM: usize = 64 * 1024;
/// SLOs and policies take several calls each time, and change when a person changes them.
const FRESH: Duration = Duration::from_secs(60);

/// Cloud Monitoring, for one team. Clones share what they know.
#[derive(Clone)]
pub(crate) struct CloudMetrics {
    google: Google,
    project: String,
    scope: Scope,
    rules: Arc<Mutex<Option<(Instant, Value)>>>,
}

impl CloudMetrics {
    pub(crate) fn new(google: Google, project: &str, scope: Scope) -> Self {
        Self { google, project: project.to_owned(), scope, rules: Arc::default() }
    }

    /// A connection to it, which ends when it is dropped.
    pub(crate) fn connect(&self) -> Box<dyn Stream> {
        let (ours, theirs) = tokio::io::duplex(ROOM);
        let routes = Router::new()
            .route("/api/v1/query", post(instant))
            .route("/api/v1/query_range", post(range))
            .route("/api/v1/rules", get(rules))
            .with_state(self.clone());
        tokio::spawn(async move {
            let serving = hyper::server::conn::http1::Builder::new()
                .serve_connection(TokioIo::new(theirs), TowerToHyperService::new(routes));
            if let Err(error) = serving.await {
                tracing::debug!(%error, "a question to Cloud Monitoring was given up");
            }
        });
        Box::new(ours)
    }

    async fn ask(&self, question: Question, fields: Map<String, Value>) -> Result<Json<Value>, Unanswered> {
        let answer = prometheus::ask(&self.google, &self.project, &self.scope, question, fields).await;
        answer.map(Json).map_err(|trouble| Unanswered(trouble.into()))
    }

    /// A rule for each SLO, and one for each of its alerts, as a Prometheus names them.
    async fn board(&self) -> Result<Value, Fault> {
        let token = self.google.credentials().token().await?;
        let cloud = CloudMonitoring::new(&self.project, &token, self.google.api());
        let cloud = cloud.map_err(|error| Fault::new(error.to_string()))?;
        let cloud = cloud.of_team(self.scope.cluster.as_deref(), self.scope.namespace.as_deref());
        let asked = futures::try_join!(cloud.slos(), cloud.firing());
        let (slos, firing) = asked.map_err(|missing| Fault::new(missing.to_string()))?;
        let mut rules = Vec::new();
        for slo in slos.iter().map(|found| &found.slo) {
            let name = &slo.metadata.name;
            rules.push(json!({ "type": "recording", "name": slo.metadata.title(), "labels": { "slo": name } }));
            for alert in &slo.alerts {
                let fires = firing.iter().any(|fired| fired.slo == *name && fired.policy == alert.policy.name);
                rules.push(json!({
                    "type": "alerting",
                    "name": alert.policy.title(),
                    "labels": { "slo": name },
                    "state": if fires { "firing" } else { "inactive" },
                }));
            }
        }
        Ok(json!({ "status": "success", "data": { "groups": [{ "name": "Cloud Monitoring", "rules": rules }] } }))
    }
}

/// Google did not answer, and why.
struct Unanswered(Fault);

impl IntoResponse for Unanswered {
    fn into_response(self) -> Response {
        (StatusCode::BAD_GATEWAY, Json(json!({ "status": "error", "error": self.0.words }))).into_response()
    }
}

/// The fields of a form.
fn fields(form: &Bytes) -> Map<String, Value> {
    form_urlencoded::parse(form).map(|(name, value)| (name.into_owned(), value.into())).collect()
}

async fn instant(State(cloud): State<CloudMetrics>, form: Bytes) -> Result<Json<Value>, Unanswered> {
    cloud.ask(Question::Instant, fields(&form)).await
}

async fn range(State(cloud): State<CloudMetrics>, form: Bytes) -> Result<Json<Value>, Unanswered> {
    cloud.ask(Question::Range, fields(&form)).await
}

async fn rules(State(cloud): State<CloudMetrics>) -> Result<Json<Value>, Unanswered> {
    // Who comes meanwhile waits, and takes the same.
    let mut kept = cloud.rules.lock().await;
    if let Some((at, rules)) = &*kept
        && at.elapsed() < FRESH
    {
        return Ok(Json(rules.clone()));
    }
    let rules = cloud.board().await.map_err(Unanswered)?;
    *kept = Some((Instant::now(), rules.clone()));
    Ok(Json(rules))
}
