//! One request to one of Google's APIs, and again where Google says that it may be sent again.

use std::time::Duration;

use http::{HeaderMap, Method, StatusCode};
use reqwest::Client;
use reqwest::redirect::Policy;
use serde_json::Value;
use url::Url;

use crate::credentials::Credentials;
use crate::patience::Patience;
use crate::refusal::{Asked, Refusal, read};
use crate::right::Right;
use crate::trouble::Trouble;

/// Of one answer. Two hundred dashboards of a project are some two megabytes.
const MOST_BYTES: usize = 32 * 1024 * 1024;
const MOST_PAGES: usize = 50;

/// Google's APIs, asked by somebody. Clones share connections and token.
#[derive(Clone, Debug)]
pub struct Google {
    client: Client,
    credentials: Credentials,
    /// In place of each API's own address.
    api: Option<Url>,
    patience: Patience,
}

/// A request.
#[derive(Clone, Debug)]
pub(crate) struct Call<'a> {
    pub(crate) method: Method,
    /// `monitoring`
    pub(crate) service: &'static str,
    pub(crate) path: Vec<&'a str>,
    pub(crate) query: Vec<(&'a str, String)>,
    pub(crate) body: Option<&'a Value>,
    /// What it is about, as errors name it: `Dashboard/login`.
    pub(crate) object: String,
    pub(crate) project: &'a str,
    pub(crate) right: Right,
    /// Not sent again where it may have been done: a second time would make a second one.
    pub(crate) is_once: bool,
}

impl<'a> Call<'a> {
    pub(crate) fn get(
        service: &'static str,
        path: Vec<&'a str>,
        project: &'a str,
        right: Right,
        object: String,
    ) -> Self {
        let (method, query) = (Method::GET, Vec::new());
        Self { method, service, path, query, body: None, object, project, right, is_once: false }
    }
}

impl Google {
    /// Asked with these credentials. `api` stands in for every address of `googleapis.com`, for tests: the token goes there.
    ///
    /// # Errors
    /// [`Trouble::Config`] where there can be no HTTP client.
    pub fn new(credentials: Credentials, api: Option<&Url>, patience: Patience) -> Result<Self, Trouble> {
        let builder = Client::builder().timeout(patience.answer).redirect(Policy::none());
        // Proxies are for other hosts; a stand-in for Google is on this one.
        let builder = if api.is_some() { builder.no_proxy() } else { builder };
        let client = builder.build().map_err(|error| Trouble::Config(format!("no HTTP client: {error}")))?;
        Ok(Self { client, credentials, api: api.cloned(), patience })
    }

    /// The credentials.
    pub fn credentials(&self) -> &Credentials {
        &self.credentials
    }

    /// What stands in for every address of `googleapis.com`; none but in tests.
    pub fn api(&self) -> Option<&Url> {
        self.api.as_ref()
    }

    /// Waits as long as after a first attempt.
    pub(crate) async fn pause(&self) {
        if let Some(wait) = self.patience.wait(1, None) {
            tokio::time::sleep(wait).await;
        }
    }

    /// Sends a request, and again as long as that may help and patience lasts.
    pub(crate) async fn ask(&self, call: &Call<'_>) -> Result<Value, Trouble> {
        let mut attempt = 1;
        loop {
            let Refusal { trouble, is_passing, wait } = match self.once(call).await {
                Ok(answer) => return Ok(answer),
                Err(refusal) => refusal,
            };
            if !is_passing || call.is_once && trouble.is_unsure() {
                return Err(trouble);
            }
            let Some(wait) = self.patience.wait(attempt, wait) else { return Err(trouble) };
            tracing::debug!(object = call.object, attempt, ?wait, %trouble, "asked again");
            tokio::time::sleep(wait).await;
            attempt += 1;
        }
    }

    /// All pages of a list.
    pub(crate) async fn list(&self, call: &Call<'_>, member: &str, page: u32) -> Result<Vec<Value>, Trouble> {
        let refused = |words: String| Trouble::Refused { what: call.object.clone(), words };
        let mut items = Vec::new();
        let mut token = String::new();
        for _ in 0..MOST_PAGES {
            let mut call = call.clone();
            call.query.push(("pageSize", page.to_string()));
            if !token.is_empty() {
                call.query.push(("pageToken", token.clone()));
            }
            let mut answer = self.ask(&call).await?;
            match answer[member].take() {
                Value::Array(more) => items.extend(more),
                // An empty list is left out.
                Value::Null => {}
                _ => return Err(refused("something came that is no list".to_owned())),
            }
            match answer["nextPageToken"].as_str() {
                Some(next) if !next.is_empty() && next != token => next.clone_into(&mut token),
                _ => return Ok(items),
            }
        }
        Err(refused(format!("it has more than {MOST_PAGES} pages")))
    }

    async fn once(&self, call: &Call<'_>) -> Result<Value, Refusal> {
        let lasting = |trouble| Refusal { trouble, is_passing: false, wait: None };
        let host = format!("{}.googleapis.com", call.service);
        let headers = self.credentials.headers().await.map_err(lasting)?;
        let url = self.url(call, &host).map_err(lasting)?;
        let request = self.client.request(call.method.clone(), url).headers(headers);
        let request = match call.body {
            Some(body) => request.json(body),
            None => request,
        };
        let failed = |error: reqwest::Error| self.failed(&host, &error);
        let mut response = request.send().await.map_err(failed)?;
        let (status, headers): (StatusCode, HeaderMap) = (response.status(), response.headers().clone());
        let mut bytes = Vec::new();
        while let Some(part) = response.chunk().await.map_err(failed)? {
            bytes.extend_from_slice(&part);
            if bytes.len() > MOST_BYTES {
                let words = "far more came than was asked for".to_owned();
                return Err(lasting(Trouble::Refused { what: call.object.clone(), words }));
            }
        }
        let document: Option<Value> = serde_json::from_slice(&bytes).ok();
        if status.is_success() {
            let words = "something came that is not JSON".to_owned();
            return document.ok_or_else(|| lasting(Trouble::Refused { what: call.object.clone(), words }));
        }
        let asked = Asked {
            api: &host,
            object: &call.object,
            project: call.project,
            right: call.right,
            has_etag: call.body.is_some_and(|body| body["etag"].is_string()),
            renewed: self.credentials.renewed(),
        };
        Err(read(&asked, status, &headers, document.as_ref()))
    }

    fn url(&self, call: &Call<'_>, host: &str) -> Result<Url, Trouble> {
        let own = || Url::parse(&format!("https://{host}/"));
        let mut url = self.api.clone().map_or_else(own, Ok).map_err(|error| Trouble::Config(error.to_string()))?;
        if let Ok(mut segments) = url.path_segments_mut() {
            segments.pop_if_empty().extend(&call.path);
        }
        if !call.query.is_empty() {
            url.query_pairs_mut().extend_pairs(&call.query);
        }
        Ok(url)
    }

    fn failed(&self, host: &str, error: &reqwest::Error) -> Refusal {
        let api = host.to_owned();
        let trouble = if error.is_timeout() {
            Trouble::TooSlow { api, seconds: self.patience.answer.max(Duration::from_secs(1)).as_secs() }
        } else {
            Trouble::Unreachable { api }
        };
        Refusal { trouble, is_passing: true, wait: None }
    }
}
