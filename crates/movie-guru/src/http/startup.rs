//! `GET /startup`: the main page, with five featured films and the profile.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use movie_guru_service::Problem;

use super::act::Act;
use super::movie::{AgentResponse, Movie};
use super::session::Session;
use crate::app::App;
use guru::talk::ChatResult;

const FEATURED: u32 = 5;

/// Open the main page
///
/// Five films of the well rated, drawn at random, and the person's profile.
#[utoipa::path(
    get, path = "/startup", operation_id = "startup", tag = "Films", security(("session" = [])),
    responses((status = 200, description = "The films and the profile", body = AgentResponse), Session),
)]
pub(crate) async fn get(
    State(app): State<Arc<App>>,
    act: Act,
    session: Session,
) -> Result<Json<AgentResponse>, Problem> {
    act.perform(async {
        let films = app.store.featured(FEATURED).await?;
        Ok(Json(AgentResponse {
            answer: String::new(),
            relevant_movies: Vec::new(),
            context: films.iter().map(Movie::from).collect(),
            error_message: String::new(),
            result: ChatResult::Success,
            preferences: session.person.profile,
        }))
    })
    .await
}
