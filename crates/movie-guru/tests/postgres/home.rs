//! Where a test's people are kept: a PostgreSQL database of its own. Without PostgreSQL it is SQLite once more, which is
//! said, and refused where `LAB_REQUIRE_ALL=1`.

use std::process::Command;

use movie_guru::service::Database;
use movie_guru::store::postgres::PostgresConfig;
use movie_guru_test_postgres::Server;
use tempfile::TempDir;

use crate::binary;

/// A database that outlives the app in it.
pub(crate) struct Home {
    url: Option<String>,
    folder: TempDir,
}

impl Home {
    pub(crate) async fn new() -> Self {
        Self { url: fresh().await, folder: tempfile::tempdir().unwrap() }
    }

    /// Whether several apps can be in it.
    pub(crate) fn is_shared(&self) -> bool {
        self.url.is_some()
    }

    pub(crate) fn database(&self) -> Database {
        self.url.as_deref().map_or_else(|| Database::Folder(self.folder.path().to_owned()), at)
    }

    /// The program on it.
    pub(crate) fn command(&self, listen: &str) -> Command {
        let mut command = binary::command(self.folder.path(), listen);
        if let Some(url) = &self.url {
            command.env("DATABASE_URL", url);
        }
        command
    }
}

/// A database for one app.
pub(crate) async fn passing() -> Database {
    fresh().await.as_deref().map_or(Database::Memory, at)
}

/// With few connections: many tests share the server.
pub(crate) fn at(url: &str) -> Database {
    let mut config = PostgresConfig::new(url).unwrap();
    config.connections = 4;
    Database::Postgres(config)
}

/// The address of an empty database; none without PostgreSQL.
pub(crate) async fn fresh() -> Option<String> {
    // The first to ask waits until the server has started.
    let server = tokio::task::spawn_blocking(Server::shared).await.unwrap()?;
    Some(server.database().await)
}
