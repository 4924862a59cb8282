//! A monitor on a free port.

use std::net::SocketAddr;
use std::time::Duration;

use jiff::Timestamp;
use movie_guru_monitor::pages::{Links, PagesConfig};
use movie_guru_monitor::scrape::{Job, ScrapeConfig};
use movie_guru_monitor::service::{Config, Metrics, Monitor};
use movie_guru_pages::Published;
use movie_guru_slo::TimeScale;
use movie_guru_telemetry::Telemetry;
use movie_guru_telemetry::otlp::Otlp;
use tempfile::TempDir;
use tokio_util::sync::CancellationToken;
use tsdb::StoreConfig;

/// A monitor that runs until this is dropped.
pub(crate) struct Running {
    pub(crate) address: SocketAddr,
    stop: CancellationToken,
    _home: TempDir,
}

impl Drop for Running {
    fn drop(&mut self) {
        self.stop.cancel();
    }
}

/// As `lab up` has it.
pub(crate) fn pages() -> PagesConfig {
    let links = Links {
        app: Some("http://127.0.0.1:8080/".to_owned()),
        guide: Some("http://127.0.0.1:8080/guide".to_owned()),
        load: Some("http://127.0.0.1:8089/".to_owned()),
    };
    PagesConfig { links, ..PagesConfig::default() }
}

/// A monitor whose metrics are on the server at this address.
pub(crate) async fn on(prometheus: &str, pages: PagesConfig) -> Running {
    published(prometheus, pages, Published::default()).await
}

/// The same, published so.
pub(crate) async fn published(prometheus: &str, pages: PagesConfig, published: Published) -> Running {
    let metrics = Metrics::Elsewhere { url: prometheus.parse().unwrap(), token: None };
    run(metrics, pages, tempfile::tempdir().unwrap(), published).await
}

/// A monitor with a store of its own, which scrapes itself and these, by name.
pub(crate) async fn that_scrapes(targets: &[(&str, &str)]) -> Running {
    let home = tempfile::tempdir().unwrap();
    let mut scrape = ScrapeConfig::default();
    scrape.jobs.extend(targets.iter().map(|(name, address)| Job::new(name, [(*address).to_owned()])));
    let metrics = Metrics::Embedded { store: StoreConfig::new(home.path().join("metrics")), scrape };
    run(metrics, pages(), home, Published::default()).await
}

async fn run(metrics: Metrics, pages: PagesConfig, home: TempDir, published: Published) -> Running {
    let mut config = Config { pages, published, ..Config::new(metrics, home.path().to_owned()) };
    config.board.scale = TimeScale::new(24.0, Duration::from_secs(5), Timestamp::now()).unwrap();
    // The second test to ask finds it installed.
    let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
    let telemetry = Telemetry::new("monitor", &Otlp::off()).unwrap();
    let monitor = Monitor::build(config, &telemetry).await.unwrap();
    let (address, stop) = (monitor.address(), CancellationToken::new());
    tokio::spawn(monitor.run(stop.clone()));
    Running { address, stop, _home: home }
}
