//! A backend of a test's own, and the people who use it.

use std::net::SocketAddr;

use movie_guru::service::{Backend, Config, Database};
use movie_guru_telemetry::Telemetry;
use movie_guru_telemetry::otlp::Otlp;
pub(crate) use movie_guru_test_support::{Answer, Person, until};
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

use crate::home;
use crate::scrape::Scrape;

/// A running backend. Dropped, it stops.
pub(crate) struct TestApp {
    pub(crate) address: SocketAddr,
    shutdown: CancellationToken,
    served: JoinHandle<std::io::Result<()>>,
}

impl TestApp {
    /// As the app is.
    pub(crate) async fn start() -> Self {
        Self::with(Config::default()).await
    }

    /// A database in memory is any that no other app needs.
    pub(crate) async fn with(mut config: Config) -> Self {
        if matches!(config.database, Database::Memory) {
            config.database = home::passing().await;
        }
        let telemetry = Telemetry::new("movie-guru", &Otlp::off()).unwrap();
        let backend = Backend::build(config, &telemetry).await.unwrap();
        let address = backend.address();
        let shutdown = CancellationToken::new();
        let served = tokio::spawn(backend.run(shutdown.clone()));
        Self { address, shutdown, served }
    }

    /// Somebody without a session.
    pub(crate) fn stranger(&self) -> Person {
        Person::at(self.address)
    }

    /// Somebody who has logged in.
    pub(crate) async fn person(&self, name: &str) -> Person {
        let person = self.stranger();
        person.login(name).await;
        person
    }

    pub(crate) async fn scrape(&self) -> Scrape {
        Scrape::of(&self.stranger()).await
    }

    /// Asks it to stop, without waiting for it.
    pub(crate) fn ask_to_stop(&self) {
        self.shutdown.cancel();
    }

    /// Stops it and waits until it has.
    pub(crate) async fn stop(mut self) {
        self.shutdown.cancel();
        (&mut self.served).await.unwrap().unwrap();
    }
}

impl Drop for TestApp {
    fn drop(&mut self) {
        self.shutdown.cancel();
    }
}
