//! A request's body that takes too long ends as an error, however often another byte of it comes.

use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll, ready};
use std::time::Duration;

use axum::body::{Body, Bytes};
use http_body::{Frame, SizeHint};
use tokio::time::Sleep;

#[derive(Debug, thiserror::Error)]
#[error("the body took too long to arrive")]
struct TooSlow;

/// A body with a limit on the time it is waited for in all. The clock begins with the first wait.
pub(crate) struct SlowBody {
    body: Body,
    limit: Duration,
    clock: Option<Pin<Box<Sleep>>>,
    is_late: Arc<AtomicBool>,
}

impl SlowBody {
    /// The body, and what is true once it was too slow.
    pub(crate) fn around(body: Body, limit: Duration) -> (Body, Arc<AtomicBool>) {
        let is_late = Arc::new(AtomicBool::new(false));
        (Body::new(Self { body, limit, clock: None, is_late: Arc::clone(&is_late) }), is_late)
    }
}

impl http_body::Body for SlowBody {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        if let Poll::Ready(frame) = Pin::new(&mut self.body).poll_frame(context) {
            return Poll::Ready(frame);
        }
        let limit = self.limit;
        let clock = self.clock.get_or_insert_with(|| Box::pin(tokio::time::sleep(limit)));
        ready!(clock.as_mut().poll(context));
        self.is_late.store(true, Ordering::Relaxed);
        Poll::Ready(Some(Err(axum::Error::new(TooSlow))))
    }

    fn is_end_stream(&self) -> bool {
        self.body.is_end_stream()
    }

    fn size_hint(&self) -> SizeHint {
        self.body.size_hint()
    }
}
