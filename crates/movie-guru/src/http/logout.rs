//! `GET` and `POST /logout`: the session is gone on the server.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum_extra::extract::cookie::CookieJar;
use http::{HeaderMap, StatusCode};
use movie_guru_service::{Problem, is_from_another_site};
use serde::Serialize;
use utoipa::ToSchema;

use super::act::Act;
use super::session::{self, Session};
use crate::app::App;

/// That the session is gone.
#[derive(Serialize, ToSchema)]
pub(crate) struct LoggedOut {
    #[schema(example = "success")]
    logout: &'static str,
}

/// Log out
#[utoipa::path(
    get, path = "/logout", operation_id = "logout_by_link", tag = "People", security(("session" = [])),
    responses(
        (status = 200, description = "The session is gone", body = LoggedOut, headers(("set-cookie" = String, description = "Takes the cookie away"))),
        (status = 403, description = "The link stands on a page of another site", body = ref("#/components/schemas/Problem"), content_type = "application/problem+json"),
        Session,
    ),
)]
pub(crate) async fn by_link(
    state: State<Arc<App>>,
    act: Act,
    headers: HeaderMap,
    session: Session,
) -> Result<(CookieJar, Json<LoggedOut>), Problem> {
    end(state, act, headers, session).await
}

/// Log out
#[utoipa::path(
    post, path = "/logout", operation_id = "logout", tag = "People", security(("session" = [])),
    responses(
        (status = 200, description = "The session is gone", body = LoggedOut, headers(("set-cookie" = String, description = "Takes the cookie away"))),
        Session,
    ),
)]
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
