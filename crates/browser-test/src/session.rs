//! A driver and its browser, which end together with the test, also where it fails.

use std::io::{Read, Write};
use std::net::{Ipv4Addr, TcpStream};
use std::path::PathBuf;
use std::process::Command;
use std::time::Duration;

use fantoccini::wd::{Capabilities, TimeoutConfiguration};
use fantoccini::{Client, ClientBuilder};
use hyper_util::client::legacy::connect::HttpConnector;
use movie_guru_test_support::{Running, skipped};
use serde_json::json;
use tempfile::TempDir;

/// Far longer than a browser takes to end.
const ENDING: Duration = Duration::from_secs(10);

/// A browser with a profile of its own.
pub(crate) struct Session {
    pub(crate) page: Client,
    port: u16,
    id: Option<String>,
    _driver: Running,
    _profile: TempDir,
}

impl Session {
    /// None where a program is absent and may be.
    pub(crate) async fn start() -> Option<Self> {
        let chromium = ["chromium", "chromium-browser", "google-chrome"].into_iter().find_map(program);
        let (Some(chromium), Some(driver)) = (chromium, program("chromedriver")) else {
            skipped("chromium or chromedriver is absent (Debian: chromium, chromium-driver)");
            return None;
        };
        let mut driver = Running::start(Command::new(driver).arg("--port=0")).unwrap();
        let port = driver.line("a port", |line| {
            let (_, port) = line.split_once("started successfully on port ")?;
            port.trim_end_matches('.').parse().ok()
        });
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
