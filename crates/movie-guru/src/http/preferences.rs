//! `GET` and `POST /preferences`: the profile, read and replaced.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use movie_guru_service::Problem;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::act::Act;
use super::json::JsonBody;
use super::problem::bad_fields;
use super::session::Session;
use crate::app::App;
use guru::profile::UserProfile;

pub(crate) async fn get(act: Act, session: Session) -> Result<Json<UserProfile>, Problem> {
    act.perform(async { Ok(Json(session.person.profile)) }).await
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Update {
    content: Value,
}

#[derive(Serialize)]
pub(crate) struct Updated {
    update: &'static str,
}

pub(crate) async fn post(
    State(app): State<Arc<App>>,
    act: Act,
    session: Session,
    JsonBody(update): JsonBody<Update>,
) -> Result<Json<Updated>, Problem> {
    let profile = UserProfile::from_json(&update.content)
        .map_err(|problems| bad_fields("The profile cannot be taken", &problems))?;
    act.perform(async {
        app.store.save_profile(session.person.user, &profile).await?;
        Ok(Json(Updated { update: "success" }))
    })
    .await
}
