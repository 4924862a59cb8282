//! Who may use the page: a password, where one is set; and no other site for what a GET changes.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use movie_guru_service::{Secret, bearer, is_from_another_site};

use super::Front;

/// What pages of our own may load: nothing from elsewhere, no script in the page.
const CSP: &str = "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; \
    form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// What Locust's scripts change by a GET.
const CHANGES_BY_GET: [&str; 1] = ["/stop"];

/// The password of the page; any user name goes with it. Never shown.
#[derive(Clone, Debug)]
pub struct Password(Secret);

impl Password {
    /// This password.
    pub fn new(password: &str) -> Self {
        Self(Secret::new(password))
    }

    /// Whether the request says it, as a bearer token or beside a user's name.
    fn is_in(&self, headers: &HeaderMap) -> bool {
        bearer(headers).is_some_and(|token| self.0.is(token))
            || basic(headers).is_some_and(|password| self.0.is(&password))
    }
}

/// The password of `Authorization: Basic …` (RFC 7617).
fn basic(headers: &HeaderMap) -> Option<Vec<u8>> {
    let (scheme, pair) = headers.get(header::AUTHORIZATION)?.to_str().ok()?.split_once(' ')?;
    let pair = STANDARD.decode(pair.trim()).ok().filter(|_| scheme.eq_ignore_ascii_case("basic"))?;
    let colon = pair.iter().position(|byte| *byte == b':')?;
    Some(pair[colon + 1..].to_vec())
}

pub(crate) async fn guard(State(front): State<Arc<Front>>, request: Request, next: Next) -> Response {
    if front.password.as_ref().is_some_and(|password| !password.is_in(request.headers())) {
        let ask = [(header::WWW_AUTHENTICATE, "Basic realm=\"load generator\", charset=\"UTF-8\"")];
        return (StatusCode::UNAUTHORIZED, ask, "The load generator asks for a password.\n").into_response();
    }
    let reads = matches!(*request.method(), Method::GET | Method::HEAD);
    if reads && CHANGES_BY_GET.contains(&request.uri().path()) && !may_change_by_get(request.headers()) {
        return (StatusCode::FORBIDDEN, "Only this site's own pages may change something here.\n").into_response();
    }
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    for (name, value) in [
        (header::CONTENT_SECURITY_POLICY, CSP),
        (header::CACHE_CONTROL, "no-store"),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
        // Without a referrer a browser would send our own forms without an origin.
        (header::REFERRER_POLICY, "same-origin"),
    ] {
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    }
    response
}

/// What [`movie_guru_service::Gate`] asks of calls that change something, for those that do so by `GET`. A browser need not
/// say from where it asks with one, where the page is not on this machine and not over HTTPS; programs do not call
/// themselves Mozilla.
fn may_change_by_get(headers: &HeaderMap) -> bool {
    let text = |name| headers.get(name).and_then(|value: &HeaderValue| value.to_str().ok());
    let origin_is_ours = match (headers.get(header::ORIGIN), text(header::ORIGIN), text(header::HOST)) {
        (None, ..) => None,
        (Some(_), Some(origin), Some(host)) => {
            Some(origin.split_once("://").is_some_and(|(_, authority)| authority.eq_ignore_ascii_case(host)))
        }
        _ => Some(false),
    };
    let names_itself = headers.get(header::USER_AGENT).is_some_and(|agent| agent.as_bytes().starts_with(b"Mozilla/"));
    let is_silent_browser = names_itself && !headers.contains_key("sec-fetch-site") && origin_is_ours.is_none();
    !is_from_another_site(headers) && origin_is_ours.unwrap_or(true) && !is_silent_browser
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(of: &[(&'static str, &str)]) -> HeaderMap {
        of.iter().map(|(name, value)| (header::HeaderName::from_static(name), value.parse().unwrap())).collect()
    }

    #[test]
    fn the_password_is_taken_in_both_ways_and_shown_in_none() {
        let password = Password::new("open: sesame");
        let basic = |pair: &str| format!("Basic {}", STANDARD.encode(pair));
        assert!(password.is_in(&headers(&[("authorization", &basic("coach:open: sesame"))])));
        assert!(password.is_in(&headers(&[("authorization", "Bearer open: sesame")])));
        for wrong in [basic("coach:sesame"), basic("coach"), "Basic !".to_owned(), "Bearer ".to_owned()] {
            assert!(!password.is_in(&headers(&[("authorization", &wrong)])), "{wrong}");
        }
        assert!(!password.is_in(&HeaderMap::new()));
        assert_eq!(format!("{password:?}"), "Password(Secret(…))");
    }
}
