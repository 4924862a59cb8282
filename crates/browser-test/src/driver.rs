//! What a person does in a browser, and what the browser notices.

use std::fmt::Display;
use std::time::{Duration, Instant};

use fantoccini::wd::WebDriverCompatibleCommand;
use fantoccini::{Client, Locator};
use reqwest::{Method, Url};
use serde_json::{Value, json};
use tokio::sync::{Mutex, MutexGuard};

use crate::session::Session;

/// Far longer than anything takes here.
const PATIENCE: Duration = Duration::from_secs(60);

/// One browser at a time: several on two cores would only wait for each other.
static STAGE: Mutex<()> = Mutex::const_new(());

/// A browser with a profile of its own. End it with [`Browser::close`], which also looks at what it noticed.
pub struct Browser {
    /// The window, for what has no method here.
    pub page: Client,
    home: String,
    session: Session,
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
    /// Opens a browser for the service at `home`, an address with its port; none where there is no Chromium or no driver
    /// for it, and that is allowed.
    pub async fn open(home: impl Display) -> Option<Self> {
        let stage = STAGE.lock().await;
        let session = Session::start().await?;
        Some(Self { page: session.page.clone(), home: format!("http://{home}"), session, _stage: stage })
    }

    /// Opens a page of the service.
    pub async fn go(&self, path: &str) {
        self.page.goto(&format!("{}{path}", self.home)).await.unwrap();
    }

    /// Tells the browser something over the DevTools protocol.
    pub async fn devtools(&self, command: &str, parameters: Value) -> Value {
        let body = json!({ "cmd": command, "params": parameters });
        self.page.issue_cmd(ChromeCommand { path: "goog/cdp/execute", body }).await.unwrap()
    }

    /// Makes the window so large, a telephone's where it is narrow.
    pub async fn size(&self, width: u32, height: u32) {
        let screen = json!({ "width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 600 });
        self.devtools("Emulation.setDeviceMetricsOverride", screen).await;
    }

    /// `light` or `dark`, with reduced motion where asked for.
    pub async fn prefers(&self, scheme: &str, less_motion: bool) {
        let motion = if less_motion { "reduce" } else { "no-preference" };
        let features = json!([
            { "name": "prefers-color-scheme", "value": scheme },
            { "name": "prefers-reduced-motion", "value": motion },
        ]);
        self.devtools("Emulation.setEmulatedMedia", json!({ "features": features })).await;
    }

    /// Runs a script on the page and returns what it returns.
    pub async fn run(&self, script: &str) -> Value {
        self.page.execute(script, Vec::new()).await.unwrap()
    }

    /// Runs the body of an async function of the page and returns what it returns.
    pub async fn run_async(&self, body: &str) -> Value {
        let script = format!(
            "const done = arguments[arguments.length - 1]; (async () => {{ {body} }})().then(done, (e) => done('failed: ' + e));"
        );
        self.page.execute_async(&script, Vec::new()).await.unwrap()
    }

    /// Waits until the expression is true on the page.
    pub async fn until(&self, expression: &str) {
        let started = Instant::now();
        while self.page.execute(&format!("return Boolean({expression});"), Vec::new()).await.ok() != Some(json!(true)) {
            if started.elapsed() > PATIENCE {
                let shown = self.run("return document.body.innerText;").await;
                panic!("waited in vain until {expression}; the page shows:\n{shown}");
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    /// The text of an element, as it is shown; empty where there is no such element. In one step: a page may draw its
    /// parts anew all the time.
    pub async fn text(&self, selector: &str) -> String {
        let script = "return document.querySelector(arguments[0])?.innerText ?? ''";
        self.page.execute(script, vec![json!(selector)]).await.unwrap().as_str().unwrap().trim().to_owned()
    }

    /// Presses a button, follows a link.
    pub async fn click(&self, selector: &str) {
        self.page.find(Locator::Css(selector)).await.unwrap().click().await.unwrap();
    }

    /// Fills a field in, in place of what it held, which is typed over as a person does: WebDriver's clearing is a change of
    /// its own, to which a page may answer before the rest is typed.
    pub async fn fill(&self, selector: &str, text: &str) {
        let field = self.page.find(Locator::Css(selector)).await.unwrap();
        if text.is_empty() {
            return field.clear().await.unwrap();
        }
        let select = "const field = document.querySelector(arguments[0]); field.focus(); field.select();";
        self.page.execute(select, vec![json!(selector)]).await.unwrap();
        field.send_keys(text).await.unwrap();
    }

    /// Types into whatever has the focus, as a keyboard does.
    pub async fn press(&self, keys: &str) {
        self.page.active_element().await.unwrap().send_keys(keys).await.unwrap();
    }

    /// Takes a log since it was taken last.
    async fn log(&self, kind: &str) -> Vec<Value> {
        let taken = self.page.issue_cmd(ChromeCommand { path: "se/log", body: json!({ "type": kind }) }).await.unwrap();
        taken.as_array().cloned().unwrap_or_default()
    }

    /// The errors on the console since it was looked at last.
    pub async fn console_errors(&self) -> Vec<String> {
        let errors = self.log("browser").await.into_iter().filter(|entry| entry["level"] == "SEVERE");
        errors.map(|entry| entry["message"].as_str().unwrap_or_default().to_owned()).collect()
    }

    /// Every address that was asked for since it was looked at last.
    pub async fn requested(&self) -> Vec<Url> {
        let urls = self.log("performance").await.into_iter().filter_map(|entry| {
            let message: Value = serde_json::from_str(entry["message"].as_str()?).ok()?;
            let sent = message["message"]["method"] == "Network.requestWillBeSent";
            let url = message["message"]["params"]["request"]["url"].as_str().filter(|_| sent)?;
            url.parse().ok()
        });
        urls.collect()
    }

    /// Ends the browser. Nothing may have gone to another host, and nothing be on the console but what is expected.
    pub async fn close(self, expected: &[&str]) {
        let home: Url = self.home.parse().unwrap();
        for url in self.requested().await {
            let ours = url.origin() == home.origin() || matches!(url.scheme(), "data" | "blob" | "about" | "chrome");
            assert!(ours, "the page asked another host: {url}");
        }
        for error in self.console_errors().await {
            assert!(expected.iter().any(|known| error.contains(known)), "on the console: {error}");
        }
        self.session.end().await;
    }
}
