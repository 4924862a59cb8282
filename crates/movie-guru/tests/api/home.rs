//! Where a test's people are kept: here SQLite. `tests/postgres` runs the same tests with a home of its own.

use std::process::Command;

use movie_guru::service::Database;
use tempfile::TempDir;

use crate::binary;

/// A database that outlives the app in it.
pub(crate) struct Home(TempDir);

impl Home {
    pub(crate) async fn new() -> Self {
        Self(tempfile::tempdir().unwrap())
    }

    pub(crate) fn database(&self) -> Database {
        Database::Folder(self.0.path().join("new/data"))
    }

    /// The program on it.
    pub(crate) fn command(&self, listen: &str) -> Command {
        binary::command(&self.0.path().join("new/data"), listen)
    }
}

/// A database for one app.
pub(crate) async fn passing() -> Database {
    Database::Memory
}
