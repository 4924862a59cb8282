//! A driver that costs less than what it drives: blocking sockets, a request on each, then an answer from each.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::{Duration, Instant};

const CONNECTIONS: usize = 16;

pub(super) struct Connections {
    sockets: Vec<TcpStream>,
    request: Vec<u8>,
    answer: Vec<u8>,
}

impl Connections {
    /// Opens connections for a call like `GET /preferences`.
    pub(super) fn open(address: SocketAddr, call: &str, cookie: &str) -> Self {
        let request = format!("{call} HTTP/1.1\r\nHost: {address}\r\nCookie: {cookie}\r\n\r\n").into_bytes();
        let sockets = (0..CONNECTIONS).map(|_| connect(address)).collect();
        Self { sockets, request, answer: Vec::with_capacity(64 * 1024) }
    }

    /// The body of one answer.
    pub(super) fn body(&mut self) -> Vec<u8> {
        self.sockets[0].write_all(&self.request).expect("it takes a request");
        let head = read_answer(&mut self.sockets[0], &mut self.answer);
        assert!(self.answer.starts_with(b"HTTP/1.1 200"), "{}", String::from_utf8_lossy(&self.answer));
        self.answer[head..].to_vec()
    }

    /// Requests per second over this time.
    pub(super) fn rate(&mut self, time: Duration) -> f64 {
        let started = Instant::now();
        let mut answered = 0_u32;
        while started.elapsed() < time {
            for socket in &mut self.sockets {
                socket.write_all(&self.request).expect("it takes a request");
            }
            for socket in &mut self.sockets {
                read_answer(socket, &mut self.answer);
                answered += 1;
            }
        }
        f64::from(answered) / started.elapsed().as_secs_f64()
    }
}

fn connect(address: SocketAddr) -> TcpStream {
    let socket = TcpStream::connect(address).expect("it accepts connections");
    socket.set_nodelay(true).expect("a socket option");
    socket
}

/// Reads one whole answer and returns where its body begins.
fn read_answer(socket: &mut TcpStream, answer: &mut Vec<u8>) -> usize {
    answer.clear();
    let mut chunk = [0; 16 * 1024];
    loop {
        let length = socket.read(&mut chunk).expect("it answers");
        assert!(length > 0, "the server closed the connection");
        answer.extend_from_slice(&chunk[..length]);
        if let Some(body) = body_of_whole_answer(answer) {
            return body;
        }
    }
}

fn body_of_whole_answer(answer: &[u8]) -> Option<usize> {
    let head = answer.windows(4).position(|window| window == b"\r\n\r\n")? + 4;
    let text = std::str::from_utf8(&answer[..head]).ok()?.to_ascii_lowercase();
    let length = text.split("content-length: ").nth(1)?.split("\r\n").next()?.parse::<usize>().ok()?;
    (answer.len() >= head + length).then_some(head)
}

/// A session's cookie.
pub(super) fn log_in(address: SocketAddr) -> String {
    let mut socket = connect(address);
    let body = "{\"user\":\"speed\"}";
    let head = format!(
        "POST /login HTTP/1.1\r\nHost: {address}\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    );
    socket.write_all(head.as_bytes()).expect("it takes a request");
    let mut answer = Vec::new();
    read_answer(&mut socket, &mut answer);
    let text = String::from_utf8_lossy(&answer).into_owned();
    let cookie = text.split("movieguru=").nth(1).and_then(|rest| rest.split(';').next());
    format!("movieguru={}", cookie.unwrap_or_else(|| panic!("no cookie in {text}")))
}
