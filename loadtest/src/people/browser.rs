//! A person's browser: connections and cookies of their own. It goes nowhere but where it is sent, neither through a
//! proxy that the environment names nor after a redirect. On hyper's client: reqwest's parses each address three times
//! more, for redirects and cookies, which costs a third of all that a request costs here.

use std::time::Duration;

use axum::body::Bytes;
use http::header::{ACCEPT, CONTENT_TYPE, COOKIE, HeaderMap, HeaderValue, SET_COOKIE, USER_AGENT};
use http::uri::{InvalidUri, Uri};
use http::{Method, Request};
use http_body_util::{BodyExt, Full};
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::{TokioExecutor, TokioTimer};
use reqwest::cookie::{CookieStore, Jar};
use rustls::ClientConfig;
use serde_json::Value;
use tower::Service;
use tower_http::decompression::Decompression;
use url::Url;

use crate::people::answer::Answer;
use crate::people::failure::Failure;

const NAME: HeaderValue = HeaderValue::from_static(concat!("movie-guru-loadtest/", env!("CARGO_PKG_VERSION")));
const ANYTHING: HeaderValue = HeaderValue::from_static("*/*");
const JSON: HeaderValue = HeaderValue::from_static("application/json");

/// Where a request goes, read once.
#[derive(Clone, Debug)]
pub(crate) struct Address {
    url: Url,
    uri: Uri,
}

impl Address {
    pub(crate) fn of(url: Url) -> Result<Self, InvalidUri> {
        let uri = url.as_str().parse()?;
        Ok(Self { url, uri })
    }

    pub(crate) fn url(&self) -> &Url {
        &self.url
    }
}

pub(crate) struct Browser {
    client: Client<HttpsConnector<HttpConnector>, Full<Bytes>>,
    cookies: Jar,
}

impl Browser {
    pub(crate) fn new(tls: ClientConfig) -> Self {
        let mut tcp = HttpConnector::new();
        tcp.enforce_http(false);
        tcp.set_nodelay(true);
        let connector = HttpsConnectorBuilder::new().with_tls_config(tls).https_or_http().enable_http1();
        let client =
            Client::builder(TokioExecutor::new()).pool_timer(TokioTimer::new()).build(connector.wrap_connector(tcp));
        Self { client, cookies: Jar::default() }
    }

    pub(crate) fn forget_cookies(&mut self) {
        self.cookies = Jar::default();
    }

    /// Sends a request and reads the answer to its end, unless that takes longer than the person's patience.
    pub(crate) async fn exchange(
        &self,
        method: Method,
        address: &Address,
        headers: HeaderMap,
        body: Option<&Value>,
        patience: Duration,
    ) -> Result<Answer, Failure> {
        let request = self.request(method, address, headers, body);
        let answered = async {
            let mut client = Decompression::new(&self.client);
            let answer = client.call(request).await.map_err(|error| Failure::before_the_answer(&error))?;
            let (parts, body) = answer.into_parts();
            if parts.headers.contains_key(SET_COOKIE) {
                self.cookies.set_cookies(&mut parts.headers.get_all(SET_COOKIE).iter(), &address.url);
            }
            let body = body.collect().await.map_err(|error| Failure::in_the_answer(&*error))?.to_bytes();
            Ok(Answer { status: parts.status, headers: parts.headers, body })
        };
        tokio::time::timeout(patience, answered).await.unwrap_or(Err(Failure::TimedOut(patience)))
    }

    fn request(
        &self,
        method: Method,
        address: &Address,
        mut headers: HeaderMap,
        body: Option<&Value>,
    ) -> Request<Full<Bytes>> {
        headers.insert(USER_AGENT, NAME);
        headers.insert(ACCEPT, ANYTHING);
        if let Some(cookies) = self.cookies.cookies(&address.url) {
            headers.insert(COOKIE, cookies);
        }
        let body = match body {
            Some(value) => {
                headers.insert(CONTENT_TYPE, JSON);
                Full::from(value.to_string())
            }
            None => Full::default(),
        };
        let mut request = Request::new(body);
        *request.method_mut() = method;
        *request.uri_mut() = address.uri.clone();
        *request.headers_mut() = headers;
        request
    }
}
