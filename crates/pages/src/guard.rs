//! What every answer carries and every request passes: security headers, and the name under which we were called.

use axum::extract::Request;
use axum::response::Response;
use http::uri::Authority;
use http::{HeaderName, HeaderValue, header};

const ALWAYS: [(HeaderName, &str); 6] = [
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::X_FRAME_OPTIONS, "DENY"),
    (header::REFERRER_POLICY, "same-origin"),
    (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
    (HeaderName::from_static("permissions-policy"), "camera=(), geolocation=(), microphone=()"),
];

/// The answer with security headers and this content security policy. A stricter policy of its own (as on posters)
/// stays.
pub fn secured(mut response: Response, policy: &'static str) -> Response {
    let headers = response.headers_mut();
    for (name, value) in ALWAYS {
        headers.insert(name, HeaderValue::from_static(value));
    }
    headers.entry(header::CONTENT_SECURITY_POLICY).or_insert(HeaderValue::from_static(policy));
    response
}

/// The names under which a service may be called.
#[derive(Clone, Debug)]
pub enum Names {
    /// Reachable from elsewhere: whoever runs it there decides what its names are.
    Any,
    /// The loopback's names and these. A page of another site that has its name resolved to this machine (DNS
    /// rebinding) is not answered.
    LoopbackAnd(Vec<String>),
}

impl Names {
    /// Whether the request was meant for this service.
    pub fn meant(&self, request: &Request) -> bool {
        let authority = request.uri().authority().cloned().or_else(|| {
            let host = request.headers().get(header::HOST)?.to_str().ok()?;
            host.parse::<Authority>().ok()
        });
        authority.is_some_and(|authority| self.include(authority.host()))
    }

    fn include(&self, host: &str) -> bool {
        let Self::LoopbackAnd(more) = self else { return true };
        let host = host.trim_matches(['[', ']']).to_ascii_lowercase();
        let loopback = host.parse::<std::net::IpAddr>().is_ok_and(|address| address.is_loopback());
        loopback || host == "localhost" || host.ends_with(".localhost") || more.contains(&host)
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
