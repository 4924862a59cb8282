//! A headless Chromium, driven by WebDriver. Where it is not installed the test says which program it misses and is
//! skipped; with `LAB_REQUIRE_ALL=1` that is a failure.

use std::io::Write as _;
use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

use fantoccini::wd::{Capabilities, WebDriverCompatibleCommand};
use fantoccini::{Client, ClientBuilder, Locator};
use reqwest::Method;
use serde_json::json;
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};
use url::{ParseError, Url};

/// The console since it was looked at last, as chromedriver hands it out.
#[derive(Debug)]
struct ConsoleLog;

impl WebDriverCompatibleCommand for ConsoleLog {
    fn endpoint(&self, base: &Url, session: Option<&str>) -> Result<Url, ParseError> {
        base.join(&format!("session/{}/se/log", session.unwrap_or_default()))
    }

    fn method_and_body(&self, _: &Url) -> (Method, Option<String>) {
        (Method::POST, Some(json!({"type": "browser"}).to_string()))
    }
}

/// A browser with one window; both end with it.
pub(crate) struct Browser {
    pub(crate) page: Client,
    _driver: Child,
    _profile: tempfile::TempDir,
}

/// The path of a program; none where it is absent and may be.
fn program(name: &str) -> Option<std::path::PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let found = std::env::split_paths(&path).map(|folder| folder.join(name)).find(|file| file.is_file());
    if found.is_none() {
        assert!(std::env::var_os("LAB_REQUIRE_ALL").is_none_or(|value| value != "1"), "{name} is not installed");
        let _ = writeln!(std::io::stderr(), "skipped: {name} is not installed");
    }
    found
}

impl Browser {
    /// Opens one; none where it is not installed and need not be.
    pub(crate) async fn open(width: u32, height: u32) -> Option<Self> {
        let (chromium, chromedriver) = (program("chromium")?, program("chromedriver")?);
        let profile = tempfile::tempdir().unwrap();
        let mut driver = Command::new(chromedriver)
            .arg("--port=0")
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .kill_on_drop(true)
            .spawn()
            .unwrap();
        let mut lines = BufReader::new(driver.stdout.take().unwrap()).lines();
        let port = loop {
            let line = lines.next_line().await.unwrap().unwrap();
            if let Some((_, port)) = line.split_once("started successfully on port ") {
                break port.trim_end_matches('.').to_owned();
            }
        };
        // Read on, so that it never waits for us.
        tokio::spawn(async move { while let Ok(Some(_)) = lines.next_line().await {} });
        let arguments = [
            "--headless=new".to_owned(),
            "--no-sandbox".to_owned(),
            "--disable-gpu".to_owned(),
            "--disable-dev-shm-usage".to_owned(),
            "--hide-scrollbars".to_owned(),
            "--force-prefers-reduced-motion".to_owned(),
            format!("--user-data-dir={}", profile.path().display()),
            format!("--window-size={width},{height}"),
        ];
        let mut capabilities = Capabilities::new();
        let options = json!({
            "binary": chromium, "args": arguments,
            "mobileEmulation": if width < 500 { json!({"deviceMetrics": {"width": width, "height": height, "pixelRatio": 1.0}}) } else { json!(null) },
        });
        let options = options.as_object().unwrap().iter().filter(|(_, value)| !value.is_null());
        capabilities.insert("goog:chromeOptions".to_owned(), options.map(|(k, v)| (k.clone(), v.clone())).collect());
        capabilities.insert("goog:loggingPrefs".to_owned(), json!({"browser": "ALL"}));
        let page = ClientBuilder::new(hyper_util::client::legacy::connect::HttpConnector::new())
            .capabilities(capabilities)
            .connect(&format!("http://127.0.0.1:{port}"))
            .await
            .unwrap();
        Some(Self { page, _driver: driver, _profile: profile })
    }

    /// The text of an element, as it is shown; empty where there is no such element. In one step: the page draws its
    /// parts anew all the time.
    pub(crate) async fn text(&self, selector: &str) -> String {
        let script = "return document.querySelector(arguments[0])?.innerText ?? ''";
        self.page.execute(script, vec![json!(selector)]).await.unwrap().as_str().unwrap().trim().to_owned()
    }

    /// Presses a button.
    pub(crate) async fn click(&self, selector: &str) {
        self.page.find(Locator::Css(selector)).await.unwrap().click().await.unwrap();
    }

    /// Fills a field in, in place of what it held.
    pub(crate) async fn fill(&self, selector: &str, text: &str) {
        let field = self.page.find(Locator::Css(selector)).await.unwrap();
        field.clear().await.unwrap();
        field.send_keys(text).await.unwrap();
    }

    /// Waits until the text of an element is as it should be.
    pub(crate) async fn until(&self, selector: &str, holds: impl Fn(&str) -> bool) -> String {
        let since = std::time::Instant::now();
        loop {
            let text = self.text(selector).await;
            if holds(&text) {
                return text;
            }
            assert!(since.elapsed() < Duration::from_secs(30), "{selector} still says `{text}`");
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
    }

    /// Whether the page is wider than its window, which on a telephone means scrolling sideways.
    pub(crate) async fn overflows(&self) -> bool {
        let script = "return document.documentElement.scrollWidth > document.documentElement.clientWidth + 1";
        self.page.execute(script, vec![]).await.unwrap() == json!(true)
    }

    /// A picture of the window, kept where `LAB_SCREENSHOTS` names a folder.
    pub(crate) async fn picture(&self, name: &str) {
        let png = self.page.screenshot().await.unwrap();
        if let Some(folder) = std::env::var_os("LAB_SCREENSHOTS") {
            std::fs::write(Path::new(&folder).join(format!("{name}.png")), png).unwrap();
        }
    }

    /// Ends it, after a look whether anything was complained of: a script that failed, a policy that was broken. A start
    /// or setting that was refused is told at its field, and is on the console as well.
    pub(crate) async fn close(self) {
        let log = self.page.issue_cmd(ConsoleLog).await.unwrap();
        let complaints = log.as_array().unwrap().iter().filter(|entry| entry["level"] == "SEVERE");
        for complaint in complaints.filter_map(|entry| entry["message"].as_str()) {
            assert!(complaint.contains("the server responded with a status of 4"), "on the console: {complaint}");
        }
        self.page.close().await.unwrap();
    }
}
