//! The inbox: where an attendee without Slack sees the page arrive.

use std::collections::VecDeque;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::episode::Episode;

/// So many messages are kept.
const KEPT: usize = 200;

/// What the inbox was told.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct Message {
    /// Counts them, from 1.
    pub id: u64,
    /// When it came.
    pub at: Timestamp,
    /// `firing` or `resolved`.
    pub state: String,
    /// What it is about.
    pub title: String,
    /// The same in a sentence.
    pub text: String,
    /// `page`, `ticket`.
    pub severity: String,
    /// The SLO's name.
    pub slo: String,
    /// Whether somebody has seen it.
    pub read: bool,
}

/// See the module.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Inbox {
    /// The oldest first.
    messages: VecDeque<Message>,
    last_id: u64,
}

impl Inbox {
    /// Brings an alert that fired, or that is over.
    pub(super) fn tell(&mut self, episode: &Episode) {
        let (state, at) = match episode.resolved_at {
            None => ("firing", episode.fired_at),
            Some(at) => ("resolved", at),
        };
        self.last_id += 1;
        let subject = &episode.subject;
        self.messages.push_back(Message {
            id: self.last_id,
            at,
            state: state.to_owned(),
            title: subject.title.clone(),
            text: subject.summary.clone(),
            severity: subject.severity.clone(),
            slo: subject.slo.clone(),
            read: false,
        });
        if self.messages.len() > KEPT {
            self.messages.pop_front();
        }
    }

    /// All messages, the newest first.
    pub(crate) fn messages(&self) -> impl Iterator<Item = &Message> {
        self.messages.iter().rev()
    }

    /// How many nobody has seen.
    pub(crate) fn unread(&self) -> usize {
        self.messages.iter().filter(|message| !message.read).count()
    }

    /// Marks one message as read, or all of them up to one. Whether it is there.
    pub(crate) fn mark_read(&mut self, id: u64, and_older: bool) -> bool {
        for message in self.messages.iter_mut().filter(|message| message.id == id || (and_older && message.id < id)) {
            message.read = true;
        }
        self.messages.iter().any(|message| message.id == id)
    }
}
