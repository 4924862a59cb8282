//! The stream of snapshots, as one that does not end when a run is followed by the next: the page stays connected while
//! the engine behind it changes.

use std::convert::Infallible;
use std::sync::Arc;
use std::time::Duration;

use axum::body::{Body, Bytes};
use axum::extract::State;
use axum::http::{Method, header};
use axum::response::{IntoResponse, Response};
use futures::{Stream, StreamExt, stream};

use crate::front::state::Front;

/// What ends an event (WHATWG HTML, server-sent events).
const END: &[u8] = b"\n\n";

pub(super) async fn events(State(front): State<Arc<Front>>) -> Response {
    // nginx would wait for more before it passes an event on.
    let unbuffered = (header::HeaderName::from_static("x-accel-buffering"), "no");
    let headers = [(header::CONTENT_TYPE, "text/event-stream"), (header::CACHE_CONTROL, "no-store"), unbuffered];
    (headers, Body::from_stream(relay(front).map(Ok::<_, Infallible>))).into_response()
}

/// Whole events of whichever engine is shown.
fn relay(front: Arc<Front>) -> impl Stream<Item = Bytes> {
    stream::unfold(front, |front| async move { Some((connect(&front).await, front)) }).flatten()
}

/// The events of the engine that is shown now, until it is replaced; none where it does not answer.
async fn connect(front: &Front) -> stream::BoxStream<'static, Bytes> {
    let mut shown = front.load.shown();
    shown.mark_unchanged();
    let Some(dashboard) = front.dashboard().await else {
        // Nothing to show: wait for the next engine.
        let _ = shown.changed().await;
        return stream::empty().boxed();
    };
    let Ok(answer) = dashboard.request(Method::GET, "/api/v1/events").send().await else {
        tokio::time::sleep(Duration::from_millis(100)).await;
        return stream::empty().boxed();
    };
    if !answer.status().is_success() {
        tokio::time::sleep(Duration::from_secs(1)).await;
        return stream::empty().boxed();
    }
    let mut bytes = answer.bytes_stream().boxed();
    let mut cut: Vec<u8> = Vec::new();
    let replaced = async move {
        let _ = shown.changed().await;
    };
    async_stream(async move || {
        loop {
            if let Some(event) = whole_event(&mut cut) {
                return Some(event);
            }
            match bytes.next().await {
                Some(Ok(more)) => cut.extend_from_slice(&more),
                _ => return None,
            }
        }
    })
    .take_until(replaced)
    .boxed()
}

/// A stream of what the closure gives until it gives nothing.
fn async_stream<F>(next: F) -> impl Stream<Item = Bytes>
where
    F: AsyncFnMut() -> Option<Bytes>,
{
    stream::unfold(next, |mut next| async move { next().await.map(|event| (event, next)) })
}

/// Takes an event that came whole; `closed` is left out, for the page would not come back.
fn whole_event(cut: &mut Vec<u8>) -> Option<Bytes> {
    loop {
        let end = cut.windows(END.len()).position(|window| window == END)? + END.len();
        let event: Vec<u8> = cut.drain(..end).collect();
        if !event.starts_with(b"event: closed") && !event.starts_with(b"event:closed") {
            return Some(event.into());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn events_are_passed_on_whole_and_the_end_of_an_engine_is_not() {
        let mut cut = b"event: snapshot\ndata: 1\n\nevent: closed\ndata: 1\n\n: ping\n\nevent: snap".to_vec();
        assert_eq!(whole_event(&mut cut).unwrap(), &b"event: snapshot\ndata: 1\n\n"[..]);
        assert_eq!(whole_event(&mut cut).unwrap(), &b": ping\n\n"[..]);
        assert_eq!(whole_event(&mut cut), None);
        assert_eq!(cut, b"event: snap");
    }
}
