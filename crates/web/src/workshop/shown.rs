//! The workshop that this web app shows, for calls that need one.

use std::sync::Arc;

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use http::StatusCode;
use movie_guru_service::Problem;
use movie_guru_workshop::Room;

use crate::app::App;

/// The workshop that this web app shows.
pub(super) struct Workshop(pub(super) Arc<Room>);

impl FromRequestParts<Arc<App>> for Workshop {
    type Rejection = Problem;

    async fn from_request_parts(_: &mut Parts, app: &Arc<App>) -> Result<Self, Problem> {
        let none = || {
            Problem::new(
                StatusCode::NOT_FOUND,
                "This web app shows the pages of the guide alone; `lab up` starts one with a workshop.",
            )
        };
        app.workshop.clone().map(Self).ok_or_else(none)
    }
}
