//! Prometheus and its tools. A test whose program is absent says so and is skipped; with `LAB_REQUIRE_ALL=1` it fails.

use std::net::TcpListener;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use url::Url;

#[expect(clippy::print_stderr, reason = "a test says why it is not run")]
pub(crate) fn skip(what: &str) {
    assert!(std::env::var("LAB_REQUIRE_ALL").as_deref() != Ok("1"), "{what}");
    eprintln!("skipped: {what}");
}

/// Makes blocks of a text in OpenMetrics; false where promtool is absent.
pub(crate) fn backfill(text: &str, folder: &Path) -> bool {
    let file = folder.join("samples.txt");
    std::fs::write(&file, text).unwrap();
    let blocks = folder.join("data");
    let Ok(output) =
        Command::new("promtool").args(["tsdb", "create-blocks-from", "openmetrics"]).arg(&file).arg(&blocks).output()
    else {
        skip("promtool is not installed");
        return false;
    };
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    true
}

/// A running Prometheus; it ends with this.
pub(crate) struct Prometheus {
    process: Child,
    pub(crate) url: Url,
}

impl Prometheus {
    /// Over the blocks in `folder/data`; none where it is not installed.
    pub(crate) async fn start(folder: &Path, arguments: &[&str]) -> Option<Self> {
        let config = folder.join("prometheus.yml");
        std::fs::write(&config, "global: {scrape_interval: 5s}\n").unwrap();
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
        let started = Command::new("prometheus")
            .arg(format!("--config.file={}", config.display()))
            .arg(format!("--storage.tsdb.path={}", folder.join("data").display()))
            .arg(format!("--web.listen-address=127.0.0.1:{port}"))
            .args(["--log.level=error", "--storage.tsdb.retention.time=365d"])
            .args(arguments)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn();
        let Ok(process) = started else {
            skip("prometheus is not installed");
            return None;
        };
        let prometheus = Self { process, url: Url::parse(&format!("http://127.0.0.1:{port}")).unwrap() };
        let ready = prometheus.url.join("-/ready").unwrap();
        let begun = Instant::now();
        while !reqwest::get(ready.clone()).await.is_ok_and(|response| response.status().is_success()) {
            assert!(begun.elapsed() < Duration::from_secs(60), "Prometheus did not get ready");
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        Some(prometheus)
    }

    /// Its process.
    pub(crate) fn id(&self) -> u32 {
        self.process.id()
    }
}

impl Drop for Prometheus {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
