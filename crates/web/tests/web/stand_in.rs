//! A backend that does what a test wants, byte by byte.

use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

/// What the stand-in does with a connection once it has read a request's head.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Does {
    /// Closes without a word.
    HangsUp,
    /// Says nothing and holds the line.
    Waits,
    /// Answers.
    Answers,
    /// Answers each call well, with nothing in it.
    AnswersBlank,
    /// Begins an answer and never ends it.
    Stalls,
}

pub(crate) struct StandIn {
    pub(crate) address: SocketAddr,
    heads: Arc<Mutex<Vec<String>>>,
}

impl StandIn {
    /// Does these things in turn, the last one for good.
    pub(crate) async fn that(script: &'static [Does]) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap();
        let heads = Arc::new(Mutex::new(Vec::new()));
        let seen = Arc::clone(&heads);
        tokio::spawn(async move {
            let mut turn = 0;
            while let Ok((stream, _)) = listener.accept().await {
                let does = script[turn.min(script.len() - 1)];
                turn += 1;
                tokio::spawn(play(stream, does, Arc::clone(&seen)));
            }
        });
        Self { address, heads }
    }

    /// The request heads it has read, in lower case.
    pub(crate) fn heads(&self) -> Vec<String> {
        self.heads.lock().unwrap().clone()
    }
}

async fn play(mut stream: TcpStream, does: Does, heads: Arc<Mutex<Vec<String>>>) {
    let mut head = Vec::new();
    while !head.ends_with(b"\r\n\r\n") {
        match stream.read_u8().await {
            Ok(byte) => head.push(byte),
            Err(_) => return,
        }
    }
    heads.lock().unwrap().push(String::from_utf8_lossy(&head).to_lowercase());
    let answer: &[u8] = match does {
        Does::HangsUp => return,
        Does::Waits => b"",
        Does::Answers => b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\nconnection: close\r\nx-hop: 1\r\n\r\nhi",
        Does::AnswersBlank => {
            b"HTTP/1.1 200 OK\r\ncontent-length: 37\r\nconnection: close\r\n\r\n{\"context\":[],\"movies\":[],\"length\":0}"
        }
        Does::Stalls => b"HTTP/1.1 200 OK\r\ncontent-length: 100\r\n\r\nthe beginning",
    };
    let _ = stream.write_all(answer).await;
    if matches!(does, Does::Waits | Does::Stalls) {
        std::future::pending::<()>().await;
    }
}
