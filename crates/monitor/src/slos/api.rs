//! The API to write: `/api/slos`, in OpenSLO (YAML or JSON), for challenge 6 and 7 by `curl` and for `lab slo`.

use std::collections::BTreeSet;
use std::sync::Arc;

use axum::extract::{DefaultBodyLimit, Path, Query, State};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use http::{StatusCode, header};
use movie_guru_slo::Kind;
use serde::{Deserialize, Serialize};
use serde_json::json;
use tower_http::csrf::CsrfLayer;

use super::alerts_api;
use super::board::Board;
use super::body::{Admin, MOST_BYTES, Text};
use super::documents::{Change, Documents, Id, yaml};
use super::problem::{BODY, Mistake, Problem};
use super::story::Story;
use super::view::{SloView, StatusView};

/// What every handler has.
pub(crate) type Shared = Arc<Board>;

impl Board {
    /// The API of SLOs, alerts and the inbox.
    pub fn routes<S: Clone + Send + Sync + 'static>(self: &Arc<Self>) -> Router<S> {
        Router::new()
            .route("/api/slos", get(all).post(apply))
            .route("/api/slos/preview", post(preview))
            .route("/api/slos/{name}", get(one).put(put).delete(delete))
            .route("/api/slos/{name}/chart", get(chart))
            .merge(alerts_api::routes())
            .layer(DefaultBodyLimit::max(MOST_BYTES))
            .layer(CsrfLayer::new())
            .with_state(Arc::clone(self))
    }
}

/// How the answer is wanted.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Form {
    /// `yaml` for the OpenSLO object alone.
    format: Option<String>,
}

impl Form {
    pub(crate) fn is_yaml(&self) -> bool {
        self.format.as_deref() == Some("yaml")
    }
}

/// An object as YAML.
pub(crate) fn as_yaml(text: Result<String, String>) -> Result<Response, Problem> {
    let text = text.map_err(|error| Problem::new(StatusCode::INTERNAL_SERVER_ERROR, error))?;
    Ok(([(header::CONTENT_TYPE, "application/yaml")], text).into_response())
}

/// `GET /api/slos`: all, the least budget first; with `format=yaml` one OpenSLO file.
async fn all(State(board): State<Shared>, Query(form): Query<Form>) -> Result<Response, Problem> {
    if form.is_yaml() {
        return as_yaml(board.documents().yaml());
    }
    let scale = json!({"factor": board.scale.factor(), "words": board.scale.to_string()});
    Ok(Json(json!({"time_scale": scale, "slos": board.views()})).into_response())
}

async fn one(
    State(board): State<Shared>,
    Path(name): Path<String>,
    Query(form): Query<Form>,
) -> Result<Response, Problem> {
    let documents = board.documents();
    let slo = documents.slo(&name).ok_or_else(|| Problem::not_found("SLO", &name))?;
    if form.is_yaml() {
        return as_yaml(documents.object(Kind::Slo, &name).ok_or_else(String::new).and_then(yaml));
    }
    Ok(Json(board.view(&documents, slo)).into_response())
}

/// What became of an object that was sent.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Applied {
    /// `SLO`, `AlertPolicy`, …
    pub kind: String,
    /// Its name.
    pub name: String,
    /// `created`, `changed` or `unchanged`.
    pub change: String,
}

/// What each object is afterwards that it was not before.
pub(crate) fn applied(before: &Documents, change: &Change) -> Vec<Applied> {
    let each = change.objects.iter().map(|(kind, name)| {
        let (old, new) = (before.object(*kind, name), change.after.object(*kind, name));
        let change = match old {
            None => "created",
            Some(_) if old == new => "unchanged",
            Some(_) => "changed",
        };
        Applied { kind: kind.to_string(), name: name.clone(), change: change.to_owned() }
    });
    each.collect()
}

/// `POST /api/slos`: every object of the body, or none of them.
async fn apply(State(board): State<Shared>, _: Admin, Text(text): Text) -> Result<Json<serde_json::Value>, Problem> {
    let applied = board.change(move |documents, catalogue, now| {
        let change = documents.changed(&text, BODY, catalogue, now)?;
        let applied = applied(documents, &change);
        Ok((change.after, applied))
    });
    Ok(Json(json!({"applied": applied.await?})))
}

async fn put(
    State(board): State<Shared>,
    Path(name): Path<String>,
    _: Admin,
    Text(text): Text,
) -> Result<(StatusCode, Json<SloView>), Problem> {
    let wanted = name.clone();
    let created = board.change(move |documents, catalogue, now| {
        let change = documents.changed(&text, BODY, catalogue, now)?;
        only(&change.objects, Kind::Slo, Some(&wanted))?;
        let created = documents.slo(&wanted).is_none();
        Ok((change.after, created))
    });
    let status = if created.await? { StatusCode::CREATED } else { StatusCode::OK };
    let documents = board.documents();
    // Somebody may have taken it away already.
    let slo = documents.slo(&name).ok_or_else(|| Problem::not_found("SLO", &name))?;
    Ok((status, Json(board.view(&documents, slo))))
}

/// The one object of a kind among those that were sent; what it needs may stand beside it. `wanted` is the name in the path.
pub(crate) fn only(objects: &[Id], kind: Kind, wanted: Option<&str>) -> Result<String, Problem> {
    let named: Vec<&str> = objects.iter().filter(|(of, _)| *of == kind).map(|(_, name)| name.as_str()).collect();
    let others: BTreeSet<String> = match kind {
        Kind::AlertPolicy => objects.iter().filter(|(of, _)| *of == Kind::Slo).map(|(of, _)| of.to_string()).collect(),
        _ => BTreeSet::new(),
    };
    let refused = |field: &str, detail: String| {
        let mistake = Mistake { object: None, line: 0, column: 0, field: field.to_owned(), detail: detail.clone() };
        Err(Problem::unprocessable(format!("Nothing was changed: {field} {detail}")).with(mistake))
    };
    if !others.is_empty() {
        return refused(
            "kind",
            "cannot be SLO here; PUT /api/slos/NAME takes an SLO together with its alerts".to_owned(),
        );
    }
    match (named.as_slice(), wanted) {
        ([name], Some(wanted)) if *name != wanted => {
            refused("metadata.name", format!("must be the name in the path, `{wanted}`, not `{name}`"))
        }
        ([name], _) => Ok((*name).to_owned()),
        (names, _) => refused("kind", format!("must be {kind} in exactly one object, not in {}", names.len())),
    }
}

async fn delete(State(board): State<Shared>, Path(name): Path<String>, _: Admin) -> Result<StatusCode, Problem> {
    let deleted = board.change(move |documents, catalogue, now| {
        documents.slo(&name).ok_or_else(|| Problem::not_found("SLO", &name))?;
        Ok((documents.without(Kind::Slo, &name, catalogue, now)?, ()))
    });
    deleted.await.map(|()| StatusCode::NO_CONTENT)
}

/// How an SLO would stand, or stood.
#[derive(Serialize)]
pub(crate) struct Preview {
    name: String,
    title: String,
    status: StatusView,
    #[serde(flatten)]
    story: Story,
}

/// `POST /api/slos/preview`: an SLO on live data, without saving it. One that is there goes on from its beginning; a new
/// one is shown as if it had been there for its whole window.
async fn preview(State(board): State<Shared>, Text(text): Text) -> Result<Json<Preview>, Problem> {
    let now = (board.clock)();
    let documents = board.documents();
    let change = documents.changed(&text, BODY, &board.catalogue, now)?;
    let name = only(&change.objects, Kind::Slo, None)?;
    let slo = change.after.slo(&name).ok_or_else(|| Problem::not_found("SLO", &name))?;
    let since = documents.slo(&name).and_then(|before| documents.since(before)).filter(|_| !slo.looks_back());
    told(&board, slo, since, now).await
}

/// `GET /api/slos/{name}/chart`: an SLO over its window.
async fn chart(State(board): State<Shared>, Path(name): Path<String>) -> Result<Json<Preview>, Problem> {
    let documents = board.documents();
    let slo = documents.slo(&name).ok_or_else(|| Problem::not_found("SLO", &name))?;
    told(&board, slo, documents.since(slo), (board.clock)()).await
}

async fn told(
    board: &Board,
    slo: &movie_guru_slo::Slo,
    since: Option<jiff::Timestamp>,
    now: jiff::Timestamp,
) -> Result<Json<Preview>, Problem> {
    let story = board.story(slo, since, now).await.map_err(|error| {
        Problem::new(StatusCode::SERVICE_UNAVAILABLE, format!("The source of metrics does not answer: {error}"))
    })?;
    let (name, title) = (slo.metadata.name.clone(), slo.metadata.title().to_owned());
    Ok(Json(Preview { name, title, status: StatusView::new(&story.status, now), story }))
}
