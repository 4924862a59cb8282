//! A real Chromium, driven by WebDriver, that notices what a person would not: calls to other hosts and errors on the
//! console.

use std::process::Stdio;
use std::time::{Duration, Instant};

use fantoccini::wd::{TimeoutConfiguration, WebDriverCompatibleCommand};
use fantoccini::{Client, ClientBuilder, Locator};
use hyper_util::client::legacy::connect::HttpConnector;
use reqwest::{Method, Url};
use serde_json::{Map, Value, json};
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::process::{Child, Command};
use tokio::sync::{Mutex, MutexGuard};

/// Far longer than anything takes here.
const PATIENCE: Duration = Duration::from_secs(30);

/// One browser at a time: several on two cores would only wait for each other.
static STAGE: Mutex<()> = Mutex::const_new(());

/// A browser with a profile of its own. End it with [`Browser::close`], which also looks at what it noticed.
pub(crate) struct Browser {
    pub(crate) page: Client,
    home: String,
    _driver: Child,
    _stage: MutexGuard<'static, ()>,
}

/// A command that WebDriver itself does not have.
#[derive(Debug)]
struct ChromeCommand {
    path: &'static str,
    body: Value,
}

impl WebDriverCompatibleCommand for ChromeCommand {
    fn endpoint(&self, base_url: &Url, session_id: Option<&str>) -> Result<Url, url::ParseError> {
        base_url.join(&format!("session/{}/{}", session_id.unwrap_or_default(), self.path))
    }

    fn method_and_body(&self, _: &Url) -> (Method, Option<String>) {
        (Method::POST, Some(self.body.to_string()))
    }
}

impl Browser {
    /// Opens a browser for the app at `home`; none where there is no Chromium or no driver for it, and that is allowed.
    pub(crate) async fn open(home: std::net::SocketAddr) -> Option<Self> {
        let stage = STAGE.lock().await;
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
        let mut said = BufReader::new(driver.stdout.take().unwrap()).lines();
        let port = loop {
            let line = said.next_line().await.unwrap().expect("the driver says where it listens");
            if let Some((_, port)) = line.split_once("started successfully on port ") {
                break port.trim_end_matches('.').to_owned();
            }
        };
        // Read to its end, so that the driver can go on talking.
        tokio::spawn(async move { while let Ok(Some(_)) = said.next_line().await {} });
        let mut capabilities = Map::new();
        let arguments = ["--headless=new", "--no-sandbox", "--disable-dev-shm-usage", "--hide-scrollbars"];
        capabilities.insert("goog:chromeOptions".into(), json!({ "binary": chromium, "args": arguments }));
        capabilities.insert("goog:loggingPrefs".into(), json!({ "browser": "ALL", "performance": "ALL" }));
        let mut builder = ClientBuilder::new(HttpConnector::new());
        builder.capabilities(capabilities);
        let page = builder.connect(&format!("http://127.0.0.1:{port}")).await.unwrap();
        let patience = TimeoutConfiguration::new(Some(Duration::from_secs(180)), None, None);
        page.update_timeouts(patience).await.unwrap();
        Some(Self { page, home: format!("http://{home}"), _driver: driver, _stage: stage })
    }

    pub(crate) async fn go(&self, path: &str) {
        self.page.goto(&format!("{}{path}", self.home)).await.unwrap();
    }

    /// Tells the browser something over the DevTools protocol.
    pub(crate) async fn devtools(&self, command: &str, parameters: Value) -> Value {
        let body = json!({ "cmd": command, "params": parameters });
        self.page.issue_cmd(ChromeCommand { path: "goog/cdp/execute", body }).await.unwrap()
    }

    pub(crate) async fn size(&self, width: u32, height: u32) {
        let screen = json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 600 });
        self.devtools("Emulation.setDeviceMetricsOverride", screen).await;
    }

    /// `light` or `dark`, with reduced motion where asked for.
    pub(crate) async fn prefers(&self, scheme: &str, less_motion: bool) {
        let motion = if less_motion { "reduce" } else { "no-preference" };
        let features = json!([
            { "name": "prefers-color-scheme", "value": scheme },
            { "name": "prefers-reduced-motion", "value": motion },
        ]);
        self.devtools("Emulation.setEmulatedMedia", json!({ "features": features })).await;
    }

    pub(crate) async fn run(&self, script: &str) -> Value {
        self.page.execute(script, Vec::new()).await.unwrap()
    }

    /// Runs the body of an async function of the page and returns what it returns.
    pub(crate) async fn run_async(&self, body: &str) -> Value {
        let script = format!(
            "const done = arguments[arguments.length - 1]; (async () => {{ {body} }})().then(done, (e) => done('failed: ' + e));"
        );
        self.page.execute_async(&script, Vec::new()).await.unwrap()
    }

    /// Waits until the expression is true on the page.
    pub(crate) async fn until(&self, expression: &str) {
        let started = Instant::now();
        while self.page.execute(&format!("return Boolean({expression});"), Vec::new()).await.ok() != Some(json!(true)) {
            if started.elapsed() > PATIENCE {
                let shown = self.run("return document.body.innerText;").await;
                panic!("waited in vain until {expression}; the page shows:\n{shown}");
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    pub(crate) async fn text(&self, selector: &str) -> String {
        self.page.find(Locator::Css(selector)).await.unwrap().text().await.unwrap()
    }

    pub(crate) async fn click(&self, selector: &str) {
        self.page.find(Locator::Css(selector)).await.unwrap().click().await.unwrap();
    }

    pub(crate) async fn fill(&self, selector: &str, text: &str) {
        let field = self.page.find(Locator::Css(selector)).await.unwrap();
        field.clear().await.unwrap();
        field.send_keys(text).await.unwrap();
    }

    /// Types into whatever has the focus, as a keyboard does.
    pub(crate) async fn press(&self, keys: &str) {
        self.page.active_element().await.unwrap().send_keys(keys).await.unwrap();
    }

    /// Logs in and waits for the main page to be complete.
    pub(crate) async fn log_in(&self, name: &str) {
        self.go("/login").await;
        self.fill("#user", name).await;
        self.click("#login button").await;
        self.main_page().await;
    }

    pub(crate) async fn main_page(&self) {
        self.until("location.pathname === '/' && document.querySelectorAll('#featured .film').length === 5").await;
        self.until("document.querySelector('#log').children.length > 0").await;
    }

    /// Says something and waits for the answer.
    pub(crate) async fn say(&self, message: &str) {
        let answers = self.run("return document.querySelectorAll('.bubble.agent, .bubble.error').length;").await;
        self.fill("#message", message).await;
        self.click("#send").await;
        self.until(&format!("document.querySelectorAll('.bubble.agent, .bubble.error').length > {answers}")).await;
    }

    /// Takes a log since it was taken last.
    async fn log(&self, kind: &str) -> Vec<Value> {
        let taken = self.page.issue_cmd(ChromeCommand { path: "se/log", body: json!({ "type": kind }) }).await.unwrap();
        taken.as_array().cloned().unwrap_or_default()
    }

    /// The errors on the console since it was looked at last.
    pub(crate) async fn console_errors(&self) -> Vec<String> {
        let errors = self.log("browser").await.into_iter().filter(|entry| entry["level"] == "SEVERE");
        errors.map(|entry| entry["message"].as_str().unwrap_or_default().to_owned()).collect()
    }

    /// Every address that was asked for since it was looked at last.
    pub(crate) async fn requested(&self) -> Vec<Url> {
        let urls = self.log("performance").await.into_iter().filter_map(|entry| {
            let message: Value = serde_json::from_str(entry["message"].as_str()?).ok()?;
            let sent = message["message"]["method"] == "Network.requestWillBeSent";
            let url = message["message"]["params"]["request"]["url"].as_str().filter(|_| sent)?;
            url.parse().ok()
        });
        urls.collect()
    }

    /// Ends the browser. Nothing may have gone to another host, and nothing be on the console but what is expected.
    pub(crate) async fn close(self, expected: &[&str]) {
        let home: Url = self.home.parse().unwrap();
        for url in self.requested().await {
            let ours = url.origin() == home.origin() || matches!(url.scheme(), "data" | "blob" | "about" | "chrome");
            assert!(ours, "the page asked another host: {url}");
        }
        for error in self.console_errors().await {
            assert!(expected.iter().any(|known| error.contains(known)), "on the console: {error}");
        }
        self.page.clone().close().await.unwrap();
    }
}

#[expect(clippy::print_stderr, reason = "a test that is skipped says so")]
fn say_skipped() {
    eprintln!("skipped: this test needs chromium and chromedriver (Debian: chromium, chromium-driver)");
}

fn program(name: &str) -> Option<String> {
    let path = std::env::var_os("PATH")?;
    let found = std::env::split_paths(&path).map(|folder| folder.join(name)).find(|file| file.is_file())?;
    Some(found.to_string_lossy().into_owned())
}
