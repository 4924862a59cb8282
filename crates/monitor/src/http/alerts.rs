//! `/api/alerts`: alert policies to write, what fires and what fired; and `/api/inbox`.
//!
//! In OpenSLO an SLO names its policies. So that an alert can be made by itself, as in Cloud Monitoring, `?slo=NAME` has
//! SLOs name it, and `?detach=true` has them name it no longer before it is deleted.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum::response::{IntoResponse, Response};
use http::StatusCode;
use movie_guru_service::Problem;
use movie_guru_service::asked::{Path, Query};
use movie_guru_slo::Kind;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::board::BoardState;
use super::body::{Admin, Text};
use super::documents::{Form, as_yaml};
use super::problem::{Needed, NoSuchMessage, NoSuchPolicy, Unreadable};
use crate::alerts::{Active, Delivery, Episode, Message};
use crate::slos::{AlertView, Board, PolicyView, Refused, yaml};

pub(super) fn routes() -> OpenApiRouter<BoardState> {
    OpenApiRouter::default()
        .routes(routes!(all))
        .routes(routes!(one, put, delete))
        .routes(routes!(inbox))
        .routes(routes!(read))
}

/// Everything about alerts.
#[derive(Serialize, ToSchema)]
struct Alerts<'a> {
    /// Names of alert policies.
    policies: Vec<&'a str>,
    alerts: Vec<AlertView>,
    /// What is pending or firing.
    active: &'a [Active],
    /// What fired.
    history: Vec<&'a Episode>,
    /// How receivers are reached.
    deliveries: Vec<Delivery>,
}

/// List alerts
///
/// Policies, what is pending or firing, what fired before, and how receivers are reached. With `format=yaml` the policies
/// are one OpenSLO file.
#[utoipa::path(
    get, path = "/api/alerts", operation_id = "alerts", tag = "Alerts", params(Form),
    responses(
        (status = 200, description = "The alerts", content((Alerts = "application/json"), (String = "application/yaml"))),
        Unreadable,
    ),
)]
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
    let (alerts, active, deliveries) = (shown.alerts(), shown.book.active(), board.deliveries());
    Ok(Json(Alerts { policies, alerts, active, history, deliveries }).into_response())
}

/// Read an alert policy
///
/// With `format=yaml` it is its OpenSLO object, where it has one of its own.
#[utoipa::path(
    get, path = "/api/alerts/{name}", operation_id = "alert_policy", tag = "Alerts",
    params(("name" = String, Path, description = "Its name"), Form),
    responses(
        (status = 200, description = "The policy", content((PolicyView = "application/json"), (String = "application/yaml"))),
        Unreadable, NoSuchPolicy,
    ),
)]
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
#[derive(Debug, Default, Deserialize, IntoParams)]
struct For {
    /// Names, with commas between.
    #[serde(default)]
    slo: String,
}

/// Make or change an alert policy
#[utoipa::path(
    put, path = "/api/alerts/{name}", operation_id = "put_alert_policy", tag = "Alerts", security((), ("admin" = [])),
    params(("name" = String, Path, description = "Its name"), For), request_body(content(("application/yaml"), (Object = "application/json")), description = "OpenSLO objects, as YAML or JSON, whatever the media type says"),
    responses(
        (status = 200, description = "It is changed", body = PolicyView),
        (status = 201, description = "It is new", body = PolicyView),
        Text, Admin, NoSuchPolicy,
    ),
)]
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

#[derive(Debug, Default, Deserialize, IntoParams)]
struct Detach {
    /// Whether SLOs that name it are to name it no longer.
    #[serde(default)]
    detach: bool,
}

/// Delete an alert policy
///
/// One that SLOs name is kept, unless they are to name it no longer.
#[utoipa::path(
    delete, path = "/api/alerts/{name}", operation_id = "delete_alert_policy", tag = "Alerts",
    security((), ("admin" = [])), params(("name" = String, Path, description = "Its name"), Detach),
    responses((status = 204, description = "It is gone"), Admin, Unreadable, NoSuchPolicy, Needed),
)]
async fn delete(
    State(board): State<Arc<Board>>,
    Path(name): Path<String>,
    Query(Detach { detach }): Query<Detach>,
    _: Admin,
) -> Result<StatusCode, Problem> {
    board.remove_alert(name, detach).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// What arrived.
#[derive(Serialize, ToSchema)]
struct Inbox {
    /// How many nobody has seen.
    unread: usize,
    /// The newest first.
    messages: Vec<Message>,
}

/// Read the inbox
#[utoipa::path(
    get, path = "/api/inbox", operation_id = "inbox", tag = "Alerts",
    responses((status = 200, description = "What arrived", body = Inbox)),
)]
async fn inbox(State(board): State<Arc<Board>>) -> Json<Inbox> {
    let book = board.alerting().book();
    Json(Inbox { unread: book.inbox.unread(), messages: book.inbox.messages().cloned().collect() })
}

#[derive(Debug, Default, Deserialize, IntoParams)]
struct AndOlder {
    /// Whether those before it are meant as well.
    #[serde(default)]
    and_older: bool,
}

/// Say that a message was seen
///
/// No token: to read one's messages changes nothing of the lab.
#[utoipa::path(
    post, path = "/api/inbox/{id}/read", operation_id = "read", tag = "Alerts",
    params(("id" = u64, Path, description = "The message's number"), AndOlder),
    responses((status = 204, description = "It is marked as read"), Unreadable, NoSuchMessage),
)]
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
