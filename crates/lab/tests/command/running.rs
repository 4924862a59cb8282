//! A lab in a process of its own.

#![expect(clippy::expect_used, reason = "a test stops where it cannot go on")]

use std::path::Path;
use std::process::{Command, Output, Stdio};

use movie_guru_test_support::{Running, client, wait_for};
use serde_json::Value;
use tempfile::TempDir;

pub(crate) struct Lab {
    running: Running,
    pub(crate) addresses: Value,
}

/// `lab` with these arguments, and nothing of the caller's environment that would change what it does.
pub(crate) fn command(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_lab"));
    for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("LAB_") || name.starts_with("OTEL_")) {
        command.env_remove(name);
    }
    command.args(arguments).env_remove("RUST_LOG").stdin(Stdio::null());
    command
}

/// Runs it to its end in a folder.
pub(crate) fn lab(folder: &Path, arguments: &[&str]) -> Output {
    command(arguments).arg("--data-dir").arg(folder).output().expect("lab runs")
}

pub(crate) fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

impl Lab {
    /// `lab up` on free ports, ready.
    pub(crate) fn up(folder: &Path, arguments: &[&str]) -> Self {
        Self::started(command(&["up"]), folder, arguments)
    }

    /// The same, by a command that ends with `lab up`.
    pub(crate) fn started(mut command: Command, folder: &Path, arguments: &[&str]) -> Self {
        let ready = TempDir::new().expect("a folder");
        let file = ready.path().join("ready.json");
        for flag in ["--web", "--backend", "--load", "--monitor"] {
            command.args([flag, "127.0.0.1:0"]);
        }
        command.arg("--data-dir").arg(folder).arg("--ready-file").arg(&file).args(arguments);
        let mut running = Running::start(&mut command).expect("lab starts");
        wait_for("the ready file", || {
            if let Some(status) = running.process.try_wait().expect("a child") {
                panic!("lab ended with {status} before it was ready: {:#?}", running.said());
            }
            file.exists()
        });
        let addresses = std::fs::read(&file).expect("a ready file");
        Self { running, addresses: serde_json::from_slice(&addresses).expect("JSON") }
    }

    /// A URL below one of its parts.
    pub(crate) fn url(&self, part: &str, path: &str) -> String {
        format!("{}{path}", self.addresses[part].as_str().expect("an address"))
    }

    /// Asks it to end, as Ctrl-C does, and returns whether it ended well and what it said.
    pub(crate) fn interrupt(mut self) -> (bool, String) {
        self.running.signal("-INT");
        let mut ended = None;
        wait_for("the end", || {
            ended = self.running.process.try_wait().expect("a child");
            ended.is_some()
        });
        (ended.is_some_and(|status| status.success()), self.running.all_said())
    }
}

pub(crate) async fn json(url: &str) -> Value {
    client().get(url).send().await.expect("an answer").json().await.expect("JSON")
}
