//! How the page is to behave just now, as the backend's scenario wants it (`web.drop`), and whether there is a backend.
//!
//! Asked for by each page every few seconds, and answered from what the backend said within the last half second, so
//! that many open pages ask it no more often than one.

use std::time::{Duration, Instant};

use axum::body::Body;
use http::Request;
use http::uri::PathAndQuery;
use http_body_util::{BodyExt, Limited};
use serde::{Deserialize, Serialize};
use tokio::sync::Mutex;

use crate::upstream::Upstream;

const FRESH: Duration = Duration::from_millis(500);
/// More than a scenario can be, which is set with at most 64 KiB.
const MOST_BYTES: usize = 256 * 1024;
/// Far longer than the backend takes for it.
const WAIT: Duration = Duration::from_secs(2);

/// Whether the backend answers.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub(crate) enum BackendState {
    Up,
    #[default]
    Away,
}

/// What a page is told.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub(crate) struct Told {
    /// The share of its calls, 0 to 1, that it drops.
    pub(crate) drop: f64,
    pub(crate) backend: BackendState,
}

#[derive(Default)]
pub(crate) struct Behaviour {
    last: Mutex<Option<(Instant, Told)>>,
}

/// What of `GET /phase` is the page's business.
#[derive(Deserialize)]
struct Phase {
    #[serde(default)]
    web: Web,
}

#[derive(Default, Deserialize)]
struct Web {
    drop: f64,
}

impl Behaviour {
    pub(crate) async fn read(&self, upstream: &Upstream) -> Told {
        // Held while asking: who comes meanwhile gets the same answer.
        let mut last = self.last.lock().await;
        if let Some((at, told)) = *last
            && at.elapsed() < FRESH
        {
            return told;
        }
        let told = match ask(upstream).await {
            Some(phase) => Told { drop: phase.web.drop.clamp(0.0, 1.0), backend: BackendState::Up },
            // Pages go on as they were until the backend is back.
            None => Told { backend: BackendState::Away, ..last.map(|(_, told)| told).unwrap_or_default() },
        };
        *last = Some((Instant::now(), told));
        told
    }
}

async fn ask(upstream: &Upstream) -> Option<Phase> {
    let answer = upstream.send(PathAndQuery::from_static("/phase"), Request::new(Body::empty()));
    let response = tokio::time::timeout(WAIT, answer).await.ok()?.ok()?;
    if !response.status().is_success() {
        return None;
    }
    let body = Limited::new(response.into_body(), MOST_BYTES).collect().await.ok()?;
    serde_json::from_slice(&body.to_bytes()).ok()
}
