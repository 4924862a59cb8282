//! The monitor alone: `cargo run -p movie-guru-monitor --example monitor -- FOLDER [SCRAPE_CONFIG]`. It prints where it
//! listens; tests kill it.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::time::Duration;

use movie_guru_monitor::scrape::ScrapeConfig;
use movie_guru_monitor::service::{Config, Metrics, Monitor};
use movie_guru_telemetry::otlp::Otlp;
use movie_guru_telemetry::{Telemetry, logging};
use tsdb::StoreConfig;

#[tokio::main]
#[expect(clippy::print_stdout, reason = "who started it reads the address")]
async fn main() -> anyhow::Result<()> {
    // Only an earlier installation refuses, and there is none.
    let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
    let mut arguments = std::env::args().skip(1);
    let folder = arguments.next().ok_or_else(|| anyhow::anyhow!("which folder?"))?;
    let every =
        std::env::var("MONITOR_EVERY_MS").ok().map(|text| text.parse().map(Duration::from_millis)).transpose()?;
    let scrape = arguments.next().map(|file| ScrapeConfig::read(Path::new(&file))).transpose()?.unwrap_or_default();
    let otlp = Otlp::off();
    let logging = logging::init("monitor", &otlp, "info")?;
    movie_guru_service::raise_open_files();
    let telemetry = Telemetry::new("monitor", &otlp)?;
    let shutdown = movie_guru_service::listen()?;
    let folder = PathBuf::from(folder);
    let metrics = Metrics::Embedded { store: StoreConfig::new(folder.join("metrics")), scrape };
    let listen =
        std::env::var("MONITOR_LISTEN").map_or(Ok(SocketAddr::from(([127, 0, 0, 1], 0))), |text| text.parse())?;
    let mut config = Config { listen, ..Config::new(metrics, folder) };
    config.board.scrape_interval = every.unwrap_or(config.board.scrape_interval);
    let monitor = Monitor::build(config, &telemetry).await?;
    println!("http://{}", monitor.address());
    monitor.run(shutdown).await?;
    logging.shutdown();
    Ok(())
}
