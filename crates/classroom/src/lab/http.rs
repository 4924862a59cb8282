//! HTTP over whatever connection leads to a lab. Connections are kept: through a cluster's API server each costs several
//! calls, and a class is asked all the time.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use http::{HeaderValue, Method, Request, Response, StatusCode, header};
use http_body_util::{BodyExt, Full, LengthLimitError, Limited};
use hyper::body::{Bytes, Incoming};
use hyper::client::conn::http1::{self, SendRequest};
use hyper_util::rt::TokioIo;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::error::{LabError, part};
use crate::reach::{Reach, Service};

/// For a whole answer, the connection included.
const PATIENCE: Duration = Duration::from_secs(10);
const MOST_BYTES: usize = 16 * 1024 * 1024;
/// Connections that wait for the next question, per service: whoever asks side by side finds his own.
const MOST_IDLE: usize = 3;

type Sender = SendRequest<Full<Bytes>>;

/// A question to a service.
pub(super) struct Ask {
    service: Service,
    method: Method,
    path: String,
    body: Bytes,
    content_type: &'static str,
    authorization: Option<HeaderValue>,
    patience: Duration,
}

impl Ask {
    pub(super) fn get(service: Service, path: impl Into<String>) -> Self {
        Self::new(service, Method::GET, path.into(), Bytes::new(), "application/json")
    }

    pub(super) fn post(service: Service, path: impl Into<String>, body: &Value) -> Self {
        Self::new(service, Method::POST, path.into(), body.to_string().into(), "application/json")
    }

    pub(super) fn put(service: Service, path: impl Into<String>, body: &Value) -> Self {
        Self::new(service, Method::PUT, path.into(), body.to_string().into(), "application/json")
    }

    pub(super) fn delete(service: Service, path: impl Into<String>) -> Self {
        Self::new(service, Method::DELETE, path.into(), Bytes::new(), "application/json")
    }

    pub(super) fn yaml(service: Service, path: impl Into<String>, text: &str) -> Self {
        Self::new(service, Method::POST, path.into(), text.to_owned().into(), "application/yaml")
    }

    pub(super) fn form(service: Service, path: impl Into<String>, fields: &[(&str, &str)]) -> Self {
        let body = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
        Self::new(service, Method::POST, path.into(), body.into(), "application/x-www-form-urlencoded")
    }

    fn new(service: Service, method: Method, path: String, body: Bytes, content_type: &'static str) -> Self {
        Self { service, method, path, body, content_type, authorization: None, patience: PATIENCE }
    }

    /// With a bearer token, where there is one. A token that cannot stand in a header opens nothing.
    pub(super) fn bearer(mut self, token: Option<&str>) -> Self {
        self.authorization = token.and_then(|token| secret(&format!("Bearer {token}")));
        self
    }

    /// With a password beside any name, where there is one.
    pub(super) fn password(mut self, password: Option<&str>) -> Self {
        use base64::Engine as _;
        let pair = |password| base64::engine::general_purpose::STANDARD.encode(format!("coach:{password}"));
        self.authorization = password.and_then(|password| secret(&format!("Basic {}", pair(password))));
        self
    }

    /// With another limit of time.
    pub(super) fn within(self, patience: Duration) -> Self {
        Self { patience, ..self }
    }

    fn request(&self) -> Result<Request<Full<Bytes>>, LabError> {
        let mut request = Request::builder()
            .method(self.method.clone())
            .uri(&self.path)
            .header(header::HOST, "localhost")
            .header(header::ACCEPT, "application/json, text/markdown;q=0.9, */*;q=0.1");
        if self.method != Method::GET {
            request = request.header(header::CONTENT_TYPE, self.content_type);
        }
        if let Some(authorization) = &self.authorization {
            request = request.header(header::AUTHORIZATION, authorization);
        }
        let body = Full::new(self.body.clone());
        request.body(body).map_err(|error| LabError::broken(self.service, &error))
    }
}

fn secret(text: &str) -> Option<HeaderValue> {
    let mut value = HeaderValue::from_str(text).ok()?;
    value.set_sensitive(true);
    Some(value)
}

/// Connections to one lab.
pub(super) struct Connections {
    reach: Arc<dyn Reach>,
    idle: Mutex<HashMap<Service, Vec<Sender>>>,
}

impl Connections {
    pub(super) fn new(reach: Arc<dyn Reach>) -> Self {
        Self { reach, idle: Mutex::default() }
    }

    pub(super) fn reach(&self) -> &dyn Reach {
        self.reach.as_ref()
    }

    /// Asks for JSON.
    pub(super) async fn json<T: DeserializeOwned>(&self, ask: Ask) -> Result<T, LabError> {
        let service = ask.service;
        let body = self.bytes(ask).await?;
        serde_json::from_slice(&body).map_err(|error| LabError::Broken {
            part: part(service),
            detail: format!("it answered what this coach does not know ({error}); they may be of different versions"),
        })
    }

    /// Asks for a text.
    pub(super) async fn text(&self, ask: Ask) -> Result<String, LabError> {
        let service = ask.service;
        String::from_utf8(self.bytes(ask).await?.into()).map_err(|error| LabError::broken(service, &error))
    }

    /// Asks for anything, and gives what came with a status of success.
    pub(super) async fn bytes(&self, ask: Ask) -> Result<Bytes, LabError> {
        let answered = tokio::time::timeout(ask.patience, self.answered(&ask)).await;
        let answered = answered.map_err(|_| {
            // The others may be as dead as this one was, and nobody says so on the way through a cluster.
            self.idle.lock().unwrap_or_else(PoisonError::into_inner).remove(&ask.service);
            LabError::Slow { part: part(ask.service), seconds: ask.patience.as_secs() }
        })?;
        let (status, body) = answered?;
        if status.is_success() { Ok(body) } else { Err(refused(ask.service, status, &body)) }
    }

    async fn answered(&self, ask: &Ask) -> Result<(StatusCode, Bytes), LabError> {
        let broken = |error: &hyper::Error| LabError::broken(ask.service, error);
        if let Some(mut sender) = self.idle_one(ask.service)
            && sender.ready().await.is_ok()
        {
            match sender.try_send_request(ask.request()?).await {
                Ok(response) => return self.read(ask.service, sender, response).await,
                Err(mut error) => {
                    // It was closed while nobody asked. What was not sent, or changes nothing, may be sent anew.
                    if error.take_message().is_none() && ask.method != Method::GET {
                        return Err(broken(error.error()));
                    }
                }
            }
        }
        let stream = self.reach.connect(ask.service).await?;
        let (mut sender, connection) = http1::handshake(TokioIo::new(stream)).await.map_err(|error| broken(&error))?;
        tokio::spawn(async move {
            if let Err(error) = connection.await {
                tracing::debug!(%error, "a connection to a lab broke");
            }
        });
        let response = sender.send_request(ask.request()?).await.map_err(|error| broken(&error))?;
        self.read(ask.service, sender, response).await
    }

    async fn read(
        &self,
        service: Service,
        sender: Sender,
        response: Response<Incoming>,
    ) -> Result<(StatusCode, Bytes), LabError> {
        let status = response.status();
        let body = Limited::new(response.into_body(), MOST_BYTES).collect().await.map_err(|error| {
            if error.is::<LengthLimitError>() {
                return LabError::Broken { part: part(service), detail: "it answers more than 16 MB".to_owned() };
            }
            LabError::broken(service, error.as_ref())
        })?;
        let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        let idle = idle.entry(service).or_default();
        if idle.len() < MOST_IDLE {
            idle.push(sender);
        }
        Ok((status, body.to_bytes()))
    }

    fn idle_one(&self, service: Service) -> Option<Sender> {
        let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        let idle = idle.get_mut(&service)?;
        // The last one was used last, so it is the one that most likely still stands.
        while let Some(sender) = idle.pop() {
            if !sender.is_closed() {
                return Some(sender);
            }
        }
        None
    }
}

/// What a service refuses, in its own words where it has some: a problem document (RFC 9457), or Prometheus' error.
fn refused(service: Service, status: StatusCode, body: &Bytes) -> LabError {
    let document: Option<Value> = serde_json::from_slice(body).ok();
    let said = |member: &str| document.as_ref()?.get(member)?.as_str().map(str::to_owned);
    let mistakes = document.as_ref().and_then(|problem| problem.get("errors")?.as_array()).into_iter().flatten();
    let mistakes: Vec<_> = mistakes.filter_map(|mistake| mistake.get("detail")?.as_str()).collect();
    let detail = said("detail").or_else(|| said("error")).unwrap_or_else(|| status.to_string());
    let detail = if mistakes.is_empty() { detail } else { format!("{detail} {}", mistakes.join("; ")) };
    LabError::Refused { part: part(service), status: status.as_u16(), detail }
}
