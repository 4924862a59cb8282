//! The way to the backend: one pool of connections, with time-outs, and one more try where the connection failed.

use std::time::Duration;

use axum::body::{Body, HttpBody};
use http::uri::{Authority, PathAndQuery, Scheme};
use http::{Method, Request, Response, Uri};
use http_body_util::BodyExt;
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::{TokioExecutor, TokioTimer};
use tower_http::timeout::TimeoutBody;
use url::Url;

/// How long the edge waits for the backend.
#[derive(Clone, Copy, Debug)]
pub struct Patience {
    /// For a connection.
    pub connect: Duration,
    /// For the head of an answer; the backend ends its own requests after 30 s.
    pub answer: Duration,
    /// For the next piece of an answer's body.
    pub pause: Duration,
}

impl Default for Patience {
    fn default() -> Self {
        Self { connect: Duration::from_secs(1), answer: Duration::from_secs(32), pause: Duration::from_secs(10) }
    }
}

/// Not an address that the edge can send HTTP to.
#[derive(Debug, thiserror::Error)]
#[error("the backend must look like http://127.0.0.1:8081, not {0}")]
pub struct NotABackend(Url);

/// No answer came from the backend.
#[derive(Debug, thiserror::Error)]
pub(crate) enum NoAnswer {
    /// Nobody listens there: nothing was done.
    #[error("no connection to the backend: {0}")]
    Away(hyper_util::client::legacy::Error),
    /// The connection broke: something may have been done.
    #[error("the connection to the backend broke: {0}")]
    Broken(hyper_util::client::legacy::Error),
    #[error("the backend did not answer in time")]
    TimedOut,
}

pub(crate) struct Upstream {
    client: Client<HttpConnector, Body>,
    authority: Authority,
    patience: Patience,
}

impl Upstream {
    pub(crate) fn new(backend: &Url, patience: Patience) -> Result<Self, NotABackend> {
        let uri: Option<Uri> = backend.as_str().parse().ok();
        let authority = uri.as_ref().and_then(Uri::authority).filter(|_| backend.scheme() == "http");
        let authority = authority.cloned().ok_or_else(|| NotABackend(backend.clone()))?;
        let mut connector = HttpConnector::new();
        connector.set_connect_timeout(Some(patience.connect));
        connector.set_nodelay(true);
        let client = Client::builder(TokioExecutor::new()).pool_timer(TokioTimer::new()).build(connector);
        Ok(Self { client, authority, patience })
    }

    /// Sends a request to `path` of the backend. What failed before it could have any effect is tried once more.
    pub(crate) async fn send(&self, path: PathAndQuery, request: Request<Body>) -> Result<Response<Body>, NoAnswer> {
        let (mut parts, body) = request.into_parts();
        let mut target = http::uri::Parts::default();
        target.scheme = Some(Scheme::HTTP);
        target.authority = Some(self.authority.clone());
        target.path_and_query = Some(path);
        // All three parts are there, so it is a URI.
        parts.uri = Uri::from_parts(target).unwrap_or_default();
        let repeatable = is_idempotent(&parts.method) && body.is_end_stream();
        let again = repeatable.then(|| Request::from_parts(parts.clone(), Body::empty()));
        let answer = async {
            match (self.client.request(Request::from_parts(parts, body)).await, again) {
                (Err(error), Some(again)) => {
                    tracing::debug!(%error, "one more try");
                    self.client.request(again).await
                }
                (answer, _) => answer,
            }
        };
        match tokio::time::timeout(self.patience.answer, answer).await {
            Ok(Ok(response)) => {
                Ok(response
                    .map(|body| Body::new(TimeoutBody::new(self.patience.pause, body).map_err(axum::Error::new))))
            }
            Ok(Err(error)) if error.is_connect() => Err(NoAnswer::Away(error)),
            Ok(Err(error)) => Err(NoAnswer::Broken(error)),
            Err(_) => Err(NoAnswer::TimedOut),
        }
    }
}

/// RFC 9110, section 9.2.2, for the methods that the app uses.
fn is_idempotent(method: &Method) -> bool {
    matches!(*method, Method::GET | Method::HEAD | Method::DELETE)
}
