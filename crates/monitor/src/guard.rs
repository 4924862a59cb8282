//! Under which names the monitor answers. On the loopback only under its own, so that a page of another site whose name
//! resolves to this machine (DNS rebinding) learns nothing.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use http::uri::Authority;
use http::{StatusCode, header};

/// The names under which the monitor may be called.
#[derive(Clone, Debug)]
pub(crate) enum Names {
    /// Reachable from elsewhere: whoever runs it there decides what its names are.
    Any,
    /// The loopback's names and these.
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
        (StatusCode::MISDIRECTED_REQUEST, "This is not a name of this monitor; call it by localhost or 127.0.0.1.\n")
            .into_response()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn on_the_loopback_only_its_own_names_are_answered() {
        let names = Names::LoopbackAnd(vec!["lab.example".to_owned()]);
        for host in ["localhost", "LOCALHOST", "127.0.0.1", "[::1]", "lab.localhost", "lab.example"] {
            assert!(names.include(host), "{host}");
        }
        for host in ["evil.example", "localhost.evil.example", "10.0.0.1", "127.0.0.1.evil.example", ""] {
            assert!(!names.include(host), "{host}");
        }
        assert!(Names::Any.include("anything.example"));
    }
}
