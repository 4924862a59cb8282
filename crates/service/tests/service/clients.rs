//! Clients that hold connections and do not use them.

use std::time::Duration;

use axum::Router;
use axum::body::Bytes;
use axum::extract::ConnectInfo;
use axum::routing::{get, post};
use movie_guru_service::{Limits, serve};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio_util::sync::CancellationToken;

use crate::{LONG, rest, sent, served, short, until};

fn routes() -> Router {
    let peer = |ConnectInfo(peer): ConnectInfo<std::net::SocketAddr>| async move { peer.to_string() };
    Router::new().route("/", get(|| async { "page" }).post(|body: Bytes| async move { body })).route("/peer", get(peer))
}

#[tokio::test]
async fn whoever_says_nothing_or_half_of_something_is_closed() {
    let address = served(routes(), short()).await;
    for half in ["", "G", "GET / HTTP/1.1\r\nhost: localhost\r\nx-half: ", "PRI * HTTP/2.0\r\n", "\r\n\r\n"] {
        assert_eq!(rest(&mut sent(address, half).await).await, "", "{half:?}");
    }
}

#[tokio::test]
async fn headers_that_trickle_are_not_waited_for_longer() {
    let address = served(routes(), short()).await;
    let (mut from, mut to) = sent(address, "GET / HTTP/1.1\r\nhost: localhost\r\n").await.into_split();
    tokio::spawn(async move {
        while to.write_all(b"x-more: 1\r\n").await.is_ok() {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    });
    let mut answer = Vec::new();
    let _ = tokio::time::timeout(LONG, from.read_to_end(&mut answer)).await.expect("it was never closed");
    assert_eq!(answer, b"");
}

#[tokio::test]
async fn a_connection_that_is_not_used_again_is_closed_and_so_is_half_of_a_second_request() {
    let address = served(routes(), short()).await;
    for more in ["", "GET / HT"] {
        let mut stream = sent(address, "GET / HTTP/1.1\r\nhost: localhost\r\n\r\n").await;
        until(&mut stream, "page").await;
        stream.write_all(more.as_bytes()).await.unwrap();
        assert_eq!(rest(&mut stream).await, "", "{more:?}");
    }
}

#[tokio::test]
async fn a_body_that_trickles_is_a_408_in_the_services_own_form() {
    let address = served(routes(), short()).await;
    let (mut from, mut to) =
        sent(address, "POST / HTTP/1.1\r\nhost: localhost\r\ncontent-length: 100000\r\n\r\n").await.into_split();
    tokio::spawn(async move {
        while to.write_all(b"x").await.is_ok() {
            tokio::time::sleep(Duration::from_millis(10)).await;
        }
    });
    let mut answer = Vec::new();
    let _ = tokio::time::timeout(LONG, from.read_to_end(&mut answer)).await.expect("it was never closed");
    let answer = String::from_utf8_lossy(&answer);
    assert!(answer.starts_with("HTTP/1.1 408") && answer.contains("refused: The body took too long"), "{answer}");
}

#[tokio::test]
async fn a_body_in_pieces_within_its_time_is_taken() {
    let limits = Limits { body: LONG, ..short() };
    let address = served(Router::new().route("/", post(|body: Bytes| async move { body })), limits).await;
    let mut stream = sent(address, "POST / HTTP/1.1\r\nhost: localhost\r\ncontent-length: 6\r\n\r\n").await;
    for piece in ["in", " t", "wo"] {
        stream.write_all(piece.as_bytes()).await.unwrap();
        tokio::task::yield_now().await;
    }
    until(&mut stream, "in two").await;
}

#[tokio::test]
async fn more_than_there_is_room_for_do_not_keep_a_person_out() {
    let limits = Limits { head: LONG, idle: LONG, connections: 8, per_address: 8, ..short() };
    let address = served(routes(), limits).await;
    let mut halves: Vec<TcpStream> = Vec::new();
    for _ in 0..50 {
        halves.push(sent(address, "GET / HTTP/1.1\r\nhost: local").await);
    }
    until(&mut sent(address, "GET / HTTP/1.1\r\nhost: localhost\r\n\r\n").await, "page").await;
    // The first of them had to go, and the last one is still heard.
    assert_eq!(rest(&mut halves[0]).await, "");
    let last = halves.last_mut().unwrap();
    last.write_all(b"host\r\n\r\n").await.unwrap();
    until(last, "page").await;
}

#[tokio::test]
async fn half_a_header_does_not_hold_up_the_end() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let (address, close) = (listener.local_addr().unwrap(), CancellationToken::new());
    let limits = Limits { head: LONG, idle: LONG, ..short() };
    let serving = tokio::spawn(serve(listener, routes(), limits, close.clone()));
    let mut half = sent(address, "GET / HTTP/1.1\r\nhost: local").await;
    until(&mut sent(address, "GET / HTTP/1.1\r\nhost: localhost\r\n\r\n").await, "page").await;
    close.cancel();
    tokio::time::timeout(LONG / 2, serving).await.expect("it did not end").unwrap().unwrap();
    assert_eq!(rest(&mut half).await, "");
}

#[tokio::test]
async fn a_handler_learns_the_clients_address() {
    let address = served(routes(), short()).await;
    let mut stream = sent(address, "GET /peer HTTP/1.1\r\nhost: localhost\r\n\r\n").await;
    let own = stream.local_addr().unwrap().to_string();
    until(&mut stream, &own).await;
}
