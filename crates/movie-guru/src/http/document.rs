//! What the API's document (`/openapi.json`) says besides what handlers say of themselves.

use guru::field_problem::FieldProblem;
use movie_guru_service::Problem;
use utoipa::openapi::OpenApi as Document;
use utoipa::openapi::security::{ApiKey, ApiKeyValue, HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa::{Modify, OpenApi, PartialSchema};

use super::session::COOKIE;

/// The document before any operation is in it.
#[derive(OpenApi)]
#[openapi(
    info(
        title = "Movie Guru: the backend",
        description = "What the app in the browser asks for, and how the app behaves just now (`/phase`).\n\n\
            A conversation: log in by `POST /login`, keep the cookie, then `POST /chat`. Errors are problem documents \
            (RFC 9457, `application/problem+json`). Bodies are JSON of at most 64 KiB, and a request ends after 30 seconds.\n\n\
            The phase decides how many requests fail and how long they take, so an answer here may be slow, or a 500, on purpose.",
    ),
    components(schemas(FieldProblem)),
    modifiers(&Errors, &Locks),
    tags(
        (name = "People", description = "Sessions, and what is known of a person's taste"),
        (name = "Conversation", description = "Messages and answers"),
        (name = "Films", description = "The main page, the search, posters"),
        (name = "Phase", description = "How the app behaves just now; for coaches"),
        (name = "The service itself", description = "Probes, metrics, and this document"),
    ),
)]
pub(super) struct Api;

/// The form of all errors.
struct Errors;

impl Modify for Errors {
    fn modify(&self, api: &mut Document) {
        let errors = [("errors", Vec::<FieldProblem>::schema())];
        api.components.get_or_insert_default().schemas.insert("Problem".to_owned(), Problem::described(errors));
    }
}

/// What opens what.
struct Locks;

impl Modify for Locks {
    fn modify(&self, api: &mut Document) {
        let session = ApiKeyValue::with_description(COOKIE, "The session that `POST /login` opens");
        let admin = HttpBuilder::new().scheme(HttpAuthScheme::Bearer);
        let admin =
            admin.description(Some("The admin token, where the backend was started with one (`--admin-token`)"));
        let components = api.components.get_or_insert_default();
        components.add_security_scheme("session", SecurityScheme::ApiKey(ApiKey::Cookie(session)));
        components.add_security_scheme("admin", SecurityScheme::Http(admin.build()));
    }
}
