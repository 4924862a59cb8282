//! Answers that take their time are not the client's fault, but whoever takes nothing of one is not waited for.

use std::convert::Infallible;
use std::sync::Arc;

use axum::Router;
use axum::body::{Body, Bytes};
use axum::routing::get;
use futures::stream::{self, StreamExt};
use tokio::sync::{Notify, mpsc};

use crate::{LONG, far_beyond_the_limits, sent, served, short, until};

const ASK: &str = "GET / HTTP/1.1\r\nhost: localhost\r\n\r\n";

#[tokio::test]
async fn an_answer_that_takes_long_comes() {
    let done = Arc::new(Notify::new());
    let waits = Arc::clone(&done);
    let handler = get(move || async move {
        waits.notified().await;
        "at last"
    });
    let address = served(Router::new().route("/", handler), short()).await;
    let mut stream = sent(address, ASK).await;
    far_beyond_the_limits(address).await;
    done.notify_one();
    until(&mut stream, "at last").await;
}

#[tokio::test]
async fn a_stream_of_events_is_not_cut_between_two_of_them() {
    let (events, receiver) = mpsc::channel::<&str>(1);
    let receiver = Arc::new(tokio::sync::Mutex::new(receiver));
    let handler = get(move || async move {
        let next = move |receiver: Arc<tokio::sync::Mutex<mpsc::Receiver<&'static str>>>| async move {
            let event = receiver.lock().await.recv().await?;
            Some((Ok::<_, Infallible>(event), receiver))
        };
        Body::from_stream(stream::unfold(receiver, next))
    });
    let address = served(Router::new().route("/", handler), short()).await;
    let mut stream = sent(address, ASK).await;
    for event in ["data: one\n\n", "data: two\n\n"] {
        events.send(event).await.unwrap();
        until(&mut stream, event).await;
        far_beyond_the_limits(address).await;
    }
}

#[tokio::test]
async fn whoever_takes_nothing_of_an_answer_is_cut() {
    let cut = Arc::new(Notify::new());
    let told = Arc::clone(&cut);
    let handler = get(move || async move {
        let told = Told(told);
        let pieces = stream::repeat(Bytes::from_static(&[b'x'; 64 * 1024]));
        Body::from_stream(pieces.map(move |piece| {
            let _held = &told;
            Ok::<_, Infallible>(piece)
        }))
    });
    let address = served(Router::new().route("/", handler), short()).await;
    let _stream = sent(address, ASK).await;
    tokio::time::timeout(LONG, cut.notified()).await.expect("it was never cut");
}

/// Tells when the answer that holds it is dropped.
struct Told(Arc<Notify>);

impl Drop for Told {
    fn drop(&mut self) {
        self.0.notify_one();
    }
}
