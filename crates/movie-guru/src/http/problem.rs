//! The problems of this service, and the border to what only the log says: what went wrong inside is logged where it is
//! turned into a [`Problem`], with the trace that the client is told the id of.

use guru::field_problem::FieldProblem;
use guru::talk::EngineError;
use http::StatusCode;
use movie_guru_service::Problem;

use crate::phase::behaviour::Failure;
use crate::store::StoreError;

/// 422, with every bad field.
pub(crate) fn bad_fields(detail: &str, fields: &[FieldProblem]) -> Problem {
    let listed: Vec<_> = fields.iter().map(|problem| format!("{} {}", problem.field, problem.detail)).collect();
    let detail = format!("{detail}: {}", listed.join("; "));
    Problem::new(StatusCode::UNPROCESSABLE_ENTITY, detail).with("errors", fields)
}

pub(crate) fn bad_field(field: &str, detail: &str) -> Problem {
    bad_fields("The request cannot be taken", &[FieldProblem::new(field, detail)])
}

pub(crate) fn no_session() -> Problem {
    Problem::unauthorized("Session realm=\"movie-guru\"", "Nobody is logged in here: POST /login first.")
}

pub(crate) fn no_answer(error: &EngineError) -> Problem {
    tracing::error!(%error, "no answer");
    Problem::internal()
}

/// A failure that the scenario wants, as it is to look.
pub(crate) fn drawn(failure: &Failure) -> Problem {
    let usual = Problem::internal();
    let status = StatusCode::from_u16(failure.status).unwrap_or(usual.status());
    Problem::new(status, failure.detail.as_deref().unwrap_or(usual.detail()))
}

impl From<StoreError> for Problem {
    fn from(error: StoreError) -> Self {
        match error {
            StoreError::Unavailable(..) => {
                tracing::warn!(%error, "the database is not available");
                Self::new(StatusCode::SERVICE_UNAVAILABLE, "The database is not available just now. Please try again.")
            }
            _ => {
                tracing::error!(%error, "the database failed");
                Self::internal()
            }
        }
    }
}
