//! Calls to a running lab, with errors that say what to do.

use std::time::Duration;

use anyhow::{Context, bail};
use reqwest::{RequestBuilder, Response};
use serde_json::Value;
use thiserror::Error;
use url::Url;

/// Nobody answers: an exit code of its own says so.
#[derive(Debug, Error)]
#[error("no lab answers at {0}; start one with `lab up`")]
pub(crate) struct Unreachable(Url);

impl Unreachable {
    /// Nobody answers there.
    pub(crate) fn at(url: &Url) -> Self {
        Self(url.clone())
    }
}

/// A client for one lab on this machine.
pub(crate) fn http() -> anyhow::Result<reqwest::Client> {
    // Proxies are for other hosts.
    reqwest::Client::builder().no_proxy().timeout(Duration::from_secs(15)).build().context("no HTTP client")
}

/// The address with a slash at its end, so that what is joined to it is below its path.
pub(crate) fn folder(mut url: Url) -> Url {
    if !url.path().ends_with('/') {
        url.set_path(&format!("{}/", url.path()));
    }
    url
}

/// Sends it.
pub(crate) async fn send(request: RequestBuilder, what: &Url) -> anyhow::Result<Response> {
    match request.send().await {
        Ok(response) => Ok(response),
        Err(error) if error.is_connect() => Err(Unreachable(what.clone()).into()),
        Err(error) => Err(error).with_context(|| format!("{what} does not answer as it should")),
    }
}

/// Sends it; an answer that is not a success becomes an error with the problem's own words.
pub(crate) async fn answer(request: RequestBuilder, what: &Url) -> anyhow::Result<Response> {
    taken(send(request, what).await?, what).await
}

/// An answer that is not a success as an error with the problem's own words.
pub(crate) async fn taken(response: Response, what: &Url) -> anyhow::Result<Response> {
    let status = response.status();
    if status.is_success() {
        return Ok(response);
    }
    let problem: Value = response.json().await.unwrap_or_default();
    let detail = problem.get("detail").and_then(Value::as_str).unwrap_or("it did not say why");
    bail!("{what} answered {status}: {detail}")
}
