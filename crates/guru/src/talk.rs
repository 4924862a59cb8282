//! The conversation. A [`ChatEngine`] turns a message, what was said before and a profile into an answer;
//! it keeps nothing itself, so any replica can take the next turn.
//!
//! The built-in engine ([`crate::engine`]) is rule-based, deterministic and local. A language model would be another
//! implementation of the same trait.

use std::sync::Arc;

use async_trait::async_trait;
use movie_guru_contract::{Outcome, Sentiment};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::catalogue::Film;
use crate::profile::{TasteChange, UserProfile};

/// Who said something.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "lowercase")]
pub enum Role {
    /// The person.
    User,
    /// The app.
    Agent,
    /// A notice by the app about itself.
    System,
}

impl Role {
    /// The name that is stored.
    pub const fn name(self) -> &'static str {
        match self {
            Self::User => "user",
            Self::Agent => "agent",
            Self::System => "system",
        }
    }

    /// Whose stored name this is.
    pub fn named(name: &str) -> Self {
        match name {
            "user" => Self::User,
            "agent" => Self::Agent,
            _ => Self::System,
        }
    }
}

/// Something said in a conversation.
#[derive(Clone, Debug, PartialEq)]
pub struct Message {
    /// Who.
    pub role: Role,
    /// What, as shown.
    pub content: String,
    /// What the engine wants to remember with its answer: films named, what was asked for.
    pub memory: Option<serde_json::Value>,
}

/// What the engine is given.
#[derive(Clone, Copy, Debug)]
pub struct Turn<'a> {
    /// What the person says now; 1 to 1,000 characters.
    pub message: &'a str,
    /// What was said before, oldest first, without `message`.
    pub history: &'a [Message],
    /// What is known of the person.
    pub profile: &'a UserProfile,
}

/// What the person wants with a message.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Intent {
    /// "Hi there"
    Greet,
    /// "Something scary, please", "another one by her", "surprise me"
    AskForFilms,
    /// "Who directed the second one?", "what is Grandmother Unit about?"
    AskAboutFilm,
    /// "I love movies with funny animals"
    StateTaste,
    /// "Sounds good", "no, not that", "seen it"
    React,
    /// "Thanks a lot"
    Thank,
    /// "Bye"
    SayGoodbye,
    /// Not about films: "what is the capital of France?"
    OffTopic,
    /// Harmful or abusive
    Unsafe,
    /// Nothing can be made of it: "asdf"
    Unclear,
}

/// How a chat call ended, as `AgentResponse.result` says it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
pub enum ChatResult {
    /// Answered.
    Success,
    /// Declined: not about films.
    BadQuery,
    /// Declined: unsafe.
    Unsafe,
    /// Declined: too long.
    TooLong,
    /// It failed.
    Error,
    /// Nothing was asked yet.
    Undefined,
}

/// What the engine answers.
#[derive(Clone, Debug)]
pub struct Reply {
    /// What it took the message for.
    pub intent: Intent,
    /// Answered or declined.
    pub result: ChatResult,
    /// The answer in Markdown.
    pub answer: String,
    /// The films that the answer speaks of, in its order.
    pub films: Vec<Arc<Film>>,
    /// What was learned of the person's lasting tastes. Only what changes the profile stands here.
    pub taste: Vec<TasteChange>,
    /// How the person took the turn before.
    pub outcome: Outcome,
    /// The tone of the message.
    pub sentiment: Sentiment,
    /// Handed back with the next turn as the answer's [`Message::memory`].
    pub memory: serde_json::Value,
}

/// The engine could not answer.
#[derive(Debug, thiserror::Error)]
#[error("the chat engine failed: {0}")]
pub struct EngineError(pub String);

/// Answers messages about films.
#[async_trait]
pub trait ChatEngine: Send + Sync {
    /// Answers one message. Films and names in the answer come from the catalogue only.
    async fn reply(&self, turn: Turn<'_>) -> Result<Reply, EngineError>;
}
