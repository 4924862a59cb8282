//! Events told to somebody else.

use std::time::Duration;

use reqwest::Client;
use url::Url;

use super::event::Event;

const TRIES: u32 = 4;
const PATIENCE: Duration = Duration::from_secs(5);

/// An address that is told of each event, as JSON. What it does not take within a few tries is lost to it; the record has it.
#[derive(Clone)]
pub struct Webhook {
    client: Client,
    url: Url,
}

impl Webhook {
    /// Of this address.
    ///
    /// # Errors
    /// Where there can be no HTTP client.
    pub fn new(url: Url) -> reqwest::Result<Self> {
        Ok(Self { client: Client::builder().no_proxy().timeout(PATIENCE).build()?, url })
    }

    /// Tells an event, in the background.
    pub fn tell(&self, event: &Event) {
        let (webhook, event) = (self.clone(), event.clone());
        tokio::spawn(async move {
            for again in 0..TRIES {
                let sent = webhook.client.post(webhook.url.clone()).json(&event).send().await;
                match sent.and_then(reqwest::Response::error_for_status) {
                    Ok(_) => return,
                    // The address may hold a secret.
                    Err(error) => tracing::debug!(error = %error.without_url(), "an event was not taken"),
                }
                tokio::time::sleep(Duration::from_secs(1 << again)).await;
            }
            tracing::warn!(kind = ?event.kind, "the events webhook does not take an event");
        });
    }
}
