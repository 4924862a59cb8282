//! What the edge costs, against Debian's nginx in the same run. `just bench` runs it; it takes half a minute.
//!
//! Edge and nginx each have one thread on the first core; a bare backend and the driver have the second. They are driven
//! in turn, so that a noisy machine is noisy for both.

#![expect(clippy::expect_used, clippy::print_stdout, reason = "a benchmark prints, and stops where it cannot measure")]

#[path = "../../movie-guru/benches/speed/driver.rs"]
#[expect(dead_code, reason = "the backend's own benchmark logs in as well")]
mod driver;
#[path = "edge/nginx.rs"]
mod nginx;
#[path = "edge/server.rs"]
mod server;

use std::time::{Duration, Instant};

use driver::Connections;
use movie_guru_test_support::Nginx;
use server::Server;

const ROUNDS: usize = 15;
const ROUND: Duration = Duration::from_millis(400);
const SINGLE_CALLS: usize = 3000;

fn main() {
    if let Some(role) = std::env::var_os(server::ROLE) {
        server::serve(&role.to_string_lossy());
        return;
    }
    if !std::env::args().any(|argument| argument == "--bench") {
        println!("run `just bench`");
        return;
    }
    let backend = Server::start("backend", 1);
    let edge = Server::start(&format!("http://{}", backend.address), 0);
    added(&backend, &edge);
    match nginx::nginx(backend.address) {
        Some(nginx) => rates(&edge, &nginx),
        None => println!("nginx is not installed (Debian: nginx-light): nothing to compare rates with"),
    }
}

/// What the edge adds to a call, one after the other on one connection.
fn added(backend: &Server, edge: &Server) {
    let mut straight = Connections::open(backend.address, "GET /preferences", "a=b");
    let mut through = Connections::open(edge.address, "GET /api/preferences", "a=b");
    let mut times = [Vec::new(), Vec::new()];
    for _ in 0..SINGLE_CALLS {
        for (way, times) in [&mut straight, &mut through].into_iter().zip(&mut times) {
            let started = Instant::now();
            way.body();
            times.push(started.elapsed().as_secs_f64() * 1000.0);
        }
    }
    let [straight, through] = times.map(median);
    println!(
        "a call straight to the backend {straight:.3} ms, through the edge {through:.3} ms: {:.3} ms added at the median (wanted: at most 0.5 ms)",
        through - straight
    );
}

fn rates(edge: &Server, nginx: &Nginx) {
    let mut on_edge = Connections::open(edge.address, "GET /api/preferences", "a=b");
    let mut on_nginx = Connections::open(nginx.address, "GET /api/preferences", "a=b");
    assert_eq!(on_edge.body(), on_nginx.body(), "both must answer the same bytes");
    let mut rows = Vec::new();
    for round in 0..=ROUNDS {
        let (nginx_rate, edge_rate) = (on_nginx.rate(ROUND), on_edge.rate(ROUND));
        // The first round warms up.
        if round > 0 {
            rows.push((edge_rate / nginx_rate, nginx_rate, edge_rate));
        }
    }
    rows.sort_by(|one, other| one.0.total_cmp(&other.0));
    let (ratio, nginx_rate, edge_rate) = rows[rows.len() / 2];
    let (least, most) = (rows[0].0, rows[rows.len() - 1].0);
    println!(
        "calls per second through one core: nginx {nginx_rate:.0}/s, the edge {edge_rate:.0}/s, ratio {ratio:.2} ({least:.2} to {most:.2}), wanted 0.50"
    );
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}
