//! What a room does not do, as a client may read it.

use http::StatusCode;
use movie_guru_service::Problem;
use movie_guru_workshop::RoomError;
use movie_guru_workshop::evidence::Missing;

/// A room's error as a problem; a conflict says what stands there `now`.
pub(super) fn refusal(error: RoomError) -> Problem {
    let status = match &error {
        RoomError::NoSuchChallenge(_) | RoomError::NoSuchCriterion { .. } | RoomError::NoSuchField { .. } => {
            StatusCode::NOT_FOUND
        }
        RoomError::NoSheet(_) | RoomError::NoMoreHints | RoomError::Conflict { .. } | RoomError::BrokenPage { .. } => {
            StatusCode::CONFLICT
        }
        RoomError::BadAnswer(_) => StatusCode::UNPROCESSABLE_ENTITY,
        RoomError::Missing(Missing::Refused { .. }) => StatusCode::UNPROCESSABLE_ENTITY,
        RoomError::Missing(Missing::Locked { .. }) => StatusCode::FORBIDDEN,
        RoomError::Missing(_) | RoomError::Shelf(_) | RoomError::Busy(_) => StatusCode::SERVICE_UNAVAILABLE,
    };
    let problem = Problem::new(status, error.in_words());
    match error {
        RoomError::Conflict { now } => problem.with("now", now),
        _ => problem,
    }
}
