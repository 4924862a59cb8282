//! HTTP/2, as its frames (RFC 9113).

use axum::Router;
use axum::routing::get;
use tokio::io::AsyncWriteExt;

use crate::{rest, sent, served, short};

const PREFACE: &[u8] = b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n";
const SETTINGS: &[u8] = &[0, 0, 0, 4, 0, 0, 0, 0, 0];
/// `GET http://localhost/` on stream 1, whole.
const ASK: &[u8] = b"\x00\x00\x0e\x01\x05\x00\x00\x00\x01\x82\x86\x84\x01\x09localhost";

#[tokio::test]
async fn a_client_that_answers_no_ping_is_closed_though_it_waits_for_an_answer() {
    let address = served(Router::new().route("/", get(std::future::pending::<()>)), short()).await;
    let mut stream = sent(address, [PREFACE, SETTINGS, ASK].concat()).await;
    assert_ne!(rest(&mut stream).await, "", "it has spoken HTTP/2");
}

#[tokio::test]
async fn a_client_that_asks_for_nothing_is_closed_whatever_else_it_sends() {
    let address = served(Router::new().route("/", get(|| async { "page" })), short()).await;
    let mut stream = sent(address, PREFACE).await;
    rest(&mut stream).await;
    let mut stream = sent(address, [PREFACE, SETTINGS, ASK].concat()).await;
    stream.write_all(SETTINGS).await.unwrap();
    assert!(rest(&mut stream).await.contains("page"));
}
