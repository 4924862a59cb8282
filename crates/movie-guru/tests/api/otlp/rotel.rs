//! The same through a collector of others: rotel takes what is pushed and hands it on, so what arrives is what it read.

use std::net::{SocketAddr, TcpListener, TcpStream};
use std::process::Command;

use movie_guru_test_collector::Collector;
use movie_guru_test_support::{Running, script, wait_for, workspace};

use super::metrics::pushed_is_what_is_scraped;
use super::{pushing, started};
use crate::app_under_test::until;

/// How often a port is looked for that nobody takes before rotel does.
const TRIES: usize = 5;

/// A running rotel.
struct Rotel {
    _running: Running,
    grpc: SocketAddr,
}

/// Two ports that nobody has just now: rotel does not say which it got.
fn free() -> [SocketAddr; 2] {
    let held = [(); 2].map(|()| TcpListener::bind("127.0.0.1:0").unwrap());
    held.map(|listener| listener.local_addr().unwrap())
}

impl Rotel {
    fn handing_on_to(endpoint: &str) -> Self {
        (0..TRIES).find_map(|_| Self::try_start(endpoint)).expect("rotel does not start")
    }

    /// None where it ends at once: somebody was faster on one of its ports.
    fn try_start(endpoint: &str) -> Option<Self> {
        let [grpc, http] = free();
        let mut script = Command::new(workspace().join("scripts/rotel"));
        script.args(["start", "--exporter", "otlp", "--otlp-exporter-endpoint", endpoint, "--batch-timeout", "50ms"]);
        script.args(["--otlp-grpc-endpoint", &grpc.to_string(), "--otlp-http-endpoint", &http.to_string()]);
        let mut running = Running::start(&mut script).unwrap();
        let mut ended = false;
        wait_for("rotel listens", || {
            ended = running.process.try_wait().unwrap().is_some();
            ended || TcpStream::connect(grpc).is_ok()
        });
        (!ended).then_some(Self { _running: running, grpc })
    }
}

#[tokio::test]
async fn rotel_gets_what_is_scraped() {
    // Rotel is nothing that a laptop must have, and may have to be fetched first.
    let Some(said) = tokio::task::spawn_blocking(|| script("rotel", ["--version"])).await.unwrap() else { return };
    assert!(said.passed(), "{}", said.text);
    let folder = tempfile::tempdir().unwrap();
    let collector = Collector::start();
    let rotel = Rotel::handing_on_to(collector.endpoint());
    let (_binary, person) = started(pushing(folder.path(), &format!("http://{}", rotel.grpc))).await;
    pushed_is_what_is_scraped(&collector, &person).await;
    until("rotel hands on spans", async || !collector.spans().is_empty()).await;
}
