//! Who is told of alerts besides the inbox.

use std::time::Duration;

use jiff::Timestamp;
use tokio_util::sync::CancellationToken;

use super::alertmanager::Rounds;
use super::book::Book;
use super::episode::Episode;
use super::outbox::{Delivery, Outbox, Patience, Waiting};
use super::secret_url::SecretUrl;
use super::slack;

/// Receivers, and how they are told.
#[derive(Clone, Debug)]
pub struct NotifierConfig {
    /// Where an Alertmanager is (`http://localhost:9093`).
    pub alertmanager: Option<SecretUrl>,
    /// An incoming webhook of Slack, or anything that takes its format.
    pub slack: Option<SecretUrl>,
    /// How long until the Alertmanager is told once more of an alert that goes on.
    pub resend: Duration,
    /// How a receiver that fails is asked again.
    pub patience: Patience,
    /// The page of alerts, to which messages lead.
    pub page: Option<String>,
}

impl Default for NotifierConfig {
    /// Nobody, and Prometheus' minute.
    fn default() -> Self {
        let resend = Duration::from_secs(60);
        Self { alertmanager: None, slack: None, resend, patience: Patience::default(), page: None }
    }
}

/// See the module.
#[derive(Debug)]
pub(crate) struct Notifier {
    alertmanager: Option<(Outbox, Rounds)>,
    slack: Option<Outbox>,
    page: Option<String>,
}

impl Notifier {
    /// # Errors
    /// Where no HTTP client can be made.
    pub(crate) fn new(config: NotifierConfig) -> Result<Self, reqwest::Error> {
        let NotifierConfig { alertmanager, slack, resend, patience, page } = config;
        let alertmanager = match alertmanager {
            Some(url) => {
                let outbox = Outbox::new("Alertmanager", url.below("api/v2/alerts"), patience)?;
                Some((outbox, Rounds::new(resend)))
            }
            None => None,
        };
        let slack = slack.map(|url| Outbox::new("Slack", url, patience)).transpose()?;
        Ok(Self { alertmanager, slack, page })
    }

    /// Tells of episodes that began or ended, and of those that go on.
    pub(crate) fn tell(&self, news: &[Episode], book: &Book, now: Timestamp) {
        let page = self.page.as_deref();
        if let Some(slack) = &self.slack {
            let told = |episode: &&Episode| episode.resolved_at.is_none() || episode.subject.when_resolved;
            news.iter().filter(told).for_each(|episode| slack.put(slack::message(episode, page), now));
        }
        if let Some((outbox, rounds)) = &self.alertmanager
            && let Some(alerts) = rounds.due(book, page, now)
        {
            outbox.put(alerts, now);
        }
    }

    /// What waits for Slack. An Alertmanager is told again and again of what fires, so nothing that waits for it is kept.
    pub(crate) fn waiting(&self) -> Vec<Waiting> {
        self.slack.as_ref().map(Outbox::waiting).unwrap_or_default()
    }

    /// Puts back what waited for Slack; where nobody is told there any more it is gone.
    pub(crate) fn put_back(&self, waiting: Vec<Waiting>, now: Timestamp) {
        if let Some(slack) = &self.slack {
            slack.put_back(waiting, now);
        }
    }

    /// Returns once what waits for Slack is not what it was.
    pub(crate) async fn settled(&self) {
        match &self.slack {
            Some(slack) => slack.settled().await,
            None => std::future::pending().await,
        }
    }

    /// Where the Alertmanager takes alerts, without what may be secret.
    pub(crate) fn alertmanager(&self) -> Option<String> {
        self.alertmanager.as_ref().map(|(outbox, _)| format!("{}/api/v2/alerts", outbox.origin()))
    }

    /// How it goes with each receiver.
    pub(crate) fn deliveries(&self) -> Vec<Delivery> {
        let alertmanager = self.alertmanager.iter().map(|(outbox, _)| outbox);
        alertmanager.chain(&self.slack).map(Outbox::delivery).collect()
    }

    /// Sends what there is to send, until told to stop.
    pub(crate) async fn run(&self, stop: &CancellationToken) {
        let alertmanager = async {
            if let Some((outbox, _)) = &self.alertmanager {
                outbox.run(stop).await;
            }
        };
        let slack = async {
            if let Some(outbox) = &self.slack {
                outbox.run(stop).await;
            }
        };
        tokio::join!(alertmanager, slack);
    }
}
