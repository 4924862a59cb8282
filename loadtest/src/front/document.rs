//! What the API's document (`/openapi.json`) says besides what handlers say of themselves.

use movie_guru_service::Problem;
use utoipa::openapi::OpenApi as Document;
use utoipa::openapi::schema::{ObjectBuilder, Type};
use utoipa::openapi::security::{HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa::{Modify, OpenApi};

/// The document before any operation is in it.
#[derive(OpenApi)]
#[openapi(
    info(
        title = "Movie Guru: the load generator",
        description = "Starts, changes and stops simulated people, and tells what they met.\n\n\
            Figures are of the run that is on, or of the last one. Errors are problem documents (RFC 9457, \
            `application/problem+json`); of a setting that cannot be used, `field` is the name. Bodies are at most 16 KiB.\n\n\
            Not in here: the pages, and below `/api/v1` what Goose's own dashboard asks for. That is Goose's business and may \
            change with it; what it does, these calls do.",
    ),
    modifiers(&Errors, &Password),
    tags(
        (name = "Control", description = "Start, change, stop"),
        (name = "Figures", description = "Of the run that is on, or of the last one"),
        (name = "Past runs", description = "Runs that have ended and are kept"),
        (name = "Locust", description = "For scripts that were written for Locust (2.47)"),
        (name = "The service itself", description = "Probes, metrics, and this document"),
    ),
)]
pub(crate) struct Api;

/// The form of all errors.
struct Errors;

impl Modify for Errors {
    fn modify(&self, api: &mut Document) {
        let field =
            ObjectBuilder::new().schema_type(Type::String).description(Some("The setting; empty where it is none."));
        let problem = Problem::described([("field", field.into())]);
        api.components.get_or_insert_default().schemas.insert("Problem".to_owned(), problem);
    }
}

/// What opens the page.
struct Password;

impl Modify for Password {
    fn modify(&self, api: &mut Document) {
        let components = api.components.get_or_insert_default();
        for (name, scheme) in [("password", HttpAuthScheme::Basic), ("password as a token", HttpAuthScheme::Bearer)] {
            let told =
                "The page's password, where the load generator was started with one; any user name goes with it.";
            let scheme = HttpBuilder::new().scheme(scheme).description(Some(told)).build();
            components.add_security_scheme(name, SecurityScheme::Http(scheme));
        }
    }
}
