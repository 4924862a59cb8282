//! How much load one core makes, how well it keeps to a schedule, and what it needs: ratios against wrk and Locust on the
//! same server. `just bench-load` runs it; it takes some minutes and prints what it cannot measure.
//!
//! The server is bare and runs in a process of its own; it and whoever drives it are held to a core each where `taskset`
//! is there.

#![expect(clippy::expect_used, clippy::print_stdout, reason = "a benchmark prints, and stops where it cannot measure")]

#[path = "load/locust.rs"]
mod locust;
#[path = "load/ours.rs"]
mod ours;
#[path = "load/server.rs"]
mod server;

use std::process::Command;

use server::Server;

const CONNECTIONS: usize = 50;
const SECONDS: u32 = 8;

fn main() {
    if std::env::var_os(server::ROLE).is_some() {
        server::serve();
        return;
    }
    if !std::env::args().any(|argument| argument == "--bench") {
        println!("run `just bench-load`");
        return;
    }
    let server = Server::start();
    let locust = locust::Locust::install();
    println!("requests per second on one core, {CONNECTIONS} connections, one server");
    let wrk = wrk(&server);
    let ours = ours::rate(&server);
    let rates = [("wrk", wrk), ("loadtest", Some(ours))];
    let [http, fast] =
        ["HttpUser", "FastHttpUser"].map(|user| locust.as_ref().and_then(|locust| locust.rate(user, &server)));
    for (name, rate) in rates.into_iter().chain([("Locust HttpUser", http), ("Locust FastHttpUser", fast)]) {
        match rate {
            Some(rate) => println!("  {name:<20} {rate:>9.0}"),
            None => println!("  {name:<20} not measured: it is not here"),
        }
    }
    for (name, than, wanted) in [("wrk", wrk, 0.22), ("HttpUser", http, 20.0), ("FastHttpUser", fast, 5.0)] {
        if let Some(than) = than {
            println!("  loadtest / {name:<12} {:>6.2}  (wanted: at least {wanted})", ours / than);
        }
    }
    if let Some(locust) = &locust {
        locust::side_by_side(locust, &server);
    }
    ours::fidelity(&server);
    ours::people(&server);
    ours::a_million(&server);
}

/// `taskset` for the driver's core; nothing where it is not there.
pub(crate) fn on_core(core: usize, program: &str) -> Command {
    let is_here = Command::new("taskset").arg("--version").output().is_ok();
    if is_here && std::thread::available_parallelism().is_ok_and(|cores| cores.get() > core) {
        let mut command = Command::new("taskset");
        command.args(["-c", &core.to_string(), program]);
        command
    } else {
        Command::new(program)
    }
}

fn wrk(server: &Server) -> Option<f64> {
    let (connections, time) = (CONNECTIONS.to_string(), format!("{SECONDS}s"));
    let arguments = ["-t1", "-c", &connections, "-d", &time, &server.url("/preferences")].map(str::to_owned);
    let output = on_core(1, "wrk").args(arguments).output().ok()?;
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    text.lines().find_map(|line| line.strip_prefix("Requests/sec:"))?.trim().parse().ok()
}
