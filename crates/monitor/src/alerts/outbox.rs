//! One receiver's queue: what waits for it is bounded, is sent in order, and is sent again while the receiver cannot take
//! it. Whoever evaluates alerts only puts something in, and never waits.
//!
//! What waits can be kept and put back: a page that nobody has taken is not lost with the process. One that was taken just
//! before a process was killed may come twice, for nobody had time to write down that it was.

use std::collections::VecDeque;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use http::StatusCode;
use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;
use utoipa::ToSchema;

use super::secret_url::SecretUrl;

/// So many wait; then the oldest is given up.
const LONGEST_QUEUE: usize = 1000;
/// What has waited longer when the lab comes back is no news any more.
const KEPT_FOR: SignedDuration = SignedDuration::from_mins(30);
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

impl Patience {
    /// The wait after so many attempts.
    fn after(&self, attempts: u32) -> Duration {
        let doubled = 2_u32.saturating_pow(attempts.saturating_sub(1));
        self.first.saturating_mul(doubled).min(self.longest)
    }
}

/// A message that waits.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct Waiting {
    since: Timestamp,
    /// So often it was not taken.
    attempts: u32,
    message: Value,
}

/// How it goes with a receiver.
#[derive(Clone, Debug, Default, Serialize, ToSchema)]
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
    settled: Notify,
}

#[derive(Debug, Default)]
struct State {
    queue: VecDeque<Waiting>,
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
        Ok(Self { url, client: client.build()?, patience, state, wake: Notify::new(), settled: Notify::new() })
    }

    /// Puts in once more what waited in another process, but for what is no news any more.
    pub(crate) fn put_back(&self, waiting: Vec<Waiting>, now: Timestamp) {
        let mut state = self.state();
        let (late, news): (Vec<_>, Vec<_>) =
            waiting.into_iter().partition(|waiting| now.duration_since(waiting.since) > KEPT_FOR);
        if !late.is_empty() {
            let receiver = state.delivery.receiver;
            tracing::error!(receiver, messages = late.len(), "notifications that waited too long are given up");
        }
        state.delivery.given_up += late.len() as u64;
        state.queue.extend(news);
    }

    /// What waits, to be kept.
    pub(crate) fn waiting(&self) -> Vec<Waiting> {
        self.state().queue.iter().cloned().collect()
    }

    /// Returns once something that waited was tried.
    pub(crate) async fn settled(&self) {
        self.settled.notified().await;
    }

    /// Puts a message in.
    pub(crate) fn put(&self, message: Value, now: Timestamp) {
        let mut state = self.state();
        if state.queue.len() >= LONGEST_QUEUE {
            state.queue.pop_front();
            state.delivery.given_up += 1;
        }
        state.queue.push_back(Waiting { since: now, attempts: 0, message });
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
                    Some(waiting) => self.deliver(&waiting).await,
                    None => self.wake.notified().await,
                }
            }
        })
        .await;
    }

    /// Sends the first message until it is taken or given up, then removes it.
    async fn deliver(&self, Waiting { attempts, message, .. }: &Waiting) {
        for attempt in attempts + 1.. {
            let (failure, asked) = match self.attempt(message).await {
                Attempt::Taken => return self.done(message, None),
                Attempt::Refused(reason) => return self.done(message, Some(reason)),
                Attempt::Later(reason, asked) => (reason, asked),
            };
            if attempt >= self.patience.attempts {
                return self.done(message, Some(failure));
            }
            self.failed(message, failure);
            tokio::time::sleep(asked.unwrap_or(self.patience.after(attempt))).await;
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

    fn failed(&self, message: &Value, failure: String) {
        let mut state = self.state();
        if let Some(waiting) = state.queue.front_mut().filter(|waiting| waiting.message == *message) {
            waiting.attempts += 1;
        }
        if state.delivery.last_error.is_none() {
            let receiver = state.delivery.receiver;
            tracing::warn!(receiver, reason = failure, "a notification is not taken; trying again");
        }
        state.delivery.failed_attempts += 1;
        state.delivery.last_error = Some(failure);
        drop(state);
        self.settled.notify_one();
    }

    fn done(&self, message: &Value, failure: Option<String>) {
        let mut state = self.state();
        // While it was sent it may have been given up for newer ones.
        if state.queue.front().is_some_and(|waiting| waiting.message == *message) {
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
        drop(state);
        self.settled.notify_one();
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
