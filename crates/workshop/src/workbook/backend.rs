//! A shelf in the backend's database, which all replicas of the guide share.

use std::sync::{Mutex, PoisonError};

use async_trait::async_trait;
use reqwest::{Client, RequestBuilder, Response, StatusCode, header};
use url::Url;

use super::shelf::{Shelf, ShelfError};
use crate::evidence::http;

/// Texts that a backend keeps, at its `/workshop`.
pub struct BackendShelf {
    client: Client,
    backend: Url,
    admin_token: Option<String>,
    /// What was read last: mostly that is what is replaced next, and need not be read again.
    last: Mutex<Option<Read>>,
}

#[derive(Clone)]
struct Read {
    name: String,
    /// The backend's tag of this text.
    tag: String,
    text: String,
}

impl BackendShelf {
    /// Of this backend, with what opens it.
    ///
    /// # Errors
    /// Where there can be no HTTP client.
    pub fn new(backend: Url, admin_token: Option<String>) -> reqwest::Result<Self> {
        Ok(Self { client: http::client()?, backend, admin_token, last: Mutex::default() })
    }

    fn url(&self, name: &str) -> Url {
        let mut url = self.backend.clone();
        if let Ok(mut segments) = url.path_segments_mut() {
            segments.pop_if_empty().push("workshop");
        }
        url.query_pairs_mut().append_pair("name", name);
        url
    }

    async fn send(&self, name: &str, what: &'static str, request: RequestBuilder) -> Result<Response, ShelfError> {
        let request = match &self.admin_token {
            Some(token) => request.bearer_auth(token),
            None => request,
        };
        request.send().await.map_err(|error| self.error(name, what, error.without_url().to_string()))
    }

    fn error(&self, name: &str, what: &'static str, why: String) -> ShelfError {
        ShelfError { place: self.place(name), what, why }
    }

    async fn tagged(&self, name: &str) -> Result<Option<Read>, ShelfError> {
        let response = self.send(name, "read", self.client.get(self.url(name))).await?;
        if response.status() == StatusCode::NOT_FOUND {
            return Ok(None);
        }
        if !response.status().is_success() {
            return Err(self.error(name, "read", format!("the backend answers {}", response.status())));
        }
        let tag = response.headers().get(header::ETAG).and_then(|tag| tag.to_str().ok()).unwrap_or_default().to_owned();
        let text = response.text().await.map_err(|error| self.error(name, "read", error.without_url().to_string()))?;
        Ok(Some(Read { name: name.to_owned(), tag, text }))
    }
}

#[async_trait]
impl Shelf for BackendShelf {
    async fn read(&self, name: &str) -> Result<Option<String>, ShelfError> {
        let read = self.tagged(name).await?;
        let text = read.as_ref().map(|read| read.text.clone());
        *self.last.lock().unwrap_or_else(PoisonError::into_inner) = read;
        Ok(text)
    }

    async fn replace(&self, name: &str, was: Option<&str>, becomes: &str) -> Result<bool, ShelfError> {
        let request = self.client.put(self.url(name)).body(becomes.to_owned());
        let request = match was {
            None => request.header(header::IF_NONE_MATCH, "*"),
            Some(was) => {
                let is_it = |read: &Read| read.name == name && read.text == was;
                let last = self.last.lock().unwrap_or_else(PoisonError::into_inner).clone().filter(is_it);
                let read = match last {
                    Some(read) => Some(read),
                    None => self.tagged(name).await?.filter(is_it),
                };
                let Some(Read { tag, .. }) = read else { return Ok(false) };
                request.header(header::IF_MATCH, tag)
            }
        };
        let request = request.header(header::CONTENT_TYPE, "text/plain; charset=utf-8");
        let response = self.send(name, "written", request).await?;
        match response.status() {
            status if status.is_success() => Ok(true),
            StatusCode::PRECONDITION_FAILED => Ok(false),
            status => Err(self.error(name, "written", format!("the backend answers {status}"))),
        }
    }

    async fn forget(&self, _: &[String]) -> Result<(), ShelfError> {
        const ALL: &str = "the workshop";
        let mut url = self.url("");
        url.set_query(None);
        let response = self.send(ALL, "forgotten", self.client.delete(url)).await?;
        *self.last.lock().unwrap_or_else(PoisonError::into_inner) = None;
        match response.status() {
            status if status.is_success() => Ok(()),
            status => Err(self.error(ALL, "forgotten", format!("the backend answers {status}"))),
        }
    }

    fn place(&self, name: &str) -> String {
        format!("{name} in the backend's database")
    }
}
