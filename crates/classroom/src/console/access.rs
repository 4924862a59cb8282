//! Who is let in: whoever knows the token, where there is one.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use http::{HeaderValue, StatusCode, header};
use movie_guru_pages::secured;
use movie_guru_service::password;

use super::app::App;

/// Everything from here and nothing inline; HTML comes from this service's own rows alone (Trusted Types).
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; \
                      connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; \
                      require-trusted-types-for 'script'; trusted-types movie-guru-console";

/// How a browser learns to ask for the token.
const ASK: HeaderValue = HeaderValue::from_static("Basic realm=\"Movie Guru, for coaches\", charset=\"UTF-8\"");

/// Middleware: lets in whoever shows the token, and nobody's pages are kept on the way.
pub(super) async fn let_in(State(app): State<Arc<App>>, request: Request, next: Next) -> Response {
    let headers = request.headers();
    let is_known = app.token.is_in(headers) || password(headers).is_some_and(|password| app.token.is(&password));
    let mut response = if is_known {
        next.run(request).await
    } else {
        let words = "The password is what `coach console --console-token` was given; any name goes with it.\n";
        (StatusCode::UNAUTHORIZED, [(header::WWW_AUTHENTICATE, ASK)], words).into_response()
    };
    response.headers_mut().entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    secured(response, POLICY)
}
