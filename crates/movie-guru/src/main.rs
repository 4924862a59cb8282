//! `movie-guru`: the backend alone. On a laptop `lab up` starts it together with everything else.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::time::Duration;

use anyhow::Context;
use clap::Parser;
use movie_guru::service::{Backend, Config, Database};
use movie_guru::store::postgres::{DatabaseUrlError, PostgresConfig};
use movie_guru_telemetry::propagation::TraceParent;

/// The Movie Guru backend: its API, /phase and /metrics.
#[derive(Debug, Parser)]
#[command(
    version,
    after_help = "Examples:\n  movie-guru\n  movie-guru --listen 127.0.0.1:0 --data-dir /tmp/guru --scenario challenge-7 --seed 42"
)]
struct Arguments {
    /// Where to listen; port 0 picks a free one.
    #[arg(long, env = "MOVIE_GURU_LISTEN", value_name = "HOST:PORT", default_value = "127.0.0.1:8081")]
    listen: SocketAddr,
    /// Names under which it may be called, besides localhost, while it listens on the loopback.
    #[arg(long = "host", env = "MOVIE_GURU_HOSTS", value_name = "NAMES", value_delimiter = ',')]
    hosts: Vec<String>,
    /// What a caller's trace context is: `follow` has the caller decide what is recorded, `link` has not. On the loopback
    /// it is followed unless said otherwise, elsewhere linked.
    #[arg(long, env = "MOVIE_GURU_TRACE_PARENT", value_name = "follow|link")]
    trace_parent: Option<TraceParent>,
    /// The folder for the database (SQLite), where no --database-url is given.
    #[arg(long, env = "LAB_DATA_DIR", value_name = "DIR", default_value = "lab-data")]
    data_dir: PathBuf,
    /// A PostgreSQL database, which several replicas can share. The password may stay in PGPASSWORD or PGPASSFILE.
    #[arg(long, env = "DATABASE_URL", value_name = "postgres://USER@HOST:PORT/NAME", hide_env_values = true)]
    database_url: Option<String>,
    /// The certificate (PEM) of the CA that the PostgreSQL server must prove its name with.
    #[arg(long, env = "DATABASE_CA", value_name = "FILE", requires = "database_url")]
    database_ca: Option<PathBuf>,
    /// The most connections to PostgreSQL.
    #[arg(long, env = "DATABASE_CONNECTIONS", value_name = "N", default_value_t = PostgresConfig::CONNECTIONS, value_parser = clap::value_parser!(u32).range(1..=1000))]
    database_connections: u32,
    /// Seconds that a request waits for a connection to PostgreSQL.
    #[arg(long, env = "DATABASE_ACQUIRE_TIMEOUT", value_name = "SECONDS", default_value_t = PostgresConfig::ACQUIRE_SECONDS, value_parser = clap::value_parser!(u64).range(1..=20))]
    database_acquire_timeout: u64,
    /// Seconds that a statement may take in PostgreSQL.
    #[arg(long, env = "DATABASE_STATEMENT_TIMEOUT", value_name = "SECONDS", default_value_t = PostgresConfig::STATEMENT_SECONDS, value_parser = clap::value_parser!(u64).range(1..=25))]
    database_statement_timeout: u64,
    /// How the app behaves at first: healthy, challenge-1, …
    #[arg(long, env = "LAB_SCENARIO", value_name = "NAME", default_value = "healthy")]
    scenario: String,
    /// Repeats the phase's draws of an earlier run with the same seed.
    #[arg(long, env = "LAB_SEED", value_name = "NUMBER")]
    seed: Option<u64>,
    /// Callers of POST /phase must send it as a bearer token.
    #[arg(long, env = "LAB_ADMIN_TOKEN", value_name = "TOKEN", hide_env_values = true)]
    admin_token: Option<String>,
    /// Seconds that /readyz says 503 before the port closes at the end.
    #[arg(long, env = "MOVIE_GURU_DRAIN_NOTICE", value_name = "SECONDS", default_value_t = 0)]
    drain_notice: u64,
    /// Seconds that requests in flight may take to end after the port closed.
    #[arg(long, env = "MOVIE_GURU_DRAIN_LIMIT", value_name = "SECONDS", default_value_t = 4)]
    drain_limit: u64,
}

impl Arguments {
    fn database(&self) -> Result<Database, DatabaseUrlError> {
        let Some(url) = &self.database_url else { return Ok(Database::Folder(self.data_dir.clone())) };
        let mut config = PostgresConfig::new(url)?;
        if let Some(ca) = &self.database_ca {
            config = config.trust(ca)?;
        }
        config.connections = self.database_connections;
        config.acquire_timeout = Duration::from_secs(self.database_acquire_timeout);
        config.statement_timeout = Duration::from_secs(self.database_statement_timeout);
        Ok(Database::Postgres(config))
    }

    fn config(self) -> anyhow::Result<Config> {
        Ok(Config {
            listen: self.listen,
            database: self.database().context("check --database-url and --database-ca")?,
            hosts: self.hosts,
            trace_parent: self.trace_parent,
            scenario: self.scenario,
            seed: self.seed,
            admin_token: self.admin_token.into(),
            drain_notice: Duration::from_secs(self.drain_notice),
            drain_limit: Duration::from_secs(self.drain_limit),
            ..Config::default()
        })
    }
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let arguments = Arguments::parse();
    movie_guru_service::main("movie-guru", async |telemetry| {
        let backend = Backend::build(arguments.config()?, telemetry).await.context("the backend cannot start")?;
        Ok((backend.address(), |stopped| backend.run(stopped)))
    })
    .await
}
