//! An operation lived through as the phase wants it: the drawn latency is waited for, the drawn failure happens.

use std::future::Future;
use std::sync::Arc;
use std::time::Instant;

use axum::extract::FromRequestParts;
use http::request::Parts;
use movie_guru_contract::Operation;
use movie_guru_service::Problem;

use crate::app::App;
use crate::phase::Fate;

/// The operation that a request asks for; the guard puts it into the request.
#[derive(Clone)]
pub(crate) struct Act {
    app: Arc<App>,
    operation: Operation,
    started: Instant,
}

impl Act {
    pub(crate) fn new(app: Arc<App>, operation: Operation, started: Instant) -> Self {
        Self { app, operation, started }
    }

    /// What the phase makes of this request. Draw once, and only for a request that is the client's no mistake.
    pub(crate) fn draw(&self) -> Option<Fate> {
        self.app.stage.draw(self.operation)
    }

    /// Does the work, or fails in its place, and returns when the drawn time has passed. The work counts towards that
    /// time; work that takes longer is not cut.
    pub(crate) async fn live<T>(
        &self,
        fate: Option<Fate>,
        work: impl Future<Output = Result<T, Problem>>,
    ) -> Result<T, Problem> {
        let Some(fate) = fate else { return work.await };
        let result = if fate.succeeds {
            work.await
        } else {
            tracing::warn!(operation = self.operation.name(), "the phase lets this request fail");
            Err(Problem::internal())
        };
        tokio::time::sleep_until((self.started + fate.latency).into()).await;
        result
    }

    /// [`Self::draw`] and [`Self::live`] for an operation that needs no more of its fate.
    pub(crate) async fn perform<T>(&self, work: impl Future<Output = Result<T, Problem>>) -> Result<T, Problem> {
        self.live(self.draw(), work).await
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Act {
    type Rejection = Problem;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Problem> {
        parts.extensions.get().cloned().ok_or_else(|| {
            tracing::error!(path = parts.uri.path(), "a route without an operation asks for one");
            Problem::internal()
        })
    }
}
