//! One question to one target, asked as Prometheus 2.42 asks it, bounded in time and size.

use std::io::Read;
use std::time::Duration;

use flate2::bufread::MultiGzDecoder;
use http::StatusCode;
use http::header::{self, HeaderMap, HeaderName};
use reqwest::{Client, Response};

use super::parse::{self, Exposition, Format};
use super::target::Target;

const ACCEPT: &str = "application/openmetrics-text;version=1.0.0,application/openmetrics-text;version=0.0.1;q=0.75,\
                      text/plain;version=0.0.4;q=0.5,*/*;q=0.1";
/// As many redirections as Go's client follows.
const MOST_REDIRECTIONS: usize = 9;

/// A client for targets. They are asked directly, and are not followed elsewhere without end. What is compressed is unpacked
/// here: the client's own way takes the first gzip member for all, and depends on what else is built with it.
pub(super) fn client() -> reqwest::Result<Client> {
    Client::builder()
        .no_proxy()
        .no_gzip()
        .no_brotli()
        .no_deflate()
        .no_zstd()
        .user_agent("movie-guru-monitor")
        .redirect(reqwest::redirect::Policy::limited(MOST_REDIRECTIONS))
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
        .header(header::ACCEPT_ENCODING, "gzip")
        .header("X-Prometheus-Scrape-Timeout-Seconds", timeout.as_secs_f64().to_string());
    let response = request.send().await.map_err(|error| innermost(&error))?;
    if response.status() != StatusCode::OK {
        return Err(format!("server returned HTTP status {}", response.status()));
    }
    let format = Format::of(said(response.headers(), &header::CONTENT_TYPE));
    let is_compressed = said(response.headers(), &header::CONTENT_ENCODING) == "gzip";
    let limit = target.job.body_limit;
    let mut body = read(response, limit).await?;
    if is_compressed {
        body = decompressed(&body, limit)?;
    }
    parse::parse(&body, format, target.job.sample_limit).map_err(|error| error.to_string())
}

/// The first header of a name; what is not text says nothing.
fn said<'a>(headers: &'a HeaderMap, name: &HeaderName) -> &'a str {
    headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default()
}

async fn read(mut response: Response, limit: u64) -> Result<Vec<u8>, String> {
    let mut body = Vec::new();
    while let Some(chunk) = response.chunk().await.map_err(|error| innermost(&error))? {
        body.extend_from_slice(&chunk);
        if body.len() as u64 >= limit {
            return Err(too_long(limit));
        }
    }
    Ok(body)
}

/// One or more gzip members, one after the other.
fn decompressed(body: &[u8], limit: u64) -> Result<Vec<u8>, String> {
    let mut plain = Vec::new();
    let read = MultiGzDecoder::new(body).take(limit).read_to_end(&mut plain);
    read.map_err(|error| format!("the answer says that it is gzip, but cannot be read so: {error}"))?;
    if plain.len() as u64 >= limit { Err(too_long(limit)) } else { Ok(plain) }
}

fn too_long(limit: u64) -> String {
    format!("body size limit exceeded: the target answers {limit} bytes or more")
}

/// What lies at the bottom of an error: the outer ones only name the address.
fn innermost(error: &dyn std::error::Error) -> String {
    error.source().map_or_else(|| error.to_string(), innermost)
}
