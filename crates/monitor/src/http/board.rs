//! What the handlers of SLOs and alerts have.

use std::sync::Arc;

use axum::extract::FromRef;
use movie_guru_service::AdminToken;

use crate::slos::Board;

/// The board, and what is asked of those who change it.
#[derive(Clone, FromRef)]
pub(crate) struct BoardState {
    pub(crate) board: Arc<Board>,
    pub(crate) admin: AdminToken,
}
