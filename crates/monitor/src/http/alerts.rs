//! `/api/alerts`: alert policies to write, what fires and what fired; and `/api/inbox`.
//!
//! In OpenSLO an SLO names its policies. So that an alert can be made by itself, as in Cloud Monitoring, `?slo=NAME` has
//! SLOs name it, and `?detach=true` has them name it no longer before it is deleted.

use std::sync::Arc;

use axum::extract::{Path, Query, State};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use http::StatusCode;
use movie_guru_service::Problem;
use movie_guru_slo::Kind;
use serde::Deserialize;
use serde_json::{Value, json};

use super::board::BoardState;
use super::body::{Admin, Text};
use super::documents::{Form, as_yaml};
use crate::alerts::{Episode, Message};
use crate::slos::{Board, PolicyView, Refused, yaml};

pub(super) fn routes() -> Router<BoardState> {
    Router::new()
        .route("/api/alerts", get(all))
        .route("/api/alerts/{name}", get(one).put(put).delete(delete))
        .route("/api/inbox", get(inbox))
        .route("/api/inbox/{id}/read", post(read))
}

/// `GET /api/alerts`: policies, what is pending or firing, what fired before, and how receivers are reached.
async fn all(State(board): State<Arc<Board>>, Query(form): Query<Form>) -> Result<Response, Problem> {
    let shown = board.snapshot();
    let documents = &shown.documents;
    if form.is_yaml() {
        let policies = documents.names(Kind::AlertPolicy).filter_map(|name| documents.object(Kind::AlertPolicy, name));
        let texts: Result<Vec<_>, _> = policies.map(yaml).collect();
        return as_yaml(texts.map(|texts| texts.join("---\n")));
    }
    let history: Vec<&Episode> = shown.book.episodes().collect();
    let policies: Vec<&str> = documents.names(Kind::AlertPolicy).collect();
    let body = json!({
        "policies": policies, "alerts": shown.alerts(), "active": shown.book.active(), "history": history,
        "deliveries": board.deliveries(),
    });
    Ok(Json(body).into_response())
}

async fn one(
    State(board): State<Arc<Board>>,
    Path(name): Path<String>,
    Query(form): Query<Form>,
) -> Result<Response, Problem> {
    let policy = board.snapshot().policy(&name).ok_or_else(|| Refused::missing("alert policy", &name))?;
    match policy.document {
        Some(document) if form.is_yaml() => as_yaml(yaml(&document)),
        _ => Ok(Json(policy).into_response()),
    }
}

/// Which SLOs an alert policy is to be for.
#[derive(Debug, Default, Deserialize)]
struct For {
    /// Names, with commas between.
    #[serde(default)]
    slo: String,
}

async fn put(
    State(board): State<Arc<Board>>,
    Path(name): Path<String>,
    Query(For { slo }): Query<For>,
    _: Admin,
    Text(text): Text,
) -> Result<(StatusCode, Json<PolicyView>), Problem> {
    let created = board.put_alert(name.clone(), text, slo).await?;
    let status = if created { StatusCode::CREATED } else { StatusCode::OK };
    let policy = board.snapshot().policy(&name).ok_or_else(|| Refused::missing("alert policy", &name))?;
    Ok((status, Json(policy)))
}

#[derive(Debug, Default, Deserialize)]
struct Detach {
    #[serde(default)]
    detach: bool,
}

async fn delete(
    State(board): State<Arc<Board>>,
    Path(name): Path<String>,
    Query(Detach { detach }): Query<Detach>,
    _: Admin,
) -> Result<StatusCode, Problem> {
    board.remove_alert(name, detach).await?;
    Ok(StatusCode::NO_CONTENT)
}

async fn inbox(State(board): State<Arc<Board>>) -> Json<Value> {
    let book = board.alerting().book();
    let messages: Vec<&Message> = book.inbox.messages().collect();
    Json(json!({"unread": book.inbox.unread(), "messages": messages}))
}

#[derive(Debug, Default, Deserialize)]
struct AndOlder {
    #[serde(default)]
    and_older: bool,
}

/// `POST /api/inbox/{id}/read`: somebody has seen a message, with `?and_older=true` those before it as well. No token: to
/// read one's pages changes nothing of the lab.
async fn read(
    State(board): State<Arc<Board>>,
    Path(id): Path<u64>,
    Query(AndOlder { and_older }): Query<AndOlder>,
) -> Result<StatusCode, Problem> {
    if board.alerting().read_messages(id, and_older).await {
        Ok(StatusCode::NO_CONTENT)
    } else {
        Err(Refused::missing("message", &id.to_string()).into())
    }
}
