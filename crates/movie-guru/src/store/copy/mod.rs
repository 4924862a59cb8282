//! People, their profile and what was said, copied from a SQLite file to a PostgreSQL database. Sessions stay behind: they
//! last a day, and a login opens another.
//!
//! People come over in the order of their number, some at a time, each batch in one transaction and with the numbers that
//! they had. So what is there of an unfinished copy is whole and is the beginning of the source, which is checked before a
//! copy goes on, and needs no record of its own.

mod rows;
mod source;
mod target;

use std::path::{Path, PathBuf};

use sqlx::postgres::PgConnection;
use sqlx::sqlite::SqliteConnection;

pub use rows::{CopyError, Counts};

use super::postgres::PostgresConfig;
use guru::catalogue::Catalogue;

/// How many people make a batch. Each has at most [`super::MESSAGES_KEPT`] messages.
const BATCH: i64 = 200;

/// A copy from SQLite to PostgreSQL, batch by batch; one that was broken off goes on where it ended.
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
