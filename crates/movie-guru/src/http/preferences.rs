//! `GET` and `POST /preferences`: the profile, read and replaced.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use movie_guru_service::Problem;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

use super::act::Act;
use super::json::JsonBody;
use super::problem::bad_fields;
use super::session::Session;
use crate::app::App;
use guru::profile::UserProfile;

/// Read one's profile
#[utoipa::path(
    get, path = "/preferences", operation_id = "profile", tag = "People", security(("session" = [])),
    responses((status = 200, description = "The profile", body = UserProfile), Session),
)]
pub(crate) async fn get(act: Act, session: Session) -> Result<Json<UserProfile>, Problem> {
    act.perform(async { Ok(Json(session.person.profile)) }).await
}

/// A profile to keep.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Update {
    /// Read by hand, so that every field that is wrong can be named.
    #[schema(value_type = UserProfile)]
    content: Value,
}

/// That it is kept.
#[derive(Serialize, ToSchema)]
pub(crate) struct Updated {
    #[schema(example = "success")]
    update: &'static str,
}

/// Replace one's profile
#[utoipa::path(
    post, path = "/preferences", operation_id = "keep_profile", tag = "People", security(("session" = [])),
    request_body = Update,
    responses((status = 200, description = "It is kept", body = Updated), Session, JsonBody<Update>),
)]
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
