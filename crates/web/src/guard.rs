//! What every answer carries and every request passes: security headers, and the name under which we were called.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::Response;
use http::{HeaderValue, StatusCode, header};
use movie_guru_pages::{Names, base, secured};

use crate::edge::problem;

/// Where browsers report what the policy stopped.
pub(crate) const CSP_REPORTS: &str = "/csp-report";

/// Everything from here and nothing inline; HTML is made from text by DOMPurify alone (Trusted Types).
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; \
                      connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; \
                      require-trusted-types-for 'script'; trusted-types dompurify; report-uri /csp-report";

/// Middleware: security headers.
pub(crate) async fn security_headers(request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let reports = base().url(CSP_REPORTS);
    if reports != CSP_REPORTS
        && let Ok(policy) = HeaderValue::from_str(&POLICY.replace(CSP_REPORTS, &reports))
    {
        response.headers_mut().entry(header::CONTENT_SECURITY_POLICY).or_insert(policy);
    }
    secured(response, POLICY)
}

/// Middleware: refuses a request that was meant for another host.
pub(crate) async fn known_name(State(names): State<Arc<Names>>, request: Request, next: Next) -> Response {
    if names.meant(&request) {
        next.run(request).await
    } else {
        problem(
            StatusCode::MISDIRECTED_REQUEST,
            "This is not a name of this Movie Guru; --host NAME (MOVIE_GURU_WEB_HOSTS) adds one.",
        )
    }
}
