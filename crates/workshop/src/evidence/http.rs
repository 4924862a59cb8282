//! Asking over HTTP, with a limit to patience and to size.

use std::time::Duration;

use reqwest::{Client, RequestBuilder, StatusCode};
use serde_json::Value;

use super::missing::Missing;

/// A check is to answer within a second; what takes longer than this is no use to it.
const PATIENCE: Duration = Duration::from_secs(5);
const MOST_BYTES: usize = 16 * 1024 * 1024;

/// A client for services of a lab.
///
/// # Errors
/// Where there can be none.
pub(crate) fn client() -> reqwest::Result<Client> {
    // Proxies are for other hosts.
    Client::builder().no_proxy().timeout(PATIENCE).build()
}

/// Asks, and reads what is answered.
pub(super) async fn answer(what: &'static str, request: RequestBuilder) -> Result<(StatusCode, Vec<u8>), Missing> {
    let mut response = request.send().await.map_err(|error| failed(what, error))?;
    let mut body = Vec::new();
    while let Some(part) = response.chunk().await.map_err(|error| failed(what, error))? {
        body.extend_from_slice(&part);
        if body.len() > MOST_BYTES {
            return Err(Missing::Refused { what, detail: "far more than was asked for".to_owned() });
        }
    }
    Ok((response.status(), body))
}

/// Asks, and reads JSON.
pub(crate) async fn json(what: &'static str, request: RequestBuilder) -> Result<Value, Missing> {
    let (status, body) = answer(what, request).await?;
    read(what, status, &body)
}

/// What was answered, as JSON, or why there is none.
pub(super) fn read(what: &'static str, status: StatusCode, body: &[u8]) -> Result<Value, Missing> {
    let document: Option<Value> = serde_json::from_slice(body).ok();
    if status.is_success() {
        let no_json = || Missing::Refused { what, detail: "something that is not JSON".to_owned() };
        return if body.is_empty() { Ok(Value::Null) } else { document.ok_or_else(no_json) };
    }
    if matches!(status, StatusCode::UNAUTHORIZED | StatusCode::FORBIDDEN) {
        return Err(Missing::Locked { what });
    }
    // A problem document's words, or Prometheus' own.
    let said = |member: &str| document.as_ref()?.get(member)?.as_str().map(str::to_owned);
    let mistakes = document.as_ref().and_then(|problem| problem.get("errors")?.as_array()).into_iter().flatten();
    let mistakes: Vec<_> = mistakes.filter_map(|mistake| mistake.get("detail")?.as_str()).collect();
    let detail = said("detail").or_else(|| said("error")).unwrap_or_else(|| status.to_string());
    let detail = if mistakes.is_empty() { detail } else { format!("{detail} {}", mistakes.join("; ")) };
    Err(Missing::Refused { what, detail })
}

fn failed(what: &'static str, error: reqwest::Error) -> Missing {
    if error.is_timeout() {
        return Missing::TooSlow { what, seconds: PATIENCE.as_secs() };
    }
    let address = error.url().map(|url| url.origin().ascii_serialization()).unwrap_or_default();
    Missing::Unreachable { what, address }
}
