//! The same through a collector of others: rotel takes what is pushed and hands it on, so what arrives is what it read.

use std::net::{SocketAddr, TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};

use movie_guru_test_collector::Collector;

use super::metrics::pushed_is_what_is_scraped;
use super::{pushing, started};
use crate::app_under_test::until;

/// A running rotel. Dropped, it is killed.
struct Rotel {
    process: Child,
    grpc: SocketAddr,
}

impl Drop for Rotel {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn script() -> Command {
    let mut script = Command::new(Path::new(env!("CARGO_MANIFEST_DIR")).join("../../scripts/rotel"));
    script.stdin(Stdio::null());
    script
}

/// Rotel is nothing that a laptop must have.
#[expect(clippy::print_stderr, reason = "says what is absent")]
fn is_absent() -> bool {
    let why = match script().arg("--version").output() {
        Ok(said) if said.status.success() => return false,
        Ok(said) if said.status.code() == Some(77) => String::from_utf8_lossy(&said.stderr).into_owned(),
        Ok(said) => panic!("{said:?}"),
        Err(error) => format!("scripts/rotel does not start: {error}"),
    };
    assert!(std::env::var("LAB_REQUIRE_ALL").as_deref() != Ok("1"), "{why}");
    eprintln!("skipped: {why}");
    true
}

/// Two ports that nobody has just now: rotel does not say which it got.
fn free() -> [SocketAddr; 2] {
    let held = [(); 2].map(|()| TcpListener::bind("127.0.0.1:0").unwrap());
    held.map(|listener| listener.local_addr().unwrap())
}

impl Rotel {
    async fn handing_on_to(endpoint: &str) -> Self {
        let [grpc, http] = free();
        let mut script = script();
        script.args(["start", "--exporter", "otlp", "--otlp-exporter-endpoint", endpoint, "--batch-timeout", "50ms"]);
        script.args(["--otlp-grpc-endpoint", &grpc.to_string(), "--otlp-http-endpoint", &http.to_string()]);
        let process = script.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
        let mut rotel = Self { process, grpc };
        until("rotel listens", async || {
            assert_eq!(rotel.process.try_wait().unwrap(), None, "rotel has ended");
            TcpStream::connect(grpc).is_ok()
        })
        .await;
        rotel
    }
}

#[tokio::test]
async fn rotel_gets_what_is_scraped() {
    if tokio::task::spawn_blocking(is_absent).await.unwrap() {
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let collector = Collector::start();
    let rotel = Rotel::handing_on_to(collector.endpoint()).await;
    let (_binary, person) = started(pushing(folder.path(), &format!("http://{}", rotel.grpc))).await;
    pushed_is_what_is_scraped(&collector, &person).await;
    until("rotel hands on spans", async || !collector.spans().is_empty()).await;
}
