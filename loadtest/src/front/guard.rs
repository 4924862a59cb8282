//! Who may do what: a password where one is set, and nothing that changes something on behalf of another site's page.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256};

use super::Front;

/// What pages of our own may load: nothing from elsewhere, no script in the page.
const CSP: &str = "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; \
    form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// What Locust's scripts change by a GET.
const CHANGES_BY_GET: [&str; 1] = ["/stop"];

/// The password of the page; any user name goes with it. Never shown.
#[derive(Clone)]
pub struct Password([u8; 32]);

impl Password {
    /// This password.
    pub fn new(password: &str) -> Self {
        Self(Sha256::digest(password.as_bytes()).into())
    }

    /// Whether the request says it. Digests are compared: how long that takes tells nothing of the password.
    fn is_in(&self, headers: &HeaderMap) -> bool {
        let said = headers.get(header::AUTHORIZATION).and_then(|value| value.to_str().ok()).unwrap_or_default();
        let password = match said.split_once(' ') {
            Some((scheme, token)) if scheme.eq_ignore_ascii_case("bearer") => Some(token.as_bytes().to_vec()),
            Some((scheme, pair)) if scheme.eq_ignore_ascii_case("basic") => STANDARD
                .decode(pair.trim())
                .ok()
                .and_then(|pair| pair.iter().position(|byte| *byte == b':').map(|colon| pair[colon + 1..].to_vec())),
            _ => None,
        };
        password.is_some_and(|password| <[u8; 32]>::from(Sha256::digest(&password)) == self.0)
    }
}

impl std::fmt::Debug for Password {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Password(…)")
    }
}

pub(crate) async fn guard(State(front): State<Arc<Front>>, request: Request, next: Next) -> Response {
    if front.password.as_ref().is_some_and(|password| !password.is_in(request.headers())) {
        let ask = [(header::WWW_AUTHENTICATE, "Basic realm=\"load generator\", charset=\"UTF-8\"")];
        return (StatusCode::UNAUTHORIZED, ask, "The load generator asks for a password.\n").into_response();
    }
    let reads = matches!(*request.method(), Method::GET | Method::HEAD);
    let may_change = if reads && CHANGES_BY_GET.contains(&request.uri().path()) {
        is_same_origin(request.headers()) && !is_silent_browser(request.headers())
    } else {
        reads || is_same_origin(request.headers())
    };
    if !may_change {
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

/// A browser says from where a page sends; programs say nothing. Any name may stand in front of the service, so the
/// page's host is held against the one that was asked for.
fn is_same_origin(headers: &HeaderMap) -> bool {
    let text = |name| headers.get(name).and_then(|value: &HeaderValue| value.to_str().ok());
    // `same-origin` and `none` (typed by hand) are the only ones that are our own.
    let site_is_ours = text(header::HeaderName::from_static("sec-fetch-site"))
        .is_none_or(|site| matches!(site, "same-origin" | "none"));
    let origin_is_ours = match (headers.get(header::ORIGIN), text(header::ORIGIN), text(header::HOST)) {
        (None, ..) => true,
        (Some(_), Some(origin), Some(host)) => {
            origin.split_once("://").is_some_and(|(_, authority)| authority.eq_ignore_ascii_case(host))
        }
        _ => false,
    };
    site_is_ours && origin_is_ours
}

/// A browser that does not say from where it asks: with a GET it need not, where the page is not on this machine and
/// not over HTTPS. Programs do not call themselves Mozilla.
fn is_silent_browser(headers: &HeaderMap) -> bool {
    let names_itself = headers.get(header::USER_AGENT).is_some_and(|agent| agent.as_bytes().starts_with(b"Mozilla/"));
    names_itself && !headers.contains_key("sec-fetch-site") && !headers.contains_key(header::ORIGIN)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(of: &[(&'static str, &str)]) -> HeaderMap {
        of.iter().map(|(name, value)| (header::HeaderName::from_static(name), value.parse().unwrap())).collect()
    }

    #[test]
    fn only_our_own_pages_and_programs_change_something() {
        let same = |of: &[(&'static str, &str)]| is_same_origin(&headers(of));
        assert!(same(&[("host", "lab.team-1.example:80")]));
        assert!(same(&[("host", "load.example"), ("origin", "https://load.example")]));
        assert!(same(&[
            ("host", "127.0.0.1:8089"),
            ("origin", "http://127.0.0.1:8089"),
            ("sec-fetch-site", "same-origin")
        ]));
        assert!(!same(&[("host", "127.0.0.1:8089"), ("origin", "http://evil.example")]));
        assert!(!same(&[("host", "127.0.0.1:8089"), ("origin", "http://127.0.0.1:8080")]));
        assert!(!same(&[("host", "127.0.0.1:8089"), ("origin", "null")]));
        assert!(!same(&[("host", "127.0.0.1:8089"), ("sec-fetch-site", "cross-site")]));
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
        assert_eq!(format!("{password:?}"), "Password(…)");
    }
}
