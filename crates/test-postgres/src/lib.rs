//! A PostgreSQL server for tests: made from the programs on this machine, stopped and started again where a test wants
//! that, and thrown away with the process, however it ends.
//!
//! With `DATABASE_URL` the [shared](Server::shared) server is that one: its user must be allowed to make databases, and
//! those that tests make there stay behind. Without it and without PostgreSQL's programs there is none: a test then says
//! so and ends, and fails where `LAB_REQUIRE_ALL=1`.

#![expect(clippy::expect_used, clippy::unwrap_used, reason = "what a test needs and does not get fails the test")]

mod keeper;
mod settings;

use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};

use sqlx::postgres::{PgConnectOptions, PgConnection};
use sqlx::{AssertSqlSafe, ConnectOptions, Executor};

use keeper::Keeper;
pub use keeper::Stop;
use movie_guru_test_support::skipped;
pub use settings::Settings;

/// A running server.
#[derive(Debug)]
pub struct Server {
    /// None for the one of `DATABASE_URL`.
    keeper: Option<Keeper>,
    admin: PgConnectOptions,
    /// Whom databases belong to: `user:password`.
    owner: String,
    host: String,
}

static NUMBER: AtomicU32 = AtomicU32::new(0);

impl Server {
    /// The one that all tests of a process share; each makes a [database](Self::database) of its own in it.
    pub fn shared() -> Option<&'static Self> {
        static SHARED: OnceLock<Option<Server>> = OnceLock::new();
        SHARED
            .get_or_init(|| match std::env::var("DATABASE_URL") {
                Ok(url) => Some(Self::at(&url)),
                Err(_) => {
                    Self::start(&Settings { lines: vec!["max_connections = 400".to_owned()], ..Settings::default() })
                }
            })
            .as_ref()
    }

    /// One that a test has to itself, to stop it or to fill it up. Blocks for about two seconds.
    pub fn start(settings: &Settings) -> Option<Self> {
        let Some(keeper) = Keeper::make(settings) else {
            skipped("PostgreSQL's initdb and pg_ctl are absent");
            return None;
        };
        let host = format!("127.0.0.1:{}", keeper.port());
        let admin = format!("postgres://postgres:{}@{host}/postgres", keeper::PASSWORD).parse().unwrap();
        Some(Self { keeper: Some(keeper), admin, owner: format!("guru:{}", keeper::PASSWORD), host })
    }

    fn at(url: &str) -> Self {
        let admin: PgConnectOptions = url.parse().expect("DATABASE_URL is not a PostgreSQL address");
        let address = url.split_once("://").expect("checked by the line above").1;
        let (owner, host) = address.rsplit_once('@').expect("DATABASE_URL needs a user");
        let host = host.split(['/', '?']).next().unwrap_or_default().to_owned();
        Self { keeper: None, admin, owner: owner.to_owned(), host }
    }

    /// A connection that may do everything.
    pub async fn admin(&self) -> PgConnection {
        self.admin.clone().connect().await.expect("the server does not let its administrator in")
    }

    /// A new, empty database, and its address.
    pub async fn database(&self) -> String {
        let name = format!("guru_{}_{}", std::process::id(), NUMBER.fetch_add(1, Ordering::Relaxed));
        let (user, _) = self.owner.split_once(':').unwrap_or((&self.owner, ""));
        let sql = format!("CREATE DATABASE {name} OWNER {user}");
        self.admin().await.execute(AssertSqlSafe(sql)).await.expect("no database can be made");
        self.address_of(&name)
    }

    /// The address of a database, as its owner.
    pub fn address_of(&self, name: &str) -> String {
        format!("postgres://{}@{}/{name}", self.owner, self.host)
    }

    /// Stops it.
    pub fn stop(&self, how: Stop) {
        self.keeper().stop(how);
    }

    /// Starts it again, on the same port and data.
    pub fn start_again(&self) {
        self.keeper().start();
    }

    fn keeper(&self) -> &Keeper {
        self.keeper.as_ref().expect("a server of one's own")
    }
}
