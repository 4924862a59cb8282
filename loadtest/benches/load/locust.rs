//! Locust, from PyPI into a virtual environment of the benchmark's own.

use std::path::PathBuf;
use std::process::Command;

use serde_json::Value;

use crate::ours;
use crate::server::Server;
use crate::{CONNECTIONS, SECONDS, Work, on_core, timed};

/// The same person in Locust: log in, then one call again and again, or the calls of a swarm. Ours log in first too, and
/// make as many logins besides as logouts.
const LOCUSTFILE: &str = r#"
from locust import HttpUser, FastHttpUser, task, constant
import os

Base = {"HttpUser": HttpUser, "FastHttpUser": FastHttpUser}[os.environ["BENCH_USER"]]
SLOW = os.environ.get("BENCH_SLOW") == "1"

class Person(Base):
    wait_time = constant(0)

    def on_start(self):
        self.client.post("/slow/login" if SLOW else "/login", json={"user": "ada"}, name="login")

    if SLOW:
        @task(6)
        def chat(self): self.client.post("/slow/chat", json={"content": "hello"}, name="chat")
        @task(3)
        def read(self): self.client.get("/slow/preferences", name="prefGet")
        @task(1)
        def login(self): self.client.post("/slow/login", json={"user": "ada"}, name="login")
        @task(1)
        def logout(self): self.client.post("/slow/logout", name="logout")
        @task(1)
        def startup(self): self.client.get("/slow/startup", name="startup")
        @task(1)
        def history(self): self.client.get("/slow/history", name="history")
        @task(1)
        def forget(self): self.client.delete("/slow/history", name="history-delete")
    else:
        @task
        def read(self): self.client.get("/preferences", name="prefGet")
"#;

pub(crate) struct Locust {
    program: PathBuf,
    file: PathBuf,
}

impl Locust {
    /// None where it cannot be had: no Python, or no registry.
    pub(crate) fn install() -> Option<Self> {
        let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("locust");
        let program = folder.join("bin/locust");
        let ran = |command: &mut Command| command.output().is_ok_and(|output| output.status.success());
        if !program.is_file() {
            let made = ran(Command::new("python3").args(["-m", "venv"]).arg(&folder));
            if !made || !ran(Command::new(folder.join("bin/pip")).args(["install", "--quiet", "locust"])) {
                return None;
            }
        }
        let file = folder.join("locustfile.py");
        std::fs::write(&file, LOCUSTFILE).ok()?;
        Some(Self { program, file })
    }

    fn run(&self, user: &str, slow: bool, users: usize, seconds: u32, server: &Server) -> Option<(Vec<Value>, f64)> {
        let (users, time, host) = (users.to_string(), format!("{seconds}s"), server.url(""));
        let mut flags = vec!["--headless", "--json", "--only-summary", "--loglevel", "ERROR", "--stop-timeout", "5"];
        flags.extend(["-f", self.file.to_str()?, "-u", &users, "-r", "1000", "-t", &time, "--host", &host]);
        let environment = [("BENCH_USER", user), ("BENCH_SLOW", if slow { "1" } else { "0" })];
        let (text, cpu_s) = timed(self.program.to_str()?, &flags, &environment)?;
        let rows = serde_json::Deserializer::from_str(text.get(text.find('[')?..)?).into_iter().next()?.ok()?;
        Some((rows, cpu_s))
    }

    /// The users of the benchmark: as many as connections.
    pub(crate) fn work(&self, user: &str, server: &Server) -> Option<Work> {
        let (rows, cpu_s) = self.run(user, false, CONNECTIONS, SECONDS, server)?;
        let requests = rows.iter().filter_map(|row| row["num_requests"].as_f64()).sum();
        let start = timed(self.program.to_str()?, &["--version"], &[])?.1;
        Some(Work::of(requests, cpu_s - start))
    }
}

/// The same swarm on answers of 100 to 900 ms: proportions, p50 and p95.
pub(crate) fn side_by_side(locust: &Locust, server: &Server) {
    const USERS: usize = 100;
    const TIME: u32 = 20;
    let Some((theirs, _)) = locust.run("FastHttpUser", true, USERS, TIME, server) else {
        println!("side by side with Locust: not measured, it did not run");
        return;
    };
    let flags = ["--users", "100", "--run-time", "20s", "--journeys", "swarm", "--think-time", "0s"];
    let ours = ours::run(on_core(1, env!("CARGO_BIN_EXE_loadtest")), server, "/slow", &flags);
    let all_theirs: f64 = theirs.iter().filter_map(|row| row["num_requests"].as_f64()).sum();
    let all_ours = ours["total"]["count"].as_f64().unwrap_or(1.0);
    println!("the same swarm on answers of 100 to 900 ms: share, and p50 and p95 in ms, Locust / loadtest");
    for row in &theirs {
        let name = row["name"].as_str().unwrap_or_default();
        let Some(here) =
            ours["requests"].as_array().and_then(|rows| rows.iter().find(|other| other["request"] == name))
        else {
            println!("  {name}: loadtest did not send it");
            continue;
        };
        let (share_there, share_here) = (
            row["num_requests"].as_f64().unwrap_or(0.0) / all_theirs,
            here["count"].as_f64().unwrap_or(0.0) / all_ours,
        );
        let variance = |share: f64, all: f64| share * (1.0 - share) / all;
        let error = (variance(share_there, all_theirs) + variance(share_here, all_ours)).sqrt();
        let apart = (share_there - share_here).abs() / error.max(f64::EPSILON);
        println!(
            "  {name:<15} {:>5.2} % / {:>5.2} %  {apart:.1} standard errors (wanted: at most 4)   {} / {}   {} / {}",
            share_there * 100.0,
            share_here * 100.0,
            quantile(row, 0.5),
            here["p50_ms"],
            quantile(row, 0.95),
            here["p95_ms"],
        );
    }
}

/// From Locust's histogram of rounded times.
fn quantile(row: &Value, quantile: f64) -> f64 {
    let mut times: Vec<(f64, f64)> = row["response_times"]
        .as_object()
        .into_iter()
        .flatten()
        .filter_map(|(ms, count)| Some((ms.parse().ok()?, count.as_f64()?)))
        .collect();
    times.sort_by(|a, b| a.0.total_cmp(&b.0));
    let rank = quantile * times.iter().map(|(_, count)| count).sum::<f64>();
    let mut seen = 0.0;
    times
        .iter()
        .find(|(_, count)| {
            seen += count;
            seen >= rank
        })
        .map_or(0.0, |(ms, _)| *ms)
}
