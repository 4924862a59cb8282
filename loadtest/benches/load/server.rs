//! A server that costs as little as one can, so that it is never the limit of who drives it: it answers what the
//! journeys accept, at once or, below `/slow`, after a time. HTTP/1.1 with keep-alive, and no more of it than clients
//! send.

use std::io::{BufRead, BufReader, Write};
use std::net::SocketAddr;
use std::process::{Child, Stdio};
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

pub(crate) const ROLE: &str = "LOAD_BENCH_SERVER";

/// The server in a process of its own; it ends with this.
pub(crate) struct Server {
    pub(crate) address: SocketAddr,
    process: Child,
}

impl Server {
    pub(crate) fn start() -> Self {
        let own = std::env::current_exe().expect("a program").to_string_lossy().into_owned();
        let mut process = crate::on_core(0, &own).env(ROLE, "1").stdout(Stdio::piped()).spawn().expect("it starts");
        let mut line = String::new();
        BufReader::new(process.stdout.take().expect("piped")).read_line(&mut line).expect("it says where it listens");
        Self { address: line.trim().parse().expect("an address"), process }
    }

    pub(crate) fn url(&self, path: &str) -> String {
        format!("http://{}{path}", self.address)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

pub(crate) fn serve() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().expect("a runtime");
    runtime.block_on(async {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
        println!("{}", listener.local_addr().expect("an address"));
        std::io::stdout().flush().expect("a pipe");
        let answers: &'static Answers = Box::leak(Box::new(Answers::new()));
        // It has a core to itself and never sleeps: to wake a core costs whoever does it as much as a request.
        tokio::spawn(async {
            loop {
                tokio::task::yield_now().await;
            }
        });
        loop {
            let Ok((stream, _)) = listener.accept().await else { continue };
            tokio::spawn(talk(stream, answers));
        }
    });
}

async fn talk(mut stream: TcpStream, answers: &'static Answers) -> std::io::Result<()> {
    stream.set_nodelay(true)?;
    let mut heard = Vec::with_capacity(4096);
    while stream.read_buf(&mut heard).await? > 0 {
        while let Some(end) = whole_request(&heard) {
            let (answer, pause) = answers.to(&heard);
            if !pause.is_zero() {
                tokio::time::sleep(pause).await;
            }
            heard.drain(..end);
            stream.write_all(answer).await?;
        }
    }
    Ok(())
}

/// Where the first request ends, once all of it is there.
fn whole_request(heard: &[u8]) -> Option<usize> {
    let head = heard.windows(4).position(|at| at == b"\r\n\r\n")? + 4;
    // Only these have a body.
    if !heard.starts_with(b"POST ") {
        return Some(head);
    }
    let text = std::str::from_utf8(&heard[..head]).ok()?;
    let length = text.lines().find_map(|line| {
        let (name, value) = line.split_once(':')?;
        name.eq_ignore_ascii_case("content-length").then(|| value.trim().parse().ok())?
    });
    let end = head + length.unwrap_or(0_usize);
    (heard.len() >= end).then_some(end)
}

const NOT_FOUND: &[u8] = b"HTTP/1.1 404 Not Found\r\ncontent-length: 0\r\n\r\n";

/// Whole answers by method and path.
struct Answers {
    known: Vec<((&'static str, &'static str), Vec<u8>)>,
    turn: AtomicU64,
}

impl Answers {
    fn new() -> Self {
        let taste = json!({"actors": [], "directors": [], "genres": [], "others": []});
        let profile = json!({"likes": taste, "dislikes": taste});
        let film = json!({"title": "A film", "rating": 4.0, "plot": "A plot."});
        let said = json!({
            "answer": "A film", "relevant_movies": [], "context": vec![film; 5], "result": "SUCCESS", "preferences": profile,
        });
        let ok = |headers: &str, body: Value| {
            let body = body.to_string();
            let head = format!("HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n{headers}");
            format!("{head}content-length: {}\r\n\r\n{body}", body.len()).into_bytes()
        };
        let known = vec![
            (("GET", "/preferences"), ok("", profile)),
            (("POST", "/chat"), ok("", said.clone())),
            (("POST", "/login"), ok("set-cookie: movieguru=1; HttpOnly\r\n", json!({"login": "success"}))),
            (("POST", "/logout"), ok("", json!({"logout": "success"}))),
            (("GET", "/startup"), ok("", said)),
            (("GET", "/history"), ok("", json!([]))),
            (("DELETE", "/history"), b"HTTP/1.1 204 No Content\r\n\r\n".to_vec()),
        ];
        Self { known, turn: AtomicU64::new(0) }
    }

    /// The answer, and the pause before it: below `/slow` one of 100, 200, … 900 ms, in turn.
    fn to(&self, request: &[u8]) -> (&[u8], Duration) {
        let line = request.split(|byte| *byte == b'\r').next().unwrap_or_default();
        let mut words = std::str::from_utf8(line).unwrap_or_default().split(' ');
        let (method, path) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
        let (path, pause) = match path.strip_prefix("/slow") {
            Some(path) => (path, 100 * (self.turn.fetch_add(1, Ordering::Relaxed) % 9 + 1)),
            None => (path, 0),
        };
        let answer =
            self.known.iter().find(|(known, _)| *known == (method, path)).map_or(NOT_FOUND, |(_, answer)| answer);
        (answer, Duration::from_millis(pause))
    }
}
