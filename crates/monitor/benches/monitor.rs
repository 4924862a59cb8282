//! How fast and how large the monitor is beside Debian's Prometheus on the same samples: `cargo bench -p
//! movie-guru-monitor`. Both are asked over HTTP, one after the other, in the same run; what counts is the ratio.

#![expect(clippy::unwrap_used, clippy::print_stdout, reason = "a bench says what it found, or what went wrong")]

use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

use jiff::Timestamp;
use movie_guru_monitor::service::{Config, Metrics, Monitor};
use movie_guru_monitor::source::{MetricsSource, PrometheusSource};
use movie_guru_telemetry::{Telemetry, otlp::Otlp};
use movie_guru_test_prometheus::samples::{self, Line};
use movie_guru_test_prometheus::write;
use movie_guru_test_support::Server;
use promql::Range;
use series::Labels;
use tokio_util::sync::CancellationToken;
use tsdb::{Store, StoreConfig};
use url::Url;

const HOUR_MS: i64 = 3_600_000;
const INTERVAL_MS: i64 = 5_000;
const TIMES: usize = 5;
/// Of a day.
const SCRAPES: i64 = 17_280;
/// The variable with the folder of the process that only stores a day.
const DAY: &str = "MONITOR_BENCH_DAY";

#[tokio::main]
async fn main() {
    // Only an earlier installation refuses, and there is none.
    let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
    if let Some(folder) = std::env::var_os(DAY) {
        ingest(folder.into());
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let Some(prometheus) = Server::prometheus(folder.path(), &["--web.enable-remote-write-receiver"]).await else {
        return;
    };
    let end = Timestamp::now().as_millisecond() / 60_000 * 60_000 - 120_000;
    let start = end - 6 * HOUR_MS;
    let lines = samples::scraped(start, 1, 6 * HOUR_MS, INTERVAL_MS as usize);
    let samples: usize = lines.iter().map(|(_, samples)| samples.len()).sum();
    println!("{} series, {samples} samples of 6 h", lines.len());

    fill(&prometheus.url, folder.path(), &lines, start).await;
    drop(lines);
    let (ours, stop) = monitor(folder.path()).await;
    let ours = PrometheusSource::new(&ours, None).unwrap();
    let theirs = PrometheusSource::new(&prometheus.url, None).unwrap();
    let dashboards = movie_guru_dashboards::all().unwrap();
    let queries: Vec<_> =
        dashboards.iter().flat_map(|dashboard| &dashboard.charts).flat_map(|chart| &chart.queries).collect();
    for (name, hours, step_s) in [("1 h", 1, 12), ("6 h", 6, 72), ("one new step", 0, 12)] {
        let interval = format!("{}s", step_s.max(60));
        let queries: Vec<_> = queries.iter().map(|query| query.query.replace("$interval", &interval)).collect();
        let at = |ms| Timestamp::from_millisecond(ms).unwrap();
        let range = Range { start: at(end - hours * HOUR_MS), end: at(end), step: Duration::from_secs(step_s) };
        let (our, their) = (best(&ours, &queries, range).await, best(&theirs, &queries, range).await);
        let ratio = our.as_secs_f64() / their.as_secs_f64();
        println!(
            "{} queries of all dashboards over {name}: {our:.0?}, Prometheus {their:.0?}, ratio {ratio:.2}",
            queries.len()
        );
    }
    stop.cancel();
    drop(prometheus);
    a_day(folder.path()).await;
}

/// The fastest of some rounds.
async fn best(source: &dyn MetricsSource, queries: &[String], range: Range) -> Duration {
    let mut best = Duration::MAX;
    for _ in 0..TIMES {
        let begun = Instant::now();
        for query in queries {
            source.query_range(query, range).await.unwrap();
        }
        best = best.min(begun.elapsed());
    }
    best
}

/// The same samples into both, in the order of time.
async fn fill(prometheus: &Url, folder: &Path, lines: &[Line], start: i64) {
    let telemetry = Telemetry::new("bench", &Otlp::off()).unwrap();
    let store = Store::open(&StoreConfig::new(folder.join("store")), telemetry.meter()).unwrap();
    let begun = Instant::now();
    let mut in_prometheus = Duration::ZERO;
    for piece in 0..72 {
        let (from, to) = (start + piece * 300_000, start + (piece + 1) * 300_000);
        let cut = |(labels, samples): &Line| {
            let samples: Vec<_> = samples.iter().copied().filter(|(at, _)| (from..to).contains(at)).collect();
            (labels.clone(), samples)
        };
        let piece: Vec<Line> = lines.iter().map(cut).collect();
        let theirs = Instant::now();
        write(prometheus, &piece).await;
        in_prometheus += theirs.elapsed();
        for (labels, samples) in piece {
            store.append(samples.into_iter().map(|(at, value)| (labels.clone(), at, value))).unwrap();
        }
    }
    println!("filled in {:.1?}, Prometheus in {in_prometheus:.1?}", begun.elapsed().saturating_sub(in_prometheus));
    store.settle();
}

async fn monitor(folder: &Path) -> (Url, CancellationToken) {
    let telemetry = Telemetry::new("bench", &Otlp::off()).unwrap();
    let metrics = Metrics::Embedded { store: StoreConfig::new(folder.join("store")), scrape: Default::default() };
    let monitor =
        Monitor::build(Config { own_job: None, ..Config::new(metrics, folder.to_owned()) }, &telemetry).await.unwrap();
    let url = format!("http://{}", monitor.address()).parse().unwrap();
    let stop = CancellationToken::new();
    tokio::spawn(monitor.run(stop.clone()));
    (url, stop)
}

/// A day of 1,000 series every 5 s: into a store in a process of its own, and into a Prometheus that has nothing else.
async fn a_day(folder: &Path) {
    let ours = Command::new(std::env::current_exe().unwrap()).env(DAY, folder.join("day")).output().unwrap();
    assert!(ours.status.success(), "{}", String::from_utf8_lossy(&ours.stderr));
    print!("{}", String::from_utf8_lossy(&ours.stdout));

    let folder = folder.join("day-of-prometheus");
    std::fs::create_dir(&folder).unwrap();
    let Some(prometheus) = Server::prometheus(&folder, &["--web.enable-remote-write-receiver"]).await else {
        return;
    };
    let series = series_of_a_day();
    let start = Timestamp::now().as_millisecond() - 24 * HOUR_MS;
    for scrape in 0..SCRAPES {
        let sample = (start + scrape * INTERVAL_MS, value(scrape));
        let lines: Vec<Line> = series.iter().map(|labels| (labels.clone(), vec![sample])).collect();
        write(&prometheus.url, &lines).await;
    }
    println!("resident after that: Prometheus {}", resident(prometheus.id()).unwrap_or_default());
}

/// What a scrape of 1,000 series costs the store, of the five seconds until the next, and how large the store gets.
fn ingest(folder: PathBuf) {
    let telemetry = Telemetry::new("bench", &Otlp::off()).unwrap();
    let store = Store::open(&StoreConfig::new(folder), telemetry.meter()).unwrap();
    let series = series_of_a_day();
    let start = Timestamp::now().as_millisecond() - 24 * HOUR_MS;
    let begun = Instant::now();
    for scrape in 0..SCRAPES {
        let at = start + scrape * INTERVAL_MS;
        store.append(series.iter().map(|labels| (labels.clone(), at, value(scrape)))).unwrap();
        // Two hours pass here in a second; what moves meanwhile has as long in a lab.
        store.settle();
    }
    let each = begun.elapsed() / u32::try_from(SCRAPES).unwrap();
    println!("1,000 series every 5 s: {each:.1?} a scrape, {:.2} % of a core", each.as_secs_f64() / 5.0 * 100.0);
    println!("resident after 24 h of that: {}", resident(std::process::id()).unwrap_or_default());
}

fn series_of_a_day() -> Vec<Labels> {
    let labels = |index: usize| samples::labels("ingested", &[("index", &index.to_string()), ("job", "bench")]);
    (0..1_000).map(labels).collect()
}

fn value(scrape: i64) -> f64 {
    (scrape * 7 % 1000) as f64
}

/// Where the system tells it.
fn resident(process: u32) -> Option<String> {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let of = |name: &str| {
        let line = status.lines().find(|line| line.starts_with(name))?;
        Some(line.split_whitespace().nth(1)?.parse::<u64>().ok()? / 1024)
    };
    Some(format!("{} MB, of which {} MB are files", of("VmRSS:")?, of("RssFile:")?))
}
