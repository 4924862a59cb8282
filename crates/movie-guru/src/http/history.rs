//! `GET` and `DELETE /history`: the newest messages of the conversation.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use http::StatusCode;
use movie_guru_service::Problem;
use serde::Serialize;

use super::act::Act;
use super::session::Session;
use crate::app::App;
use guru::talk::Role;

const SHOWN: u32 = 10;

#[derive(Serialize)]
pub(crate) struct Said {
    role: Role,
    content: String,
}

pub(crate) async fn get(State(app): State<Arc<App>>, act: Act, session: Session) -> Result<Json<Vec<Said>>, Problem> {
    act.perform(async {
        let messages = app.store.newest_messages(session.person.user, SHOWN).await?;
        Ok(Json(messages.into_iter().map(|message| Said { role: message.role, content: message.content }).collect()))
    })
    .await
}

pub(crate) async fn delete(State(app): State<Arc<App>>, act: Act, session: Session) -> Result<StatusCode, Problem> {
    act.perform(async {
        app.store.forget_messages(session.person.user).await?;
        Ok(StatusCode::NO_CONTENT)
    })
    .await
}
