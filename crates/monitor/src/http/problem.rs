//! What a client may read of a change that is refused (RFC 9457): every mistake with its place.

use std::collections::BTreeMap;

use http::StatusCode;
use movie_guru_service::Problem;
use movie_guru_service::openapi::problems;
use utoipa::IntoResponses;
use utoipa::openapi::{RefOr, Response as Told};

use crate::slos::Refused;

/// What the API's document says of refusals that several calls have.
macro_rules! refusals {
    ($($name:ident = $status:ident, $why:literal;)*) => {$(
        pub(super) struct $name;

        impl IntoResponses for $name {
            fn responses() -> BTreeMap<String, RefOr<Told>> {
                problems([(StatusCode::$status, $why)])
            }
        }
    )*};
}

refusals! {
    Unreadable = BAD_REQUEST, "The path or a parameter cannot be read";
    NoSuchSlo = NOT_FOUND, "There is no such SLO";
    NoSuchPolicy = NOT_FOUND, "There is no such alert policy, or no such SLO";
    NoSuchMessage = NOT_FOUND, "There is no such message";
    Needed = CONFLICT, "Something else needs it";
    Unanswered = SERVICE_UNAVAILABLE, "The source of metrics does not answer";
}

/// The status of a refusal, for answers in any form.
pub(super) const fn status(refused: &Refused) -> StatusCode {
    match refused {
        Refused::Mistakes(_) | Refused::Unfit { .. } | Refused::Senseless(_) => StatusCode::UNPROCESSABLE_ENTITY,
        Refused::Missing { .. } => StatusCode::NOT_FOUND,
        Refused::Conflict(_) => StatusCode::CONFLICT,
        Refused::NoToken => StatusCode::UNAUTHORIZED,
        Refused::NotKept(_) => StatusCode::INSUFFICIENT_STORAGE,
        Refused::Unanswered(_) => StatusCode::SERVICE_UNAVAILABLE,
        Refused::Broken(_) => StatusCode::INTERNAL_SERVER_ERROR,
    }
}

impl From<Refused> for Problem {
    fn from(refused: Refused) -> Self {
        let mistakes = refused.mistakes();
        let problem = match status(&refused) {
            StatusCode::UNAUTHORIZED => Self::unauthorized("Bearer", refused.to_string()),
            status => Self::new(status, refused.to_string()),
        };
        if mistakes.is_empty() { problem } else { problem.with("errors", mistakes) }
    }
}
