//! What the engine remembers between turns. It travels with the answer, so any replica can go on.

use serde::{Deserialize, Serialize};

use crate::request::Request;
use crate::talk::{Message, Role};

/// The thread of a conversation.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Memory {
    /// Films that were shown, oldest first.
    pub shown: Vec<String>,
    /// Films of the last answer that named any, in its order.
    pub last: Vec<String>,
    /// The one film last spoken of.
    pub focus: Option<String>,
    /// The person last spoken of.
    pub person: Option<String>,
    /// What was asked for last.
    pub request: Option<Request>,
    /// How many turns ago films were last shown for it.
    pub turns_since: u16,
    /// Whether it was brought to an end since: by a choice, by thanks, by a greeting.
    pub settled: bool,
}

impl Memory {
    /// How many shown films are remembered.
    const MOST_SHOWN: usize = 40;

    /// What the last answer left behind.
    pub(crate) fn of(history: &[Message]) -> Self {
        let said = history.iter().rev().filter(|message| message.role == Role::Agent);
        let left = said.filter_map(|message| message.memory.as_ref()).find_map(|memory| Self::deserialize(memory).ok());
        left.unwrap_or_default()
    }

    /// Whether the request before is so far away that a whole wish begins anew.
    pub(crate) fn is_far_away(&self) -> bool {
        self.settled || self.turns_since >= 3
    }

    /// Notes the films of an answer.
    pub(crate) fn show(&mut self, films: impl Iterator<Item = String>) {
        self.last = films.collect();
        (self.turns_since, self.settled) = (0, false);
        for film in &self.last {
            self.shown.retain(|known| known != film);
            self.shown.push(film.clone());
        }
        let over = self.shown.len().saturating_sub(Self::MOST_SHOWN);
        self.shown.drain(..over);
    }
}
