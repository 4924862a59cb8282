//! Who is asking: the session cookie, and the person behind it.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::extract::FromRequestParts;
use axum_extra::extract::cookie::{Cookie, CookieJar, SameSite};
use http::request::Parts;
use http::{HeaderMap, StatusCode};
use movie_guru_service::Problem;
use movie_guru_service::openapi::problems;
use sha2::{Digest, Sha256};
use time::Duration;
use utoipa::IntoResponses;
use utoipa::openapi::{RefOr, Response};

use super::problem::no_session;
use crate::app::App;
use crate::store::{SignedIn, TokenHash};

/// The session cookie's name.
pub(super) const COOKIE: &str = "movieguru";
/// How long a session lasts.
pub(crate) const SESSION_SECONDS: i64 = 24 * 60 * 60;
/// 256 bits as hexadecimal digits.
const TOKEN_CHARACTERS: usize = 64;

/// A fresh secret for a cookie.
pub(crate) fn new_token() -> String {
    let halves: [u128; 2] = rand::random();
    format!("{:032x}{:032x}", halves[0], halves[1])
}

/// What the database knows of a token.
pub(crate) fn hash(token: &str) -> TokenHash {
    Sha256::digest(token.as_bytes()).into()
}

/// The cookie that carries `token`; marked Secure where the edge in front of us says that it was reached over TLS.
pub(crate) fn cookie(token: String, headers: &HeaderMap) -> Cookie<'static> {
    let over_tls = headers.get("x-forwarded-proto").is_some_and(|scheme| scheme == "https");
    Cookie::build((COOKIE, token))
        .path("/")
        .http_only(true)
        .same_site(SameSite::Lax)
        .secure(over_tls)
        .max_age(Duration::seconds(SESSION_SECONDS))
        .build()
}

/// The cookie that takes the session away from the browser.
pub(crate) fn removal() -> Cookie<'static> {
    Cookie::build((COOKIE, "")).path("/").max_age(Duration::ZERO).build()
}

/// A running session: the person, and the token's hash.
pub(crate) struct Session {
    pub(crate) person: SignedIn,
    pub(crate) token: TokenHash,
}

impl IntoResponses for Session {
    fn responses() -> BTreeMap<String, RefOr<Response>> {
        problems([(StatusCode::UNAUTHORIZED, "Nobody is logged in.")])
    }
}

impl FromRequestParts<Arc<App>> for Session {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, app: &Arc<App>) -> Result<Self, Problem> {
        let jar = CookieJar::from_headers(&parts.headers);
        let token = jar.get(COOKIE).map(Cookie::value).filter(|token| is_token(token)).map(hash);
        let token = token.ok_or_else(no_session)?;
        let person = app.store.signed_in(&token, app.clock.unix_seconds()).await?;
        Ok(Self { person: person.ok_or_else(no_session)?, token })
    }
}

fn is_token(text: &str) -> bool {
    text.len() == TOKEN_CHARACTERS && text.bytes().all(|byte| byte.is_ascii_hexdigit())
}
