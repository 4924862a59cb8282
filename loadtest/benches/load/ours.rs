//! Our own side: the command as its users run it.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::server::Server;
use crate::{CONNECTIONS, SECONDS, Work, on_core, timed};

const LOADTEST: &str = env!("CARGO_BIN_EXE_loadtest");

fn folder() -> PathBuf {
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("load-bench");
    std::fs::create_dir_all(&folder).expect("a folder");
    folder
}

/// Everybody reads preferences, again and again.
fn one_call() -> String {
    let yaml = include_str!("../../journeys.yaml");
    let start = yaml.find("\nswarm:").expect("the file's last part");
    let file = folder().join("one-call.yaml");
    std::fs::write(&file, format!("{}\nswarm:\n  prefGet: 1\n", &yaml[..start])).expect("a file");
    file.to_string_lossy().into_owned()
}

fn command(mut command: Command, server: &Server, path: &str, flags: &[&str]) -> Command {
    command.args(["run", "--listen", "127.0.0.1:0", "--host", &server.url(path), "--spawn-rate", "10000"]);
    command.arg("--data-dir").arg(folder()).args(flags);
    command
}

/// A whole run; its figures.
pub(crate) fn run(program: Command, server: &Server, path: &str, flags: &[&str]) -> Value {
    let output = command(program, server, path, flags).args(["--output", "json"]).output().expect("loadtest runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).expect("JSON")
}

fn number(value: &Value) -> f64 {
    value.as_f64().expect("a number")
}

/// The people of the benchmark: as many as connections, each with one call again and again.
pub(crate) fn work(server: &Server) -> Option<Work> {
    let (users, time) = (CONNECTIONS.to_string(), format!("{SECONDS}s"));
    let (file, folder, host) = (one_call(), folder(), server.url("/"));
    let folder = folder.to_string_lossy();
    let mut flags =
        vec!["run", "--listen", "127.0.0.1:0", "--host", &host, "--spawn-rate", "10000", "--output", "json"];
    flags.extend(["--users", &users, "--run-time", &time, "--data-dir", &folder]);
    flags.extend(["--journeys", "swarm", "--journeys-file", &file, "--think-time", "0s"]);
    let (text, cpu_s) = timed(LOADTEST, &flags, &[])?;
    let stats = serde_json::Deserializer::from_str(&text).into_iter::<Value>().next()?.ok()?;
    assert_eq!(stats["total"]["failures"], 0);
    Some(Work::of(number(&stats["total"]["count"]), cpu_s - timed(LOADTEST, &["--version"], &[])?.1))
}

/// Asked for 200 requests a second.
pub(crate) fn fidelity(server: &Server) {
    let flags = ["--rate", "200/s", "--users", "100", "--run-time", "15s"];
    let total = &run(on_core(1, LOADTEST), server, "/", &flags)["total"];
    println!("open model, asked for 200 requests/s");
    println!("  sent                 {:>9.2}/s  (wanted: 198 to 202)", number(&total["mean_rate"]));
    println!("  its own delay, p99   {:>9.3} ms (wanted: under 1)", number(&total["late"]["p99_ms"]));
}

/// A run in the background, looked at through its page.
struct Watched {
    process: Child,
    address: String,
}

impl Watched {
    fn start(server: &Server, flags: &[&str]) -> Self {
        let mut process =
            command(on_core(1, LOADTEST), server, "/", flags).stdout(Stdio::piped()).spawn().expect("it starts");
        let mut lines = BufReader::new(process.stdout.take().expect("piped")).lines();
        let address = loop {
            let line = lines.next().expect("it says where its page is").expect("text");
            if let Some(url) = line.strip_prefix("watch:") {
                break url.trim().trim_start_matches("http://").trim_end_matches('/').to_owned();
            }
        };
        std::thread::spawn(move || lines.for_each(drop));
        Self { process, address }
    }

    fn stats(&self) -> Value {
        let mut stream = TcpStream::connect(&self.address).expect("its page");
        let request = format!("GET /api/stats HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n\r\n", self.address);
        stream.write_all(request.as_bytes()).expect("a request");
        let mut answer = String::new();
        stream.read_to_string(&mut answer).expect("an answer");
        serde_json::from_str(answer.split_once("\r\n\r\n").expect("a body").1).unwrap_or_default()
    }

    /// Waits until a figure is this high; how long that took.
    fn until(&self, figure: impl Fn(&Value) -> u64, at_least: u64) -> Duration {
        let since = Instant::now();
        while figure(&self.stats()) < at_least {
            assert!(since.elapsed() < Duration::from_secs(300), "it does not get there");
            std::thread::sleep(Duration::from_millis(20));
        }
        since.elapsed()
    }

    fn resident_mb(&self) -> f64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.process.id())).unwrap_or_default();
        let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:")).unwrap_or("0 kB");
        line.trim().trim_end_matches(" kB").trim().parse::<f64>().expect("a number") / 1024.0
    }
}

impl Drop for Watched {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

pub(crate) fn people(server: &Server) {
    let run = Watched::start(server, &["--users", "5000", "--think-time", "5s-15s"]);
    let took = run.until(|stats| stats["users"].as_u64().unwrap_or_default(), 5000);
    std::thread::sleep(Duration::from_secs(10));
    println!("5,000 people with think time");
    println!("  all there after      {:>9.2} s  (wanted: under 3)", took.as_secs_f64());
    println!("  resident memory      {:>9.0} MB (wanted: under 500)", run.resident_mb());
}

pub(crate) fn a_million(server: &Server) {
    let file = one_call();
    let flags = ["--users", "50", "--journeys", "swarm", "--journeys-file", &file, "--think-time", "0s"];
    let run = Watched::start(server, &flags);
    let count = |stats: &Value| stats["total"]["count"].as_u64().unwrap_or_default();
    run.until(count, 100_000);
    let early = run.resident_mb();
    run.until(count, 1_000_000);
    let late = run.resident_mb();
    println!("a million requests");
    println!(
        "  memory at 100,000    {early:>9.1} MB, at 1,000,000 {late:.1} MB: {:.3} times (wanted: at most 1.1)",
        late / early
    );
}
