//! The real program in a process of its own, for what cannot be seen from inside one: being killed, logs, traces.

use std::net::SocketAddr;
use std::path::Path;
use std::process::{Command, Stdio};

use movie_guru_test_support::Running;
use serde_json::Value;

/// A running `movie-guru`. Dropped, it is killed.
pub(crate) struct Binary {
    pub(crate) running: Running,
    /// Where it listens.
    pub(crate) address: SocketAddr,
}

pub(crate) const ANY_PORT: &str = "127.0.0.1:0";

/// The program on this folder and address, with nothing else in its environment.
pub(crate) fn command(folder: &Path, listen: &str) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_movie-guru"));
    command
        .env_clear()
        .args(["--listen", listen, "--data-dir"])
        .arg(folder)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    command
}

impl Binary {
    /// Starts it and waits until it listens.
    pub(crate) fn start(mut command: Command) -> Self {
        let mut running = Running::start(&mut command).unwrap();
        let address = running.line("an address", |line| {
            let line: Value = serde_json::from_str(line).ok()?;
            (line["message"] == "listening").then(|| line["address"].as_str().unwrap().parse().unwrap())
        });
        Self { running, address }
    }

    /// The lines of the log so far.
    pub(crate) fn log(&self) -> Vec<Value> {
        let lines = self.running.said().into_iter();
        lines.map(|line| serde_json::from_str(&line).unwrap_or(Value::String(line))).collect()
    }
}
