//! People, their profile and what was said, copied from a SQLite file to a PostgreSQL database. Sessions stay behind: they
//! last a day, and a login opens another.
//!
//! People come over in the order of their number, some at a time, each batch in one transaction and with the numbers that
//! they had. So what is there of an unfinished copy is whole and is the beginning of the source, which is checked before a
//! copy goes on, and needs no record of its own.

mod source;
mod target;

use std::path::{Path, PathBuf};

use sqlx::postgres::PgConnection;
use sqlx::sqlite::SqliteConnection;

use super::StoreError;
use super::postgres::PostgresConfig;
use guru::catalogue::{Catalogue, CatalogueError};

/// How many people make a batch. Each has at most [`super::MESSAGES_KEPT`] messages.
const BATCH: i64 = 200;

/// How much there is on one side.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// People.
    pub people: i64,
    /// Messages of theirs.
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
        /// The file.
        file: PathBuf,
        /// Why not.
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

/// A copy under way.
pub struct Copying {
    file: PathBuf,
    source: SqliteConnection,
    target: PgConnection,
    all: Counts,
    done: Counts,
    /// The highest number of a person who is there.
    last: i64,
}

impl Copying {
    /// Opens both, brings the target's schema up to date and finds out how far an earlier copy came.
    pub async fn begin(from: &Path, to: &PostgresConfig) -> Result<Self, CopyError> {
        let file = source::file(from)?;
        let mut source = source::open(&file).await?;
        let unreadable = |error| source::unreadable(&file, error);
        let mut target = target::open(to, &Catalogue::embedded()?).await.map_err(CopyError::Target)?;
        if !target::lock(&mut target).await.map_err(CopyError::Target)? {
            return Err(CopyError::Twice);
        }
        let there = target::people(&mut target).await.map_err(CopyError::Target)?;
        let last = there.last().map_or(0, |(id, _)| *id);
        let theirs = source::people_up_to(&mut source, last).await.map_err(unreadable)?;
        if let Some((_, (_, name))) = there.iter().enumerate().find(|(at, person)| theirs.get(*at) != Some(person)) {
            return Err(CopyError::Occupied(name.clone()));
        }
        let all = source::count(&mut source).await.map_err(unreadable)?;
        let done = target::count(&mut target).await.map_err(CopyError::Target)?;
        Ok(Self { file, source, target, all, done, last })
    }

    /// All that is to be copied.
    pub fn all(&self) -> Counts {
        self.all
    }

    /// What is there already.
    pub fn done(&self) -> Counts {
        self.done
    }

    /// Copies some more people with all that is theirs; false where there were none left.
    pub async fn some_more(&mut self) -> Result<bool, CopyError> {
        let unreadable = |error| source::unreadable(&self.file, error);
        let people = source::next_people(&mut self.source, self.last, BATCH).await.map_err(unreadable)?;
        let Some(last) = people.ids.last().copied() else { return Ok(false) };
        let messages = source::messages_between(&mut self.source, self.last, last).await.map_err(unreadable)?;
        target::write(&mut self.target, &people, &messages).await.map_err(CopyError::Target)?;
        self.done.people += people.ids.len() as i64;
        self.done.messages += messages.ids.len() as i64;
        self.last = last;
        Ok(true)
    }

    /// Holds the copy against the source.
    pub async fn finish(mut self) -> Result<Counts, CopyError> {
        let copy_has = target::count(&mut self.target).await.map_err(CopyError::Target)?;
        if copy_has == self.all { Ok(copy_has) } else { Err(CopyError::Differs { source_has: self.all, copy_has }) }
    }
}

/// People, column by column, as PostgreSQL takes many rows at once.
#[derive(Debug, Default)]
struct People {
    ids: Vec<i64>,
    names: Vec<String>,
    profiles: Vec<String>,
    created_at: Vec<i64>,
}

/// Messages likewise.
#[derive(Debug, Default)]
struct Messages {
    ids: Vec<i64>,
    users: Vec<i64>,
    roles: Vec<String>,
    contents: Vec<String>,
    memories: Vec<Option<String>>,
    said_at: Vec<i64>,
}
