//! Bearer tokens that are asked for again before they end.

use std::sync::Arc;
use std::time::Duration;

use futures::future::BoxFuture;
use http::{HeaderValue, Request, header};
use kube::client::Body;
use thiserror::Error;
use tokio::sync::Mutex;
use tokio::time::Instant;
use tower::BoxError;
use tower::filter::AsyncPredicate;

/// How long one is used. Those of Google are good for an hour, and its library hands out one that has minutes left at least.
const FRESH: Duration = Duration::from_secs(120);

/// Where a bearer token comes from.
#[async_trait::async_trait]
pub trait Token: Send + Sync {
    /// One that is good for some minutes.
    ///
    /// # Errors
    /// In words, with a next step.
    async fn token(&self) -> Result<String, String>;
}

/// Why there is none.
#[derive(Debug, Error)]
#[error("{0}")]
pub(crate) struct NoToken(pub(crate) String);

/// Puts a token on each request.
#[derive(Clone)]
pub(crate) struct Bearer {
    source: Arc<dyn Token>,
    held: Arc<Mutex<Option<(HeaderValue, Instant)>>>,
}

impl Bearer {
    pub(crate) fn new(source: Arc<dyn Token>) -> Self {
        Self { source, held: Arc::default() }
    }

    async fn header(&self) -> Result<HeaderValue, NoToken> {
        let mut held = self.held.lock().await;
        if let Some((value, since)) = &*held
            && since.elapsed() < FRESH
        {
            return Ok(value.clone());
        }
        let token = self.source.token().await.map_err(NoToken)?;
        let mut value = HeaderValue::try_from(format!("Bearer {token}"))
            .map_err(|_| NoToken("the token has signs that no HTTP header may have; log in again".to_owned()))?;
        value.set_sensitive(true);
        *held = Some((value.clone(), Instant::now()));
        Ok(value)
    }
}

impl AsyncPredicate<Request<Body>> for Bearer {
    type Future = BoxFuture<'static, Result<Request<Body>, BoxError>>;
    type Request = Request<Body>;

    fn check(&mut self, mut request: Request<Body>) -> Self::Future {
        let bearer = self.clone();
        Box::pin(async move {
            let value = bearer.header().await?;
            request.headers_mut().insert(header::AUTHORIZATION, value);
            Ok(request)
        })
    }
}
