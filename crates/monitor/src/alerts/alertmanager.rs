//! Alerts as Prometheus tells them to an Alertmanager, by its API v2
//! (<https://prometheus.io/docs/alerting/latest/alerts_api/>): firing ones again and again, each time with an end by which
//! they would be over should nobody say so any more, and the end for a quarter of an hour.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use serde_json::{Value, json};

use super::book::Book;
use super::episode::Episode;

/// Prometheus' `resolvedRetention`.
const END_TOLD_FOR: SignedDuration = SignedDuration::from_mins(15);
/// Prometheus tells of an alert for so many of its rounds.
const ROUNDS: i32 = 4;

/// Remembers what was told when.
#[derive(Debug)]
pub(crate) struct Rounds {
    /// Between two times an alert is told.
    resend: Duration,
    /// By episode: when it was told last, and whether as resolved.
    told: Mutex<BTreeMap<u64, (Timestamp, bool)>>,
}

impl Rounds {
    pub(crate) fn new(resend: Duration) -> Self {
        Self { resend, told: Mutex::default() }
    }

    /// What is to be told now, where there is anything.
    pub(crate) fn due(&self, book: &Book, page: Option<&str>, now: Timestamp) -> Option<Value> {
        let mut told = self.told.lock().unwrap_or_else(PoisonError::into_inner);
        let resend = SignedDuration::try_from(self.resend).unwrap_or(SignedDuration::MAX);
        let recent = |episode: &&Episode| episode.resolved_at.is_none_or(|at| now.duration_since(at) < END_TOLD_FOR);
        let mut newest: Vec<&Episode> = Vec::new();
        for episode in book.episodes().filter(recent) {
            // An alert that fires once more is not over, whatever became of it before.
            if !newest.iter().any(|other| other.subject.is(&episode.subject.slo, &episode.subject.policy)) {
                newest.push(episode);
            }
        }
        told.retain(|id, _| newest.iter().any(|episode| episode.id == *id));
        newest.retain(|episode| {
            let resolved = episode.resolved_at.is_some();
            told.get(&episode.id)
                .is_none_or(|(at, as_resolved)| (resolved && !as_resolved) || now.duration_since(*at) >= resend)
        });
        for episode in &newest {
            told.insert(episode.id, (now, episode.resolved_at.is_some()));
        }
        let end = now.checked_add(resend.saturating_mul(ROUNDS)).unwrap_or(Timestamp::MAX);
        let alerts: Vec<Value> = newest.into_iter().map(|episode| alert(episode, page, end)).collect();
        (!alerts.is_empty()).then(|| alerts.into())
    }
}

fn alert(episode: &Episode, page: Option<&str>, end: Timestamp) -> Value {
    let subject = &episode.subject;
    let mut alert = json!({
        "labels": subject.all_labels(),
        "annotations": {"summary": subject.summary},
        "startsAt": episode.fired_at,
        "endsAt": episode.resolved_at.unwrap_or(end),
    });
    if let Some(page) = page {
        alert["generatorURL"] = page.into();
    }
    alert
}
