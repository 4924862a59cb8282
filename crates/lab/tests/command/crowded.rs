//! Clients that send half a header and hold on do not keep people out, though there are more of them than files that a
//! service may open.
#![expect(clippy::unwrap_used, reason = "a test says what went wrong by panicking")]

use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::time::Duration;

use movie_guru_service::raise_open_files;
use movie_guru_test_support::{Running, client, skipped};
use tempfile::TempDir;
use tokio::io::AsyncWriteExt;
use tokio::net::TcpStream;

use crate::running::{Lab, command};

const HALF_SENT: usize = 1_500;
const PATIENCE: Duration = Duration::from_secs(2);

/// The command, in a process that may open 1,024 files and cannot ask for more.
fn with_few_files(command: &Command) -> Command {
    let mut limited = Command::new("sh");
    limited.args(["-c", "ulimit -n 1024 && exec \"$0\" \"$@\""]).arg(command.get_program()).args(command.get_args());
    for (name, value) in command.get_envs() {
        match value {
            Some(value) => limited.env(name, value),
            None => limited.env_remove(name),
        };
    }
    limited.stdin(Stdio::null());
    limited
}

/// Half a header on each of many connections, which stay open.
async fn half_sent(address: SocketAddr) -> Vec<TcpStream> {
    let mut held = Vec::new();
    for _ in 0..HALF_SENT {
        let mut stream = TcpStream::connect(address).await.unwrap();
        // Who had to give way cannot send.
        let _ = stream.write_all(b"GET / HTTP/1.1\r\nhost: localhost\r\nx-half: ").await;
        held.push(stream);
    }
    held
}

async fn assert_a_person_is_served(url: &str) {
    let asked = client().get(url).send();
    let answer = tokio::time::timeout(PATIENCE, asked).await.unwrap_or_else(|_| panic!("{url}: no answer")).unwrap();
    assert!(answer.status().is_success(), "{url}: {}", answer.status());
}

fn address_of(url: &str) -> SocketAddr {
    url.trim_start_matches("http://").trim_end_matches('/').parse().unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn half_sent_headers_keep_nobody_out_of_any_of_the_labs_four_services() {
    raise_open_files();
    let folder = TempDir::new().unwrap();
    let lab =
        Lab::started(with_few_files(&command(&["up"])), folder.path(), &["--scenario", "healthy", "--users", "2"]);
    for part in ["web", "backend", "load", "monitor"] {
        let held = half_sent(address_of(&lab.url(part, ""))).await;
        for part in ["web", "backend", "load", "monitor"] {
            assert_a_person_is_served(&lab.url(part, "")).await;
        }
        let person = client();
        let login = person.post(lab.url("web", "api/login")).json(&serde_json::json!({"user": "ada"})).send();
        assert!(login.await.unwrap().status().is_success());
        let main_page = tokio::time::timeout(PATIENCE, person.get(lab.url("web", "api/startup")).send()).await;
        assert!(main_page.unwrap().unwrap().status().is_success());
        drop(held);
    }
}

/// A program of its own, beside `lab` where the workspace was built.
struct Alone {
    _running: Running,
    address: SocketAddr,
}

impl Alone {
    fn start(name: &str, arguments: &[&str]) -> Option<Self> {
        let program = PathBuf::from(env!("CARGO_BIN_EXE_lab")).with_file_name(name);
        if !program.is_file() {
            skipped(&format!("{name} was not built"));
            return None;
        }
        let mut command = Command::new(program);
        command.args(arguments).env_remove("RUST_LOG");
        let mut running = Running::start(&mut with_few_files(&command)).unwrap();
        let address = running.line("an address", |line| {
            let port: String = line.split("127.0.0.1:").nth(1)?.chars().take_while(char::is_ascii_digit).collect();
            Some(SocketAddr::from(([127, 0, 0, 1], port.parse().ok()?)))
        });
        Some(Self { _running: running, address })
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn half_sent_headers_keep_nobody_out_of_a_service_by_itself() {
    raise_open_files();
    let folder = TempDir::new().unwrap();
    let (data, free) = (folder.path().to_str().unwrap(), "127.0.0.1:0");
    for (name, arguments, page) in [
        ("movie-guru", &["--listen", free, "--data-dir", data][..], ""),
        ("movie-guru-web", &["--listen", free], "guide"),
        ("loadtest", &["serve", "--listen", free, "--data-dir", data], ""),
    ] {
        let Some(alone) = Alone::start(name, arguments) else { continue };
        let _held = half_sent(alone.address).await;
        assert_a_person_is_served(&format!("http://{}/{page}", alone.address)).await;
    }
}
