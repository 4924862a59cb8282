//! Who may use the page: a password, where one is set; and no other site for what a GET changes.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use movie_guru_service::openapi::{for_each_operation, problems};
use movie_guru_service::{Problem, is_from_another_site};
use utoipa::openapi::{Paths, SecurityRequirement};

use crate::front::state::Front;

/// What pages of our own may load: nothing from elsewhere, no script in the page.
const CSP: &str = "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; \
    form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/// What Locust's scripts change by a GET.
const CHANGES_BY_GET: [&str; 1] = ["/stop"];

/// How a browser learns to ask for the password.
const ASK: &str = "Basic realm=\"load generator\", charset=\"UTF-8\"";

/// Tells in the document that any of these operations may ask for the password.
pub(super) fn tell(operations: &mut Paths) {
    for_each_operation(operations, |_, operation| {
        let told = problems([(StatusCode::UNAUTHORIZED, "The page has a password, and this is not it.")]);
        operation.responses.responses.extend(told);
        let none = std::iter::empty::<&str>;
        operation.security = Some(vec![
            SecurityRequirement::default(),
            SecurityRequirement::new("password", none()),
            SecurityRequirement::new("password as a token", none()),
        ]);
    });
}

/// Lets a request in, or not; what is answered says to browsers what they may do with it.
pub(super) async fn admit(State(front): State<Arc<Front>>, request: Request, next: Next) -> Response {
    if front.password.as_ref().is_some_and(|password| !password.is_in(request.headers())) {
        return Problem::unauthorized(ASK, "The load generator asks for a password.").into_response();
    }
    let reads = matches!(*request.method(), Method::GET | Method::HEAD);
    if reads && CHANGES_BY_GET.contains(&request.uri().path()) && !may_change_by_get(request.headers()) {
        return Problem::new(StatusCode::FORBIDDEN, "Only this site's own pages may change something here.")
            .into_response();
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
