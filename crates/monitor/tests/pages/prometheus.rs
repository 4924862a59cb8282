//! Debian's Prometheus with a story in it, as the source of a monitor's metrics.

use std::net::TcpListener;
use std::path::PathBuf;
use std::process::Stdio;
use std::time::{Duration, Instant};

use tempfile::TempDir;
use tokio::process::{Child, Command};

pub(crate) struct Prometheus {
    pub(crate) base: String,
    _server: Child,
    _home: TempDir,
}

fn program(name: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let found = std::env::split_paths(&path).map(|folder| folder.join(name)).find(|file| file.is_file());
    if found.is_none() {
        skip(&format!("{name} (Debian: prometheus)"));
    }
    found
}

/// A test without this says so and is skipped; with `LAB_REQUIRE_ALL=1` it fails.
#[expect(clippy::print_stderr, reason = "a test that is skipped says so")]
pub(crate) fn skip(what: &str) {
    let wanted = std::env::var("LAB_REQUIRE_ALL").is_ok_and(|value| value == "1");
    assert!(!wanted, "LAB_REQUIRE_ALL=1, and {what} is absent");
    eprintln!("skipped: this test needs {what}");
}

impl Prometheus {
    /// Holds what the OpenMetrics text says; none where there is no Prometheus.
    pub(crate) async fn with(story: &str) -> Option<Self> {
        let (server, promtool) = (program("prometheus")?, program("promtool")?);
        let home = tempfile::tempdir().unwrap();
        let data = home.path().join("data");
        if !story.is_empty() {
            let file = home.path().join("story.om");
            std::fs::write(&file, story).unwrap();
            let mut make = Command::new(promtool);
            make.args(["tsdb", "create-blocks-from", "openmetrics"]).arg(&file).arg(&data);
            let made = make.output().await.unwrap();
            assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
        }
        let address = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
        let config = home.path().join("prometheus.yml");
        std::fs::write(&config, "scrape_configs: []").unwrap();
        let server = Command::new(server)
            .arg(format!("--config.file={}", config.display()))
            .arg(format!("--storage.tsdb.path={}", data.display()))
            .arg(format!("--web.listen-address={address}"))
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .kill_on_drop(true)
            .spawn()
            .unwrap();
        // The second test to ask finds it installed.
        let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
        let client = reqwest::Client::builder().no_proxy().tls_certs_only([]).build().unwrap();
        let this = Self { base: format!("http://{address}"), _server: server, _home: home };
        let started = Instant::now();
        while !client.get(format!("{}/-/ready", this.base)).send().await.is_ok_and(|a| a.status().is_success()) {
            assert!(started.elapsed() < Duration::from_secs(60), "Prometheus did not start");
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        Some(this)
    }
}
