//! What every answer carries and every request passes: security headers, and the name under which we were called.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::Response;
use http::uri::Authority;
use http::{HeaderName, HeaderValue, StatusCode, header};

use crate::edge::problem;

/// Where browsers report what the policy stopped.
pub(crate) const CSP_REPORTS: &str = "/csp-report";

/// Everything from here and nothing inline; HTML is made from text by DOMPurify alone (Trusted Types).
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; \
                      connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; \
                      require-trusted-types-for 'script'; trusted-types dompurify; report-uri /csp-report";

const ALWAYS: [(HeaderName, &str); 6] = [
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::X_FRAME_OPTIONS, "DENY"),
    (header::REFERRER_POLICY, "same-origin"),
    (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
    (HeaderName::from_static("permissions-policy"), "camera=(), geolocation=(), microphone=()"),
];

/// Middleware: security headers. A stricter policy of the backend's own (on posters) stays.
pub(crate) async fn security_headers(request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    for (name, value) in ALWAYS {
        headers.insert(name, HeaderValue::from_static(value));
    }
    headers.entry(header::CONTENT_SECURITY_POLICY).or_insert(HeaderValue::from_static(POLICY));
    response
}

/// The names under which this service may be called.
#[derive(Clone, Debug)]
pub(crate) enum Names {
    /// Reachable from elsewhere: whoever runs it there decides what its names are.
    Any,
    /// The loopback's names and these. A page of another site that has its name resolved to this machine (DNS
    /// rebinding) is not answered.
    LoopbackAnd(Vec<String>),
}

impl Names {
    fn include(&self, host: &str) -> bool {
        let Self::LoopbackAnd(more) = self else { return true };
        let host = host.trim_matches(['[', ']']).to_ascii_lowercase();
        let loopback = host.parse::<std::net::IpAddr>().is_ok_and(|address| address.is_loopback());
        loopback || host == "localhost" || host.ends_with(".localhost") || more.contains(&host)
    }
}

/// Middleware: refuses a request that was meant for another host.
pub(crate) async fn known_name(State(names): State<Arc<Names>>, request: Request, next: Next) -> Response {
    let authority = request.uri().authority().cloned().or_else(|| {
        let host = request.headers().get(header::HOST)?.to_str().ok()?;
        host.parse::<Authority>().ok()
    });
    if authority.is_some_and(|authority| names.include(authority.host())) {
        next.run(request).await
    } else {
        problem(
            StatusCode::MISDIRECTED_REQUEST,
            "This is not a name of this Movie Guru; --host NAME (MOVIE_GURU_WEB_HOSTS) adds one.",
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn on_the_loopback_only_its_own_names_are_answered() {
        let names = Names::LoopbackAnd(vec!["guru.example".to_owned()]);
        for host in ["localhost", "LOCALHOST", "127.0.0.1", "127.0.0.2", "[::1]", "guru.localhost", "guru.example"] {
            assert!(names.include(host), "{host}");
        }
        for host in ["evil.example", "localhost.evil.example", "10.0.0.1", "127.0.0.1.evil.example", ""] {
            assert!(!names.include(host), "{host}");
        }
        assert!(Names::Any.include("anything.example"));
    }
}
