//! What is copied, how much of it there is, and why a copy may not be made.

use std::path::PathBuf;

use guru::catalogue::CatalogueError;

use crate::store::StoreError;

/// How much there is on one side.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// How many people have ever logged in.
    pub people: i64,
    /// How many messages of theirs are kept, their own and the answers.
    pub messages: i64,
}

/// A copy cannot be made, or did not come out whole.
#[derive(Debug, thiserror::Error)]
pub enum CopyError {
    /// Nothing is there.
    #[error("there is no database {}; --from takes sqlite://FOLDER or sqlite://FOLDER/movie-guru.db", .0.display())]
    NoSource(PathBuf),
    /// It is something else, or cannot be read.
    #[error("{} cannot be copied from: {reason}", file.display())]
    Source {
        /// What was taken for a SQLite database.
        file: PathBuf,
        /// What is wrong with it, in SQLite's words or ours.
        reason: String,
    },
    /// The catalogue cannot be read.
    #[error(transparent)]
    Catalogue(#[from] CatalogueError),
    /// The target cannot be used.
    #[error("the database to copy to cannot be used: {0}")]
    Target(StoreError),
    /// Another copy is under way there.
    #[error("another copy to this database is running; wait for its end")]
    Twice,
    /// It holds other people.
    #[error(
        "the database to copy to holds people who are no part of this copy (the first: {0:?}); copy to an empty one"
    )]
    Occupied(String),
    /// The copy is not what the source is now.
    #[error(
        "the copy is not whole: {} people and {} messages in the source, {} and {} in the copy. Has the source been in use \
         meanwhile? Copy again to an empty database",
        source_has.people, source_has.messages, copy_has.people, copy_has.messages
    )]
    Differs {
        /// What should have been copied.
        source_has: Counts,
        /// What was.
        copy_has: Counts,
    },
}

/// People, column by column, as PostgreSQL takes many rows at once.
#[derive(Debug, Default)]
pub(super) struct People {
    pub(super) ids: Vec<i64>,
    pub(super) names: Vec<String>,
    pub(super) profiles: Vec<String>,
    pub(super) created_at: Vec<i64>,
}

/// Messages likewise.
#[derive(Debug, Default)]
pub(super) struct Messages {
    pub(super) ids: Vec<i64>,
    pub(super) users: Vec<i64>,
    pub(super) roles: Vec<String>,
    pub(super) contents: Vec<String>,
    pub(super) memories: Vec<Option<String>>,
    pub(super) said_at: Vec<i64>,
}
