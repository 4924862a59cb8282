//! The real program in a process of its own, for what cannot be seen from inside one: being killed, logs, traces.

use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use serde_json::Value;

/// A running `movie-guru`. Dropped, it is killed.
pub(crate) struct Binary {
    pub(crate) process: Child,
    /// Where it listens.
    pub(crate) address: SocketAddr,
    log: Arc<Mutex<Vec<Value>>>,
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
        let mut process = command.spawn().unwrap();
        let log = Arc::new(Mutex::new(Vec::new()));
        let lines = BufReader::new(process.stderr.take().unwrap()).lines();
        let kept = Arc::clone(&log);
        std::thread::spawn(move || {
            for line in lines.map_while(Result::ok) {
                kept.lock().unwrap().push(serde_json::from_str(&line).unwrap_or(Value::String(line)));
            }
        });
        let started = Instant::now();
        let address = loop {
            let address = log.lock().unwrap().iter().find_map(|line: &Value| {
                (line["message"] == "listening").then(|| line["address"].as_str().unwrap().parse().unwrap())
            });
            match address {
                Some(address) => break address,
                None if started.elapsed() > Duration::from_secs(20) => panic!("it does not listen: {log:?}"),
                None => std::thread::sleep(Duration::from_millis(2)),
            }
        };
        Self { process, address, log }
    }

    /// `kill -9`.
    pub(crate) fn kill(mut self) {
        self.process.kill().unwrap();
        self.process.wait().unwrap();
    }

    /// The lines of the log so far.
    pub(crate) fn log(&self) -> Vec<Value> {
        self.log.lock().unwrap().clone()
    }
}

impl Drop for Binary {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
