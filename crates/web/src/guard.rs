//! What every answer carries: security headers.

use axum::extract::Request;
use axum::middleware::Next;
use axum::response::Response;
use movie_guru_pages::secured;

/// Where browsers report what the policy stopped.
pub(crate) const CSP_REPORTS: &str = "/csp-report";

/// Everything from here and nothing inline; HTML is made from text by DOMPurify alone (Trusted Types).
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; font-src 'self'; \
                      connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; \
                      require-trusted-types-for 'script'; trusted-types dompurify; report-uri /csp-report";

/// Middleware: security headers.
pub(crate) async fn security_headers(request: Request, next: Next) -> Response {
    secured(next.run(request).await, POLICY)
}
