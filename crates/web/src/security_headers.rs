//! What every answer carries: security headers.

use axum::extract::Request;
use axum::middleware::Next;
use axum::response::Response;
use http::{HeaderValue, header};
use movie_guru_pages::{base, secured};

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
