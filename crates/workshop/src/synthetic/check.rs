//! What a check is.

use std::fmt;
use std::time::Duration;

use reqwest::{Method, StatusCode};
use serde::Deserialize;
use serde_json::Value;
use url::Url;

/// A walk through the app, with what is expected at each step.
#[derive(Clone, Debug, PartialEq)]
pub struct Check {
    /// What it shows, for people.
    pub title: String,
    /// From the begin of one run to that of the next.
    pub every: Duration,
    /// So long may all steps take together.
    pub limit: Duration,
    /// Whom it acts as.
    pub acts: Acts,
    /// In their order; the first that fails ends the run.
    pub steps: Vec<Step>,
}

/// Whom it acts as.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Acts {
    /// A program: every call leaves it.
    #[default]
    Client,
    /// The app's page: where the scenario wants calls of browsers to be lost (`web.drop`), some of its calls are.
    Browser,
}

impl fmt::Display for Acts {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        to.pad(match self {
            Self::Client => "client",
            Self::Browser => "browser",
        })
    }
}

/// A request, and what is expected of its answer.
#[derive(Clone, Debug, PartialEq)]
pub struct Step {
    /// One of its own among the steps.
    pub name: String,
    /// GET, POST, PUT, PATCH or DELETE.
    pub method: Method,
    /// What is asked for.
    pub path: AppPath,
    /// The body, sent as JSON.
    pub json: Option<Value>,
    /// What its answer must be.
    pub expect: Expect,
}

/// What an answer must be.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Expect {
    /// Any success (2xx) where it is not said.
    pub status: Option<StatusCode>,
    /// A text that the body has, with the same capitals.
    pub contains: Option<String>,
    /// So long may this step take.
    pub within: Option<Duration>,
}

/// A path below the app's own address, with its query. It cannot lead to another host.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AppPath(String);

/// Any address of an app below a path: whoever stays below this one stays below every one.
const SOME_APP: &str = "http://app.invalid/below/";

impl AppPath {
    /// A path that begins with a slash and stays below the app's address.
    ///
    /// # Errors
    /// What is wrong, and what would be right.
    pub fn parse(text: &str) -> Result<Self, String> {
        let wrong = |reason: &str| Err(format!("`{text}` {reason}; write a path of the app, as /api/startup"));
        if !text.starts_with('/') || text.starts_with("//") {
            return wrong("does not begin with one slash, and a check asks no other host");
        }
        if text.contains(|sign: char| sign.is_whitespace() || sign.is_control() || sign == '\\' || sign == '#') {
            return wrong("has a space, a backslash or a #");
        }
        let path = Self(text.to_owned());
        let stays = Url::parse(SOME_APP).is_ok_and(|app| path.at(&app).is_ok_and(|url| is_below(&url, &app)));
        if stays { Ok(path) } else { wrong("leads out of the app") }
    }

    /// The whole address, for an app whose address ends with a slash.
    ///
    /// # Errors
    /// Where that is none.
    pub fn at(&self, app: &Url) -> Result<Url, url::ParseError> {
        Url::parse(&format!("{}{}", app.as_str(), self.0.trim_start_matches('/')))
    }

    /// Whether the app's page makes a call to it, rather than being led there.
    pub fn is_call(&self) -> bool {
        self.0.starts_with("/api/")
    }
}

impl fmt::Display for AppPath {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        to.write_str(&self.0)
    }
}

/// Whether an address is the app's, or below it.
pub fn is_below(url: &Url, app: &Url) -> bool {
    url.origin() == app.origin() && url.path().starts_with(app.path())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_stays_below_the_apps_address() {
        let apps = ["http://127.0.0.1:8080/", "https://labs.example/team-7/app/"];
        for app in apps.map(|app| Url::parse(app).unwrap()) {
            for path in ["/", "/api/startup", "/search?q=ghost%20town", "/http://other.example/", "/a/../b", "/a@b:c"] {
                let url = AppPath::parse(path).unwrap().at(&app).unwrap();
                assert!(is_below(&url, &app), "{path}: {url}");
            }
        }
        let at = AppPath::parse("/search?q=a&b").unwrap().at(&Url::parse(apps[1]).unwrap()).unwrap();
        assert_eq!(at.as_str(), "https://labs.example/team-7/app/search?q=a&b");
    }

    #[test]
    fn a_path_that_leads_elsewhere_is_refused_with_what_would_be_right() {
        for path in [
            "",
            "api/startup",
            "http://other.example/",
            "//other.example/",
            "/\\other.example/",
            "/../load/stop",
            "/%2e%2e/load/stop",
            "/a/../../load",
            "/a b",
            "/a\tb",
            "/a#b",
            "@other.example/",
        ] {
            let refused = AppPath::parse(path).unwrap_err();
            assert!(refused.contains("/api/startup"), "{path}: {refused}");
        }
    }
}
