//! A browser at the page, as large as a test wants it.

use std::ops::Deref;
use std::path::Path;
use std::time::{Duration, Instant};

/// A browser with one window, which ends with it.
pub(crate) struct Browser(movie_guru_browser_test::Browser);

impl Deref for Browser {
    type Target = movie_guru_browser_test::Browser;

    fn deref(&self) -> &Self::Target {
        &self.0
    }
}

impl Browser {
    /// Opens one at the service there; none where it is not installed and need not be.
    pub(crate) async fn open(base: &str, width: u32, height: u32) -> Option<Self> {
        let browser = movie_guru_browser_test::Browser::open(base.trim_start_matches("http://")).await?;
        browser.size(width, height).await;
        browser.prefers("light", true).await;
        Some(Self(browser))
    }

    /// Waits until the text of an element is as it should be.
    pub(crate) async fn until(&self, selector: &str, holds: impl Fn(&str) -> bool) -> String {
        let since = Instant::now();
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
        self.run(script).await == serde_json::json!(true)
    }

    /// A picture of the window, kept where `LAB_SCREENSHOTS` names a folder.
    pub(crate) async fn picture(&self, name: &str) {
        let png = self.page.screenshot().await.unwrap();
        if let Some(folder) = std::env::var_os("LAB_SCREENSHOTS") {
            std::fs::write(Path::new(&folder).join(format!("{name}.png")), png).unwrap();
        }
    }

    /// Ends it, after a look whether anything was complained of. A start or setting that was refused is told at its
    /// field, and is on the console as well.
    pub(crate) async fn close(self) {
        self.0.close(&["the server responded with a status of 4"]).await;
    }
}
