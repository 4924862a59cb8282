//! What a person does in Movie Guru, in a real Chromium.

use std::net::SocketAddr;
use std::ops::Deref;

/// A browser at the app.
pub(crate) struct Browser(movie_guru_browser_test::Browser);

impl Deref for Browser {
    type Target = movie_guru_browser_test::Browser;

    fn deref(&self) -> &Self::Target {
        &self.0
    }
}

impl Browser {
    /// Opens a browser for the app at `home`; none where there is none, and that is allowed.
    pub(crate) async fn open(home: SocketAddr) -> Option<Self> {
        movie_guru_browser_test::Browser::open(home).await.map(Self)
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

    /// Ends the browser, after a look at what it noticed.
    pub(crate) async fn close(self, expected: &[&str]) {
        self.0.close(expected).await;
    }
}
