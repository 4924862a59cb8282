//! A driver and its browser, which end together with the test, also where it fails.

use std::io::{Read, Write};
use std::net::{Ipv4Addr, TcpStream};
use std::path::PathBuf;
use std::process::Stdio;
use std::time::Duration;

use fantoccini::wd::{Capabilities, TimeoutConfiguration};
use fantoccini::{Client, ClientBuilder};
use hyper_util::client::legacy::connect::HttpConnector;
use serde_json::json;
use tempfile::TempDir;
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};

/// Far longer than a browser takes to end.
const ENDING: Duration = Duration::from_secs(10);

/// A browser with a profile of its own.
pub(crate) struct Session {
    pub(crate) page: Client,
    port: u16,
    id: Option<String>,
    _driver: Child,
    _profile: TempDir,
}

impl Session {
    /// None where a program is absent and may be.
    pub(crate) async fn start() -> Option<Self> {
        let chromium = ["chromium", "chromium-browser", "google-chrome"].into_iter().find_map(program);
        let (Some(chromium), Some(driver)) = (chromium, program("chromedriver")) else {
            let wanted = std::env::var("LAB_REQUIRE_ALL").is_ok_and(|value| value == "1");
            assert!(!wanted, "LAB_REQUIRE_ALL=1, and chromium or chromedriver is absent");
            say_skipped();
            return None;
        };
        let mut driver = Command::new(driver)
            .arg("--port=0")
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .kill_on_drop(true)
            .spawn()
            .unwrap();
        let port = port_of(&mut driver).await;
        let profile = tempfile::tempdir().unwrap();
        let page = ClientBuilder::new(HttpConnector::new())
            .capabilities(capabilities(&chromium, &profile))
            .connect(&format!("http://127.0.0.1:{port}"))
            .await
            .unwrap();
        let patience = TimeoutConfiguration::new(Some(Duration::from_secs(180)), None, None);
        page.update_timeouts(patience).await.unwrap();
        let id = page.session_id().await.unwrap();
        Some(Self { page, port, id, _driver: driver, _profile: profile })
    }

    /// Ends the browser.
    pub(crate) async fn end(mut self) {
        self.id = None;
        self.page.clone().close().await.unwrap();
    }
}

impl Drop for Session {
    /// The driver is killed with this and would leave its browser behind; so it is asked to end it first. No runtime may
    /// be there any more to ask it with.
    fn drop(&mut self) {
        let Some(id) = self.id.take() else { return };
        let Ok(mut driver) = TcpStream::connect((Ipv4Addr::LOCALHOST, self.port)) else { return };
        let _ = driver.set_read_timeout(Some(ENDING));
        let _ = write!(driver, "DELETE /session/{id} HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n");
        let _ = driver.read(&mut [0; 64]);
    }
}

async fn port_of(driver: &mut Child) -> u16 {
    let mut said = BufReader::new(driver.stdout.take().unwrap()).lines();
    let port = loop {
        let line = said.next_line().await.unwrap().expect("the driver says where it listens");
        if let Some((_, port)) = line.split_once("started successfully on port ") {
            break port.trim_end_matches('.').parse().unwrap();
        }
    };
    // Read to its end, so that the driver can go on talking.
    tokio::spawn(async move { while let Ok(Some(_)) = said.next_line().await {} });
    port
}

fn capabilities(chromium: &PathBuf, profile: &TempDir) -> Capabilities {
    let profile = format!("--user-data-dir={}", profile.path().display());
    let arguments =
        ["--headless=new", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--hide-scrollbars", &profile];
    let mut capabilities = Capabilities::new();
    capabilities.insert("goog:chromeOptions".into(), json!({ "binary": chromium, "args": arguments }));
    capabilities.insert("goog:loggingPrefs".into(), json!({ "browser": "ALL", "performance": "ALL" }));
    capabilities
}

fn program(name: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path).map(|folder| folder.join(name)).find(|file| file.is_file())
}

#[expect(clippy::print_stderr, reason = "a test that is skipped says so")]
fn say_skipped() {
    eprintln!("skipped: this test needs chromium and chromedriver (Debian: chromium, chromium-driver)");
}
