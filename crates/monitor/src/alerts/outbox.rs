//! One receiver's queue: what waits for it is bounded, is sent in order, and is sent again while the receiver cannot take
//! it. Whoever evaluates alerts only puts something in, and never waits.

use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use http::StatusCode;
use serde::Serialize;
use serde_json::Value;
use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;

use super::secret_url::SecretUrl;

/// So many wait; then the oldest is given up.
const LONGEST_QUEUE: usize = 1000;
const ANSWER_LIMIT: Duration = Duration::from_secs(10);

/// How a receiver that fails is asked again: after `first`, then after twice as long, up to `longest`.
#[derive(Clone, Copy, Debug)]
pub struct Patience {
    /// The first wait.
    pub first: Duration,
    /// No wait is longer, but for one that the receiver asks for.
    pub longest: Duration,
    /// After so many attempts a message is given up.
    pub attempts: u32,
}

impl Default for Patience {
    /// About half an hour.
    fn default() -> Self {
        Self { first: Duration::from_secs(1), longest: Duration::from_secs(120), attempts: 20 }
    }
}

/// How it goes with a receiver.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Delivery {
    /// `Alertmanager`, `Slack`.
    pub receiver: &'static str,
    /// Its host, for a webhook's address is a secret.
    pub host: String,
    /// Messages that were taken.
    pub delivered: u64,
    /// Attempts that failed.
    pub failed_attempts: u64,
    /// Messages that were given up.
    pub given_up: u64,
    /// Messages that wait.
    pub waiting: usize,
    /// Why the last attempt failed; none once one has gone well.
    pub last_error: Option<String>,
}

/// See the module.
#[derive(Debug)]
pub(crate) struct Outbox {
    url: SecretUrl,
    client: reqwest::Client,
    patience: Patience,
    state: Mutex<State>,
    wake: Notify,
}

#[derive(Debug, Default)]
struct State {
    queue: VecDeque<Value>,
    delivery: Delivery,
}

/// What became of an attempt.
enum Attempt {
    Taken,
    /// Asking again would not help.
    Refused(String),
    /// Later it may go; the receiver may say when.
    Later(String, Option<Duration>),
}

impl Outbox {
    /// # Errors
    /// Where no HTTP client can be made.
    pub(crate) fn new(receiver: &'static str, url: SecretUrl, patience: Patience) -> Result<Self, reqwest::Error> {
        // A redirect would carry a page to where nobody asked for it.
        let client = reqwest::Client::builder().timeout(ANSWER_LIMIT).redirect(reqwest::redirect::Policy::none());
        // Proxies are for other hosts.
        let client = if url.is_loopback() { client.no_proxy() } else { client };
        let delivery = Delivery { receiver, host: url.to_string(), ..Delivery::default() };
        let state = Mutex::new(State { queue: VecDeque::new(), delivery });
        Ok(Self { url, client: client.build()?, patience, state, wake: Notify::new() })
    }

    /// Puts a message in.
    pub(crate) fn put(&self, message: Value) {
        let mut state = self.state();
        if state.queue.len() >= LONGEST_QUEUE {
            state.queue.pop_front();
            state.delivery.given_up += 1;
        }
        state.queue.push_back(message);
        drop(state);
        self.wake.notify_one();
    }

    /// Scheme, host and port of the receiver.
    pub(crate) fn origin(&self) -> String {
        self.url.origin()
    }

    /// How it goes.
    pub(crate) fn delivery(&self) -> Delivery {
        let state = self.state();
        Delivery { waiting: state.queue.len(), ..state.delivery.clone() }
    }

    /// Sends what is put in, until told to stop.
    pub(crate) async fn run(&self, stop: &CancellationToken) {
        stop.run_until_cancelled(async {
            loop {
                let next = self.state().queue.front().cloned();
                match next {
                    Some(message) => self.deliver(&message).await,
                    None => self.wake.notified().await,
                }
            }
        })
        .await;
    }

    /// Sends the first message until it is taken or given up, then removes it.
    async fn deliver(&self, message: &Value) {
        let mut wait = self.patience.first;
        for attempt in 1.. {
            let (failure, asked) = match self.attempt(message).await {
                Attempt::Taken => return self.done(message, None),
                Attempt::Refused(reason) => return self.done(message, Some(reason)),
                Attempt::Later(reason, asked) => (reason, asked),
            };
            if attempt >= self.patience.attempts {
                return self.done(message, Some(failure));
            }
            self.failed(failure);
            tokio::time::sleep(asked.unwrap_or(wait)).await;
            wait = (wait * 2).min(self.patience.longest);
        }
    }

    async fn attempt(&self, message: &Value) -> Attempt {
        let response = match self.client.post(self.url.expose().clone()).json(message).send().await {
            Ok(response) => response,
            Err(error) => return Attempt::Later(error.without_url().to_string(), None),
        };
        let status = response.status();
        if status.is_success() {
            return Attempt::Taken;
        }
        let reason = format!("it answered {status}");
        let busy = [StatusCode::TOO_MANY_REQUESTS, StatusCode::REQUEST_TIMEOUT];
        if !status.is_server_error() && !busy.contains(&status) {
            return Attempt::Refused(reason);
        }
        let asked =
            response.headers().get(http::header::RETRY_AFTER).and_then(|value| value.to_str().ok()?.parse().ok());
        Attempt::Later(reason, asked.map(|seconds: u64| Duration::from_secs(seconds.min(3600))))
    }

    fn failed(&self, failure: String) {
        let mut state = self.state();
        if state.delivery.last_error.is_none() {
            let receiver = state.delivery.receiver;
            tracing::warn!(receiver, reason = failure, "a notification is not taken; trying again");
        }
        state.delivery.failed_attempts += 1;
        state.delivery.last_error = Some(failure);
    }

    fn done(&self, message: &Value, failure: Option<String>) {
        let mut state = self.state();
        // While it was sent it may have been given up for newer ones.
        if state.queue.front() == Some(message) {
            state.queue.pop_front();
        }
        match &failure {
            None => state.delivery.delivered += 1,
            Some(reason) => {
                tracing::error!(receiver = state.delivery.receiver, reason, "a notification is given up");
                state.delivery.failed_attempts += 1;
                state.delivery.given_up += 1;
            }
        }
        state.delivery.last_error = failure;
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
