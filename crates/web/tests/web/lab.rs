//! A backend and a web app of a test's own, on free ports of the loopback.

use std::net::SocketAddr;

use movie_guru::service::{self as backend_service, Backend};
use movie_guru_telemetry::Telemetry;
use movie_guru_telemetry::otlp::Otlp;
pub(crate) use movie_guru_test_support::{Answer, Person, until};
use movie_guru_web::service::{Config, Web};
use serde_json::json;
use tokio::task::JoinHandle;
use tokio_util::sync::CancellationToken;

/// A service that runs until it is dropped or stopped.
pub(crate) struct Running {
    pub(crate) address: SocketAddr,
    stop: CancellationToken,
    served: JoinHandle<std::io::Result<()>>,
}

impl Running {
    pub(crate) async fn stop(mut self) {
        self.stop.cancel();
        (&mut self.served).await.unwrap().unwrap();
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.stop.cancel();
    }
}

/// A backend in memory; with the same seed its phases draw the same.
pub(crate) async fn backend(listen: SocketAddr, scenario: &str) -> Running {
    let telemetry = Telemetry::new("movie-guru", &Otlp::off()).unwrap();
    let config = backend_service::Config { listen, scenario: scenario.to_owned(), seed: Some(8), ..Default::default() };
    let backend = Backend::build(config, &telemetry).await.unwrap();
    let (address, stop) = (backend.address(), CancellationToken::new());
    Running { address, stop: stop.clone(), served: tokio::spawn(backend.run(stop)) }
}

pub(crate) async fn web(config: Config) -> Running {
    let telemetry = Telemetry::new("movie-guru-web", &Otlp::off()).unwrap();
    let web = Web::build(config, &telemetry).await.unwrap();
    let (address, stop) = (web.address(), CancellationToken::new());
    Running { address, stop: stop.clone(), served: tokio::spawn(web.run(stop)) }
}

/// Both.
pub(crate) struct Lab {
    pub(crate) backend: Running,
    pub(crate) web: Running,
}

pub(crate) fn free() -> SocketAddr {
    SocketAddr::from(([127, 0, 0, 1], 0))
}

pub(crate) fn config_for(backend: SocketAddr) -> Config {
    Config::new(format!("http://{backend}").parse().unwrap())
}

impl Lab {
    pub(crate) async fn start(scenario: &str) -> Self {
        Self::with(scenario, |_| ()).await
    }

    pub(crate) async fn with(scenario: &str, change: impl FnOnce(&mut Config)) -> Self {
        let backend = backend(free(), scenario).await;
        let mut config = config_for(backend.address);
        change(&mut config);
        Self { web: web(config).await, backend }
    }

    /// Changes the phase, as `lab phase set` does.
    pub(crate) async fn set_scenario(&self, name: &str) {
        let set = Person::at(self.backend.address).post("/phase", &json!({ "scenario": name })).await;
        assert_eq!(set.status, 200, "{}", set.text());
    }

    /// The value of a series of the web app, found by its name and all of its labels.
    pub(crate) async fn web_series(&self, series: &str) -> f64 {
        series_of(self.web.address, series).await
    }

    pub(crate) async fn backend_series(&self, series: &str) -> f64 {
        series_of(self.backend.address, series).await
    }
}

async fn series_of(address: SocketAddr, series: &str) -> f64 {
    Person::at(address).exposition().await.series(series)
}
