//! What every request passes before a service looks at it: it was meant for this service, it is not another site's wish,
//! and its body comes within its time.

use std::sync::Arc;
use std::sync::atomic::Ordering;
use std::time::Duration;

use axum::Router;
use axum::body::HttpBody;
use axum::extract::{Request, State};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse, Response};
use http::{HeaderMap, StatusCode};
use tower_http::csrf::{CsrfLayer, ProtectionError};

use crate::names::Names;
use crate::slow_body::SlowBody;

/// The rule, and how the service words a refusal.
#[derive(Clone, Debug)]
pub struct Gate {
    /// The names that are answered.
    pub names: Names,
    /// For the whole of a request's body.
    pub body: Duration,
    /// A refusal in the service's own form: [`problem`](crate::problem()), [`in_words`], or another.
    pub refuse: fn(StatusCode, &str) -> Response,
}

impl Gate {
    /// These routes, behind the rule.
    pub fn around<S: Clone + Send + Sync + 'static>(self, routes: Router<S>) -> Router<S> {
        let refuse = self.refuse;
        let another_site = move |_: ProtectionError| {
            refuse(StatusCode::FORBIDDEN, "This call changes something, and it comes from another site.")
        };
        routes
            .layer(CsrfLayer::new().with_rejection_response(another_site))
            .layer(from_fn_with_state(Arc::new(self), pass))
    }
}

async fn pass(State(gate): State<Arc<Gate>>, request: Request, next: Next) -> Response {
    if !gate.names.meant(&request) {
        return (gate.refuse)(
            StatusCode::MISDIRECTED_REQUEST,
            "This service does not answer to that name: call it by localhost or 127.0.0.1, or let it know the name when \
             it starts (--help names the flag).",
        );
    }
    if request.body().is_end_stream() {
        return next.run(request).await;
    }
    let (parts, body) = request.into_parts();
    let (body, is_late) = SlowBody::around(body, gate.body);
    let response = next.run(Request::from_parts(parts, body)).await;
    match is_late.load(Ordering::Relaxed) {
        true => (gate.refuse)(StatusCode::REQUEST_TIMEOUT, "The body took too long to arrive."),
        false => response,
    }
}

/// A refusal for people: one line of text.
pub fn in_words(status: StatusCode, detail: &str) -> Response {
    (status, format!("{detail}\n")).into_response()
}

/// Whether a browser says that a page of another site asks: for the calls that change something by `GET`, which the rule
/// lets through.
pub fn is_from_another_site(headers: &HeaderMap) -> bool {
    let from = headers.get("sec-fetch-site").map(http::HeaderValue::as_bytes);
    matches!(from, Some(b"cross-site" | b"same-site"))
}

#[cfg(test)]
mod tests {
    use axum::body::Body;
    use axum::routing::post;
    use tower::ServiceExt;

    use super::*;

    async fn asked(headers: &[(&str, &str)]) -> StatusCode {
        let gate = Gate { names: Names::Any, body: Duration::from_secs(1), refuse: in_words };
        let router = gate.around(Router::new().route("/", post(|| async { "changed" })));
        let request = headers.iter().fold(Request::post("/"), |request, (name, value)| request.header(*name, *value));
        router.oneshot(request.body(Body::empty()).unwrap()).await.unwrap().status()
    }

    #[tokio::test]
    async fn only_our_own_pages_and_programs_change_something() {
        for ours in [
            &[("host", "lab.team-1.example:80")][..],
            &[("host", "load.example"), ("origin", "https://load.example")],
            &[("host", "127.0.0.1:8089"), ("origin", "http://127.0.0.1:8089"), ("sec-fetch-site", "same-origin")],
        ] {
            assert_eq!(asked(ours).await, StatusCode::OK, "{ours:?}");
        }
        for (name, value) in [
            ("origin", "http://evil.example"),
            ("origin", "http://127.0.0.1:8080"),
            ("origin", "http://127.0.0.1"),
            ("origin", "null"),
            ("sec-fetch-site", "cross-site"),
            ("sec-fetch-site", "same-site"),
        ] {
            let status = asked(&[("host", "127.0.0.1:8089"), (name, value)]).await;
            assert_eq!(status, StatusCode::FORBIDDEN, "{name}: {value}");
        }
    }
}
