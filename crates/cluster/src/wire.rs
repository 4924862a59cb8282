//! The way to an API server: one request, asked again for as long as the server is only away for a moment.
//!
//! A server that is restarted, or that has too much to do, refuses connections, resets them, or says 429 or 5xx. That is no
//! reason to give up a workshop's roll-out; a wrong address is one, and soon.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;

use http::{StatusCode, header};
use kube::Client;
use kube::client::Body;
use serde_json::Value;
use tokio::time::{Instant, sleep, timeout};

use crate::ask::Ask;
use crate::bearer::NoToken;
use crate::failure::{Failure, message};
use crate::trouble::Trouble;

/// For one answer; what takes longer hangs.
const ONE: Duration = Duration::from_secs(30);
/// For a server that answers now and then, altogether.
const PATIENCE: Duration = Duration::from_secs(60);
/// For one that never answered yet, or that answers, and fails.
const SHORT: Duration = Duration::from_secs(10);
const PAUSE: (Duration, Duration) = (Duration::from_millis(100), Duration::from_secs(4));

/// A connection, and how it fares.
pub(crate) struct Wire {
    pub(crate) client: Client,
    /// Without secrets.
    pub(crate) address: String,
    pub(crate) patience: Duration,
    answered: AtomicBool,
    calls: Arc<AtomicU64>,
}

struct Answer {
    status: StatusCode,
    after: Option<Duration>,
    body: Value,
}

impl Wire {
    pub(crate) fn new(client: Client, address: String) -> Self {
        let (answered, calls) = (AtomicBool::new(false), Arc::default());
        Self { client, address, patience: PATIENCE, answered, calls }
    }

    pub(crate) fn patient_for(&self, patience: Duration) -> Self {
        Self {
            client: self.client.clone(),
            address: self.address.clone(),
            patience,
            answered: AtomicBool::new(self.answered.load(Ordering::Relaxed)),
            calls: Arc::clone(&self.calls),
        }
    }

    /// How many requests were sent so far.
    pub(crate) fn calls(&self) -> u64 {
        self.calls.load(Ordering::Relaxed)
    }

    pub(crate) fn count(&self) {
        self.calls.fetch_add(1, Ordering::Relaxed);
    }

    /// The answer's JSON.
    pub(crate) async fn ask(&self, ask: &Ask) -> Result<Value, Failure> {
        let started = Instant::now();
        let mut pause = PAUSE.0;
        loop {
            let (failure, after) = match timeout(ONE, self.once(ask)).await {
                Ok(Ok(answer)) => {
                    self.answered.store(true, Ordering::Relaxed);
                    if answer.status.is_success() {
                        return Ok(answer.body);
                    }
                    let failure = Failure::status(&self.address, ask, answer.status.as_u16(), answer.body);
                    if !passes(&failure) {
                        return Err(failure);
                    }
                    (failure, answer.after)
                }
                Ok(Err(Unsent::Lasting(failure))) => return Err(failure),
                Ok(Err(Unsent::Passing(why))) => (self.unreachable(why), None),
                Err(_) => (self.unreachable(format!("nothing within {} s", ONE.as_secs())), None),
            };
            // One that says 500 may have just been started; or a webhook behind it is broken, and stays so.
            let short = failure.code == 500 || !self.answered.load(Ordering::Relaxed);
            let limit = if short { self.patience.min(SHORT) } else { self.patience };
            let left = limit.saturating_sub(started.elapsed());
            if left.is_zero() {
                return Err(failure);
            }
            tracing::debug!(address = self.address, error = %failure.trouble, "asked again");
            sleep(after.unwrap_or(pause).min(left)).await;
            pause = (pause * 2).min(PAUSE.1);
        }
    }

    fn unreachable(&self, why: String) -> Failure {
        let trouble = Trouble::Unreachable { address: self.address.clone(), why };
        Failure { code: 0, status: Value::Null, trouble }
    }

    async fn once(&self, ask: &Ask) -> Result<Answer, Unsent> {
        self.count();
        let request = ask.request(Body::from);
        let request = request.map_err(|error| Unsent::Lasting(Failure::refused(&ask.object, &error.to_string())))?;
        let response = self.client.send(request).await.map_err(|error| self.unsent(&error))?;
        let status = response.status();
        let after = response.headers().get(header::RETRY_AFTER).and_then(|value| value.to_str().ok());
        let after = after.and_then(|value| value.parse().ok()).map(Duration::from_secs);
        let bytes = response.into_body().collect_bytes().await.map_err(|error| self.unsent(&error))?;
        let body = serde_json::from_slice(&bytes)
            .unwrap_or_else(|_| Value::String(String::from_utf8_lossy(&bytes).trim().to_owned()));
        Ok(Answer { status, after, body })
    }

    /// Why a request found no answer.
    pub(crate) fn unsent(&self, error: &(dyn std::error::Error + 'static)) -> Unsent {
        let mut reasons = Vec::new();
        let mut next = Some(error);
        while let Some(error) = next {
            if let Some(NoToken(why)) = error.downcast_ref() {
                let trouble = Trouble::Auth(why.clone());
                return Unsent::Lasting(Failure { code: 0, status: Value::Null, trouble });
            }
            reasons.push(error.to_string());
            next = error.source();
        }
        // The last is the cause: `Connection refused (os error 111)`.
        let why = reasons.pop().unwrap_or_default();
        if why.contains("certificate") {
            let why = format!("{why}; compare the kubeconfig's certificate-authority-data with the cluster's");
            return Unsent::Lasting(self.unreachable(why));
        }
        Unsent::Passing(why)
    }
}

/// Why a request found no answer.
pub(crate) enum Unsent {
    /// Another try would find none either.
    Lasting(Failure),
    /// Another may.
    Passing(String),
}

/// What a server says that is starting, ending, or has too much to do. A starting one does not know its own roles yet.
fn passes(failure: &Failure) -> bool {
    match failure.code {
        429 | 502 | 503 | 504 => true,
        // What older servers say of a misspelt field.
        500 => !message(&failure.status).contains("failed to create typed"),
        403 => {
            let message = message(&failure.status);
            message.contains("RBAC: ") && message.contains("not found")
        }
        _ => false,
    }
}
