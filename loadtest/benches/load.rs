//! How much load one core makes, how well it keeps to a schedule, and what it needs: ratios against wrk and Locust on the
//! same server. `just bench-load` runs it; it takes some minutes and prints what it cannot measure.
//!
//! The server is bare and runs in a process of its own; it and whoever drives it are held to a core each where `taskset`
//! is there. All send the same small GET on connections that are kept, without pauses. What is held against each other
//! is requests per second of the processor's time, without that of the start: who is given a whole core does so many a
//! second, and what else the machine does matters less. They take turns for the same reason.

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
const SECONDS: u32 = 4;
const TURNS: usize = 3;

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
    println!("requests per second of one core, {CONNECTIONS} connections, one server");
    let drivers: [(&str, &dyn Fn() -> Option<Work>); 4] = [
        ("loadtest", &|| ours::work(&server)),
        ("wrk", &|| wrk(&server)),
        ("Locust HttpUser", &|| locust.as_ref()?.work("HttpUser", &server)),
        ("Locust FastHttpUser", &|| locust.as_ref()?.work("FastHttpUser", &server)),
    ];
    let mut done = drivers.map(|_| Some(Work::default()));
    for _ in 0..TURNS {
        for (all, (_, driver)) in done.iter_mut().zip(&drivers) {
            *all = all.zip(driver()).map(|(all, more)| all.and(more));
        }
    }
    for ((name, _), work) in drivers.iter().zip(&done) {
        match work {
            Some(work) => println!(
                "  {name:<20} {:>9.0}   ({:.0} % of a core, {:.0} requests a second)",
                work.per_core(),
                work.cpu_s / work.time_s * 100.0,
                work.requests / work.time_s
            ),
            None => println!("  {name:<20} not measured: it is not here"),
        }
    }
    let [ours, others @ ..] = done;
    for (wanted, ((name, _), than)) in [0.22, 20.0, 5.0].iter().zip(drivers[1..].iter().zip(others)) {
        if let Some((ours, than)) = ours.zip(than) {
            println!("  loadtest / {name:<20} {:>6.2}  (wanted: at least {wanted})", ours.per_core() / than.per_core());
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

/// What somebody did, and what it took.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Work {
    requests: f64,
    cpu_s: f64,
    time_s: f64,
}

impl Work {
    /// So many requests in [`SECONDS`].
    pub(crate) fn of(requests: f64, cpu_s: f64) -> Self {
        Self { requests, cpu_s, time_s: SECONDS.into() }
    }

    fn and(self, more: Self) -> Self {
        let Self { requests, cpu_s, time_s } = more;
        Self { requests: self.requests + requests, cpu_s: self.cpu_s + cpu_s, time_s: self.time_s + time_s }
    }

    fn per_core(self) -> f64 {
        self.requests / self.cpu_s
    }
}

/// What a program on the driver's core says, and its processor time in seconds (POSIX `times` of the shell).
pub(crate) fn timed(program: &str, arguments: &[&str], environment: &[(&str, &str)]) -> Option<(String, f64)> {
    let mut shell = on_core(1, "sh");
    shell.args(["-c", "\"$@\" && times", "sh", program]).args(arguments).envs(environment.iter().copied());
    let output = shell.output().ok().filter(|output| output.status.success())?;
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let children = text.lines().last()?;
    let seconds = |time: &str| {
        let (minutes, seconds) = time.trim_end_matches('s').split_once('m')?;
        Some(minutes.parse::<f64>().ok()? * 60.0 + seconds.parse::<f64>().ok()?)
    };
    let cpu_s = children.split(' ').map(seconds).sum::<Option<f64>>()?;
    Some((text, cpu_s))
}

fn wrk(server: &Server) -> Option<Work> {
    let (connections, time) = (CONNECTIONS.to_string(), format!("{SECONDS}s"));
    let url = server.url("/preferences");
    let (text, cpu_s) = timed("wrk", &["-t1", "-c", &connections, "-d", &time, &url], &[])?;
    let count = text.lines().find_map(|line| line.trim().split_once(" requests in "))?.0;
    Some(Work::of(count.parse().ok()?, cpu_s))
}
