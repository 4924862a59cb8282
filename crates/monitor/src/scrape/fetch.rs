//! One question to one target, bounded in time and size.

use std::time::Duration;

use http::{StatusCode, header};
use reqwest::Client;

use super::parse::{self, Exposition};
use super::target::Target;

const ACCEPT: &str = "text/plain;version=0.0.4;q=1,*/*;q=0.1";

/// A client for targets. They are asked directly, and are not followed elsewhere without end.
pub(super) fn client() -> reqwest::Result<Client> {
    Client::builder()
        .no_proxy()
        .user_agent("movie-guru-monitor")
        .redirect(reqwest::redirect::Policy::limited(3))
        .build()
}

/// What a target answers, or why it does not, in Prometheus' words where it has some.
pub(super) async fn fetch(client: &Client, target: &Target) -> Result<Exposition, String> {
    let timeout = target.job.timeout;
    match tokio::time::timeout(timeout, ask(client, target, timeout)).await {
        Ok(answer) => answer,
        Err(_) => Err("context deadline exceeded: the target did not answer in time".to_owned()),
    }
}

async fn ask(client: &Client, target: &Target, timeout: Duration) -> Result<Exposition, String> {
    let request = client
        .get(target.url.clone())
        .header(header::ACCEPT, ACCEPT)
        .header("X-Prometheus-Scrape-Timeout-Seconds", timeout.as_secs_f64().to_string());
    let mut response = request.send().await.map_err(|error| innermost(&error))?;
    if response.status() != StatusCode::OK {
        return Err(format!("server returned HTTP status {}", response.status()));
    }
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(|error| innermost(&error))? {
        body.extend_from_slice(&chunk);
        if body.len() as u64 > target.job.body_limit {
            return Err(format!(
                "body size limit exceeded: the target answers more than {} bytes",
                target.job.body_limit
            ));
        }
    }
    let text = String::from_utf8(body).map_err(|_| "the answer is not UTF-8".to_owned())?;
    parse::parse(&text, target.job.sample_limit).map_err(|error| error.to_string())
}

/// What lies at the bottom of an error: the outer ones only name the address.
fn innermost(error: &dyn std::error::Error) -> String {
    error.source().map_or_else(|| error.to_string(), innermost)
}
