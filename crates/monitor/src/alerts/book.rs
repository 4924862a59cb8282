//! The book of alerts: which are pending or firing, which fired before, what the inbox holds, and what waits for Slack. It
//! is written as a whole, so that no alert is known to have been told whose message is lost.

use std::collections::VecDeque;
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use serde::{Deserialize, Serialize};

use super::episode::{Active, Episode, passed};
use super::inbox::Inbox;
use super::outbox::Waiting;
use super::subject::Subject;

/// So many alerts that fired are remembered.
const REMEMBERED: usize = 1000;

/// What an evaluation made of an alert.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Finding {
    /// When.
    pub now: Timestamp,
    /// The burn rate over the long window, where the condition holds.
    pub exceeded: Option<f64>,
    /// How long it must hold.
    pub after: Duration,
    /// How long the alert goes on firing once it does not.
    pub keep: Duration,
}

/// See the module.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Book {
    active: Vec<Active>,
    /// The oldest first.
    episodes: VecDeque<Episode>,
    pub(crate) inbox: Inbox,
    /// What waits for Slack, as it was when the book was written.
    #[serde(default)]
    pub(crate) waiting: Vec<Waiting>,
    last_id: u64,
    /// The last evaluation that was written down.
    seen: Option<Timestamp>,
}

impl Book {
    /// The same, to be written together with what waits for Slack.
    pub(crate) fn with_waiting(&self, waiting: Vec<Waiting>) -> Self {
        Self { waiting, ..self.clone() }
    }

    /// Goes on after the lab was away: how long a pending alert has held does not count the time in which nobody looked.
    pub(crate) fn resume(&mut self, now: Timestamp) {
        let away = self.seen.map_or(SignedDuration::ZERO, |seen| now.duration_since(seen)).max(SignedDuration::ZERO);
        for alert in self.active.iter_mut().filter(|alert| alert.fired_at.is_none()) {
            alert.held_since = alert.held_since.checked_add(away).unwrap_or(now).min(now);
        }
    }

    /// Takes note of an evaluation. The episode that began or ended with it, where one did.
    pub(crate) fn note(&mut self, subject: &Subject, finding: Finding) -> Option<Episode> {
        let Finding { now, exceeded, after, keep } = finding;
        self.seen = Some(now);
        let place = self.active.iter().position(|alert| alert.subject.is(&subject.slo, &subject.policy));
        let Some(value) = exceeded else {
            let place = place?;
            return if self.active.get_mut(place)?.is_kept(now, keep) { None } else { self.end(place, now) };
        };
        let place = place.unwrap_or_else(|| {
            self.active.push(Active {
                subject: subject.clone(),
                held_since: now,
                fired_at: None,
                kept_since: None,
                value,
            });
            self.active.len() - 1
        });
        let alert = self.active.get_mut(place)?;
        alert.value = value;
        alert.kept_since = None;
        alert.subject = subject.clone();
        if alert.fired_at.is_some() {
            let open = self.episodes.iter_mut().rev().find(|episode| is_open(episode, subject));
            if let Some(episode) = open {
                episode.highest = episode.highest.max(value);
            }
            return None;
        }
        if passed(alert.held_since, now) < after {
            return None;
        }
        alert.fired_at = Some(now);
        self.last_id += 1;
        let episode = Episode {
            id: self.last_id,
            subject: subject.clone(),
            held_since: alert.held_since,
            fired_at: now,
            resolved_at: None,
            highest: value,
        };
        self.episodes.push_back(episode.clone());
        if self.episodes.len() > REMEMBERED {
            self.episodes.pop_front();
        }
        self.inbox.tell(&episode);
        Some(episode)
    }

    fn end(&mut self, place: usize, now: Timestamp) -> Option<Episode> {
        let alert = self.active.remove(place);
        alert.fired_at?;
        let episode = self.episodes.iter_mut().rev().find(|episode| is_open(episode, &alert.subject))?;
        episode.resolved_at = Some(now);
        let episode = episode.clone();
        if episode.subject.when_resolved {
            self.inbox.tell(&episode);
        }
        Some(episode)
    }

    /// Ends the alerts that are no more: their SLO or their policy was taken away.
    pub(crate) fn end_others(&mut self, known: &[Subject], now: Timestamp) -> Vec<Episode> {
        let mut ended = Vec::new();
        let is_known =
            |alert: &Active| known.iter().any(|subject| subject.is(&alert.subject.slo, &alert.subject.policy));
        while let Some(place) = self.active.iter().position(|alert| !is_known(alert)) {
            ended.extend(self.end(place, now));
        }
        ended
    }

    /// Those that are pending or firing.
    pub(crate) fn active(&self) -> &[Active] {
        &self.active
    }

    /// Those that fired, the newest first.
    pub(crate) fn episodes(&self) -> impl Iterator<Item = &Episode> {
        self.episodes.iter().rev()
    }

    /// Whether the time that passes has to be written down.
    pub(crate) fn has_pending(&self) -> bool {
        self.active.iter().any(|alert| alert.fired_at.is_none())
    }
}

fn is_open(episode: &Episode, subject: &Subject) -> bool {
    episode.resolved_at.is_none() && episode.subject.is(&subject.slo, &subject.policy)
}
