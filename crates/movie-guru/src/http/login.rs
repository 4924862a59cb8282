//! `POST /login`: opens a session for a name.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use axum_extra::extract::cookie::CookieJar;
use http::{HeaderMap, StatusCode};
use movie_guru_service::Problem;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::act::Act;
use super::json::OptionalJsonBody;
use super::problem::bad_field;
use super::session;
use crate::app::App;
use crate::store::NewSession;

const MOST_BYTES: usize = 254;

/// Who logs in.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Login {
    /// A name of at most 254 bytes without control characters; white space around it does not count.
    #[schema(min_length = 1, max_length = 254, pattern = "\\S", example = "ann")]
    user: Option<String>,
}

/// That somebody is logged in.
#[derive(Serialize, ToSchema)]
pub(crate) struct LoggedIn {
    #[schema(example = "success")]
    login: &'static str,
}

/// Log in
///
/// Opens a session of 24 hours for a name; the cookie `movieguru` carries it. The name may stand in the header `user`
/// instead.
#[utoipa::path(
    post, path = "/login", operation_id = "login", tag = "People",
    params(("user" = Option<String>, Header, description = "The name, where the body has none")),
    request_body = Option<Login>,
    responses(
        (status = 200, description = "The session is open", body = LoggedIn, headers(("set-cookie" = String, description = "The session"))),
        OptionalJsonBody<Login>,
        (status = 401, description = "There is no name", body = ref("#/components/schemas/Problem"), content_type = "application/problem+json"),
    ),
)]
pub(crate) async fn post(
    State(app): State<Arc<App>>,
    act: Act,
    headers: HeaderMap,
    OptionalJsonBody(body): OptionalJsonBody<Login>,
) -> Result<(CookieJar, Json<LoggedIn>), Problem> {
    let name = user_name(body.and_then(|login| login.user), &headers)?;
    act.perform(async {
        let token = session::new_token();
        let now = app.clock.unix_seconds();
        let expires_at = now + session::SESSION_SECONDS;
        app.store.sign_in(&name, NewSession { token: session::hash(&token), now, expires_at }).await?;
        let jar = CookieJar::new().add(session::cookie(token, &headers));
        Ok((jar, Json(LoggedIn { login: "success" })))
    })
    .await
}

/// The name in the body or else in the header `user`, without white space around it.
fn user_name(in_body: Option<String>, headers: &HeaderMap) -> Result<String, Problem> {
    let given = match (in_body, headers.get("user")) {
        (Some(name), _) => name,
        (None, Some(header)) => match std::str::from_utf8(header.as_bytes()) {
            Ok(name) => name.to_owned(),
            Err(_) => return Err(bad_field("user", "is not UTF-8")),
        },
        (None, None) => {
            return Err(Problem::new(
                StatusCode::UNAUTHORIZED,
                "Who is it? Send {\"user\": \"...\"} or the header user.",
            ));
        }
    };
    let name = given.trim();
    if name.is_empty() {
        Err(bad_field("user", "is empty"))
    } else if name.len() > MOST_BYTES {
        Err(bad_field("user", "is longer than 254 bytes"))
    } else if name.chars().any(char::is_control) {
        Err(bad_field("user", "has control characters"))
    } else {
        Ok(name.to_owned())
    }
}
