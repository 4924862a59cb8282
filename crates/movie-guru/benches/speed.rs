//! How fast the backend is, as ratios against something in the same run. `just bench` runs it; it takes a minute.
//!
//! The server under test and the bare one each run in a process of their own, on one core where `taskset` is there to
//! hold them to it; both answer the same bytes and are driven in turn, so that a noisy machine is noisy for both.

#![expect(clippy::expect_used, clippy::print_stdout, reason = "a benchmark prints, and stops where it cannot measure")]

#[path = "speed/driver.rs"]
mod driver;
#[path = "speed/engine.rs"]
mod engine;
#[path = "speed/latency.rs"]
mod latency;
#[path = "speed/server.rs"]
mod server;

use std::time::{Duration, Instant};

use driver::Connections;
use server::Server;

const ROUNDS: usize = 15;
const ROUND: Duration = Duration::from_millis(400);

fn main() {
    if let Some(role) = std::env::var_os(server::ROLE) {
        server::serve(&role.to_string_lossy());
        return;
    }
    if !std::env::args().any(|argument| argument == "--bench") {
        println!("run `just bench`");
        return;
    }
    let bare = Server::start("bare");
    let app = Server::start("app");
    let cookie = driver::log_in(app.address);
    println!("requests per second on one core, against a bare axum handler that answers the same bytes");
    compare("GET /", &bare, &app, &cookie, 0.80);
    compare("GET /preferences", &bare, &app, &cookie, 0.15);
    drop((bare, app));
    engine::turns();
    engine::added_to_queries();
    latency::lived_against_drawn();
}

/// Drives both in turn and prints the median of the ratios.
fn compare(call: &str, bare: &Server, app: &Server, cookie: &str, wanted: f64) {
    let mut on_bare = Connections::open(bare.address, call, cookie);
    let mut on_app = Connections::open(app.address, call, cookie);
    assert_eq!(on_bare.body(), on_app.body(), "both must answer the same bytes");
    let mut rows = Vec::new();
    for round in 0..=ROUNDS {
        let (bare_rate, app_rate) = (on_bare.rate(ROUND), on_app.rate(ROUND));
        // The first round warms up.
        if round > 0 {
            rows.push((app_rate / bare_rate, bare_rate, app_rate));
        }
    }
    rows.sort_by(|one, other| one.0.total_cmp(&other.0));
    let (ratio, bare_rate, app_rate) = rows[rows.len() / 2];
    let (least, most) = (rows[0].0, rows[rows.len() - 1].0);
    println!(
        "  {call:<18} bare {bare_rate:>8.0}/s   here {app_rate:>8.0}/s   ratio {ratio:.2} ({least:.2} to {most:.2}), wanted {wanted:.2}"
    );
}

/// The value that this share of the sorted values stays below.
fn quantile(sorted: &[f64], share: f64) -> f64 {
    sorted[((sorted.len() - 1) as f64 * share).round() as usize]
}

fn sorted(mut values: Vec<f64>) -> Vec<f64> {
    values.sort_by(f64::total_cmp);
    values
}

fn milliseconds_since(started: Instant) -> f64 {
    started.elapsed().as_secs_f64() * 1000.0
}
