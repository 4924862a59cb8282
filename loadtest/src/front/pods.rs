//! How many pods take part in a load from many, for the page and for programs.

use std::sync::Arc;

use axum::Json;
use axum::extract::State;
use serde_json::{Value, json};

use crate::front::state::Front;

/// `{"pods": 3}`; where that cannot be said, `{"pods": null, "problem": "…"}`, which is no failure of this service.
pub(super) async fn count(State(front): State<Arc<Front>>) -> Json<Value> {
    let count = match &front.peers {
        Some(peers) => peers.count().await,
        None => Ok(0),
    };
    Json(match count {
        Ok(pods) => json!({ "pods": pods }),
        Err(problem) => json!({ "pods": null, "problem": problem }),
    })
}
