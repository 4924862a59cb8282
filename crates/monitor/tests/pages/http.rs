//! Plain requests.

use std::net::SocketAddr;

use serde_json::Value;

/// Somebody without a browser.
#[derive(Clone)]
pub(crate) struct Client {
    base: String,
    client: reqwest::Client,
}

impl Client {
    pub(crate) fn at(base: &str) -> Self {
        let client = reqwest::Client::builder().no_proxy().tls_certs_only([]).build().unwrap();
        Self { base: base.to_owned(), client }
    }

    pub(crate) fn of(address: SocketAddr) -> Self {
        Self::at(&format!("http://{address}"))
    }

    /// The status and the text of what is there.
    pub(crate) async fn get(&self, path: &str) -> (u16, String) {
        let answer = self.client.get(format!("{}{path}", self.base)).send().await.unwrap();
        (answer.status().as_u16(), answer.text().await.unwrap())
    }

    /// What is there, which must be JSON and no error.
    pub(crate) async fn json(&self, path: &str) -> Value {
        let (status, text) = self.get(path).await;
        assert_eq!(status, 200, "{path}: {text}");
        serde_json::from_str(&text).unwrap()
    }
}
