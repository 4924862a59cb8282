//! `GET` and `POST /logout`: the session is gone on the server.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum_extra::extract::cookie::CookieJar;
use http::{HeaderMap, StatusCode};
use movie_guru_service::{Problem, is_from_another_site};
use serde::Serialize;

use super::act::Act;
use super::session::{self, Session};
use crate::app::App;

#[derive(Serialize)]
pub(crate) struct LoggedOut {
    logout: &'static str,
}

pub(crate) async fn end(
    State(app): State<Arc<App>>,
    act: Act,
    headers: HeaderMap,
    session: Session,
) -> Result<(CookieJar, Json<LoggedOut>), Problem> {
    // The one `GET` that changes something: another site's link is refused as its form is.
    if is_from_another_site(&headers) {
        return Err(Problem::new(StatusCode::FORBIDDEN, "Another site may not log anybody out here."));
    }
    act.perform(async {
        app.store.sign_out(&session.token).await?;
        Ok((CookieJar::new().add(session::removal()), Json(LoggedOut { logout: "success" })))
    })
    .await
}
