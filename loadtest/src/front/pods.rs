//! How many pods take part in a load from many, for the page and for programs.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use serde::Serialize;
use utoipa::ToSchema;

use crate::front::state::Front;

/// How many pods there are.
#[derive(Serialize, ToSchema)]
pub(super) struct Pods {
    /// 0 where there is one load generator alone; null where it cannot be said.
    pods: Option<usize>,
    /// Why not.
    #[serde(skip_serializing_if = "Option::is_none")]
    problem: Option<String>,
}

/// Count the pods of a load from many
///
/// That it cannot be said is no failure of this service.
#[utoipa::path(
    get, path = "/api/pods", operation_id = "pods", tag = "Control",
    responses((status = 200, description = "How many there are, or why that cannot be said", body = Pods)),
)]
pub(super) async fn count(State(front): State<Arc<Front>>) -> Json<Pods> {
    let count = match &front.peers {
        Some(peers) => peers.count().await,
        None => Ok(0),
    };
    Json(match count {
        Ok(pods) => Pods { pods: Some(pods), problem: None },
        Err(problem) => Pods { pods: None, problem: Some(problem) },
    })
}
