//! Debian's programs, run as servers on ports of their own. A test whose program is absent says so and is skipped; with
//! `LAB_REQUIRE_ALL=1` it fails.

use std::net::TcpListener;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;
use tempfile::TempDir;

/// Far longer than anything takes; only a hang meets it.
const WAIT: Duration = Duration::from_secs(60);

/// Waits for a condition.
pub(crate) async fn until(what: &str, mut holds: impl AsyncFnMut() -> bool) {
    let started = Instant::now();
    while !holds().await {
        assert!(started.elapsed() < WAIT, "waited too long for {what}");
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

/// Prometheus, or its Alertmanager.
pub(crate) struct Server {
    process: Child,
    url: String,
    http: reqwest::Client,
    _folder: TempDir,
}

impl Server {
    /// Starts it in a folder with these files, of which the first is its configuration, and waits until it is ready.
    pub(crate) async fn start(program: &str, files: &[(&str, String)], arguments: &[&str]) -> Option<Self> {
        Self::start_after(program, files, arguments, |_| ()).await
    }

    /// The same, once its folder was made ready for it. Nothing is made ready where it is absent.
    pub(crate) async fn start_after(
        program: &str,
        files: &[(&str, String)],
        arguments: &[&str],
        make_ready: impl FnOnce(&Path),
    ) -> Option<Self> {
        let folder = TempDir::new().unwrap();
        for (name, text) in files {
            std::fs::write(folder.path().join(name), text).unwrap();
        }
        if Command::new(program).arg("--version").stdout(Stdio::null()).stderr(Stdio::null()).status().is_ok() {
            make_ready(folder.path());
        }
        let free = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = free.local_addr().unwrap();
        drop(free);
        let started = Command::new(program)
            .current_dir(folder.path())
            .arg(format!("--config.file={}", files[0].0))
            .arg(format!("--web.listen-address={address}"))
            .args(arguments)
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn();
        let Ok(process) = started else {
            assert!(std::env::var("LAB_REQUIRE_ALL").as_deref() != Ok("1"), "{program} is not installed");
            eprintln!("skipped: {program} is not installed");
            return None;
        };
        let http = reqwest::Client::builder().no_proxy().build().unwrap();
        let this = Self { process, url: format!("http://{address}"), http, _folder: folder };
        let ready = format!("{}/-/ready", this.url);
        until(program, async || this.http.get(&ready).send().await.is_ok_and(|ready| ready.status() == 200)).await;
        Some(this)
    }

    pub(crate) fn url(&self) -> &str {
        &self.url
    }

    pub(crate) async fn get(&self, path: &str) -> Value {
        self.http.get(format!("{}{path}", self.url)).send().await.unwrap().json().await.unwrap()
    }

    /// An instant query of Prometheus; the series of its answer.
    pub(crate) async fn query(&self, query: &str) -> Vec<Value> {
        let url = url::Url::parse_with_params(&format!("{}/api/v1/query", self.url), [("query", query)]).unwrap();
        let answer: Value = self.http.get(url).send().await.unwrap().json().await.unwrap();
        answer["data"]["result"].as_array().unwrap_or_else(|| panic!("{answer}")).clone()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
