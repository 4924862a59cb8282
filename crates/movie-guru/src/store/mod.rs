//! What lasts: people, sessions, profiles, messages, and the films one can search.
//!
//! A [`Store`] call either did all that it says or nothing: each is one transaction. What it acknowledged is there
//! after the process was killed.

pub mod copy;
mod outage;
pub mod postgres;
pub mod sqlite;
mod waiting;

use std::path::PathBuf;

use async_trait::async_trait;
use serde_json::Value;
use sha2::{Digest as _, Sha256};

use guru::catalogue::Film;
use guru::profile::{TasteChange, UserProfile};
use guru::talk::Message;
pub use outage::Outage;

/// How many messages of one person are kept; the oldest go first.
pub const MESSAGES_KEPT: u32 = 100;

/// The key of a person in the table `users`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct UserId(pub i64);

/// SHA-256 of a session's cookie.
pub type TokenHash = [u8; 32];

/// SHA-256 of a text.
pub type Digest = [u8; 32];

/// The digest of a text.
pub fn digest(text: &str) -> Digest {
    Sha256::digest(text).into()
}

/// A person with a running session.
#[derive(Clone, Debug, PartialEq)]
pub struct SignedIn {
    /// Whose session it is.
    pub user: UserId,
    /// The profile at this moment.
    pub profile: UserProfile,
}

/// A session to open, for one browser of a person.
#[derive(Clone, Copy, Debug)]
pub struct NewSession {
    /// Of its cookie.
    pub token: TokenHash,
    /// Seconds since 1970.
    pub now: i64,
    /// Seconds since 1970.
    pub expires_at: i64,
}

/// What one chat turn leaves behind.
#[derive(Clone, Debug)]
pub struct FinishedTurn<'a> {
    /// The person's message, without control characters.
    pub said: &'a str,
    /// The app's answer, with what the engine wants to remember of it.
    pub answer: Message,
    /// What was learned of the person's likes and dislikes.
    pub taste: &'a [TasteChange],
    /// Seconds since 1970.
    pub now: i64,
}

/// The connection pool at a moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PoolUse {
    /// Open connections, busy or not.
    pub open: u64,
    /// Those that are free.
    pub idle: u64,
    /// Requests that wait for one.
    pub waiting: u64,
}

/// Why the store did not do it.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// It may be there again soon. The text is for the log alone.
    #[error("the database {0} ({1})")]
    Unavailable(Outage, String),
    /// It cannot be opened, and waiting will not help.
    #[error("{0}")]
    CannotOpen(String),
    /// A newer version of the program has been here.
    #[error("the database in {} was written by a newer version of Movie Guru (it knows migration {migration}); \
             use that version, or start with another data folder", path.display())]
    Newer {
        /// The database file.
        path: PathBuf,
        /// The newest migration in the database.
        migration: i64,
    },
    /// Everything else.
    #[error("the database failed: {0}")]
    Database(#[from] sqlx::Error),
    /// The schema could not be brought to this version's.
    #[error("the database could not be brought up to date: {0}")]
    Migration(#[from] sqlx::migrate::MigrateError),
    /// A stored value is not what it should be.
    #[error("the database holds something unreadable: {0}")]
    Unreadable(#[from] serde_json::Error),
}

impl StoreError {
    /// What may pass by itself, in words for everybody.
    pub fn outage(&self) -> Option<Outage> {
        match self {
            Self::Unavailable(outage, _) => Some(*outage),
            _ => None,
        }
    }
}

/// What the backend asks of a database.
#[async_trait]
pub trait Store: Send + Sync {
    /// Opens a session for this name, making the person known where they are not; sessions that have ended are dropped.
    async fn sign_in(&self, name: &str, session: NewSession) -> Result<(), StoreError>;

    /// Whose session this is, unless it has ended by `now`.
    async fn signed_in(&self, token: &TokenHash, now: i64) -> Result<Option<SignedIn>, StoreError>;

    /// Ends a session; one that has ended already is no error.
    async fn sign_out(&self, token: &TokenHash) -> Result<(), StoreError>;

    /// Replaces the whole profile.
    async fn save_profile(&self, user: UserId, profile: &UserProfile) -> Result<(), StoreError>;

    /// Keeps a message, its answer and what was learned; returns the profile afterwards.
    async fn save_turn(&self, user: UserId, turn: FinishedTurn<'_>) -> Result<UserProfile, StoreError>;

    /// The newest messages, oldest first.
    async fn newest_messages(&self, user: UserId, most: u32) -> Result<Vec<Message>, StoreError>;

    /// Forgets all that was said.
    async fn forget_messages(&self, user: UserId) -> Result<(), StoreError>;

    /// Films drawn at random from those rated at least 4.
    async fn featured(&self, most: u32) -> Result<Vec<Film>, StoreError>;

    /// Films that match the words, best first.
    async fn search(&self, words: &str, most: u32) -> Result<Vec<Film>, StoreError>;

    /// A text of the workshop; none where there is none of this name.
    async fn workshop_text(&self, name: &str) -> Result<Option<String>, StoreError>;

    /// Replaces a text of the workshop, if it still has this digest; none: if there is none yet. False: it is another one by
    /// now, and nothing was changed.
    async fn replace_workshop_text(&self, name: &str, was: Option<Digest>, becomes: &str) -> Result<bool, StoreError>;

    /// Forgets every text of the workshop, all or none.
    async fn forget_workshop(&self) -> Result<(), StoreError>;

    /// Whether it can be read and written just now.
    async fn ready(&self) -> Result<(), StoreError>;

    /// Connections of this process's pool at this moment, and who waits for one.
    fn pool_use(&self) -> PoolUse;

    /// Where several processes use this database: the scenario that they share. None where it is one process's own.
    fn shared_scenario(&self) -> Option<&dyn SharedScenario> {
        None
    }
}

/// A scenario that somebody has set for all replicas.
#[derive(Clone, Debug, PartialEq)]
pub struct SetForAll {
    /// Larger than that of any earlier one.
    pub revision: i64,
    /// What is on, as the replica that set it has written it; that may be one of another version.
    pub scenario: Value,
}

/// The scenario of all replicas on one database.
#[async_trait]
pub trait SharedScenario: Send + Sync {
    /// What was set last, unless it was set by this revision.
    async fn set_after(&self, revision: i64) -> Result<Option<SetForAll>, StoreError>;

    /// Sets it for all; returns its revision.
    async fn set(&self, scenario: &Value) -> Result<i64, StoreError>;
}
