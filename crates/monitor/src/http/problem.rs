//! What a client may read of a change that is refused (RFC 9457): every mistake with its place.

use http::StatusCode;
use movie_guru_service::Problem;

use crate::slos::Refused;

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
