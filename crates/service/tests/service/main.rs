//! A service as slow and hostile clients meet it: real connections, byte by byte, and limits that are short.
#![expect(clippy::unwrap_used, reason = "a test says what went wrong by panicking")]

mod answers;
mod clients;
mod probes;
mod problems;
mod protocols;

use std::net::SocketAddr;
use std::time::Duration;

use axum::Router;
use axum::response::IntoResponse;
use movie_guru_service::{Gate, Limits, Names, serve};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio_util::sync::CancellationToken;

/// Longer than any limit here, by far.
const LONG: Duration = Duration::from_secs(60);

fn short() -> Limits {
    let limit = Duration::from_millis(200);
    Limits { head: limit, idle: limit, body: limit, stalled: limit, ping: limit, connections: 100, per_address: 100 }
}

/// These routes behind these limits, until the test ends.
async fn served(routes: Router, limits: Limits) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let refuse = |status, detail: &str| (status, format!("refused: {detail}")).into_response();
    let gate = Gate { names: Names::of(address, &[]), body: limits.body, refuse };
    tokio::spawn(serve(listener, gate.around(routes), limits, CancellationToken::new()));
    address
}

/// A connection on which this was sent.
async fn sent(address: SocketAddr, bytes: impl AsRef<[u8]>) -> TcpStream {
    let mut stream = TcpStream::connect(address).await.unwrap();
    stream.write_all(bytes.as_ref()).await.unwrap();
    stream
}

/// What comes until the server closes the connection.
async fn rest(stream: &mut TcpStream) -> String {
    let mut bytes = Vec::new();
    // A reset is an end too.
    let _ = tokio::time::timeout(LONG, stream.read_to_end(&mut bytes))
        .await
        .unwrap_or_else(|_| panic!("the server never closed it"));
    String::from_utf8_lossy(&bytes).into_owned()
}

/// What is answered to one question.
async fn answer_to(address: SocketAddr, path: &str) -> String {
    rest(&mut sent(address, format!("GET {path} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n")).await).await
}

/// Reads until the text has this in it.
async fn until(stream: &mut TcpStream, part: &str) {
    let mut seen = Vec::new();
    while !String::from_utf8_lossy(&seen).contains(part) {
        let byte = tokio::time::timeout(LONG, stream.read_u8()).await.unwrap_or_else(|_| panic!("it never came"));
        seen.push(byte.unwrap_or_else(|error| panic!("{error} after {}", String::from_utf8_lossy(&seen))));
    }
}

/// Waits for as long as the server bears a client that says nothing, some times over.
async fn far_beyond_the_limits(address: SocketAddr) {
    for _ in 0..4 {
        rest(&mut sent(address, "").await).await;
    }
}
