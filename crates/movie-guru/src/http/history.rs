//! `GET` and `DELETE /history`: the newest messages of the conversation.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use http::StatusCode;
use movie_guru_service::Problem;
use serde::Serialize;
use utoipa::ToSchema;

use super::act::Act;
use super::session::Session;
use crate::app::App;
use guru::talk::Role;

const SHOWN: u32 = 10;

/// Something said in a conversation.
#[derive(Serialize, ToSchema)]
pub(crate) struct Said {
    role: Role,
    content: String,
}

/// Read the conversation
///
/// The ten newest messages, the oldest of them first.
#[utoipa::path(
    get, path = "/history", operation_id = "history", tag = "Conversation", security(("session" = [])),
    responses((status = 200, description = "The messages", body = Vec<Said>), Session),
)]
pub(crate) async fn get(State(app): State<Arc<App>>, act: Act, session: Session) -> Result<Json<Vec<Said>>, Problem> {
    act.perform(async {
        let messages = app.store.newest_messages(session.person.user, SHOWN).await?;
        Ok(Json(messages.into_iter().map(|message| Said { role: message.role, content: message.content }).collect()))
    })
    .await
}

/// Forget the conversation
#[utoipa::path(
    delete, path = "/history", operation_id = "forget", tag = "Conversation", security(("session" = [])),
    responses((status = 204, description = "It is forgotten"), Session),
)]
pub(crate) async fn delete(State(app): State<Arc<App>>, act: Act, session: Session) -> Result<StatusCode, Problem> {
    act.perform(async {
        app.store.forget_messages(session.person.user).await?;
        Ok(StatusCode::NO_CONTENT)
    })
    .await
}
