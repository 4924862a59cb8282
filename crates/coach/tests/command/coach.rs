//! `coach`, run in a folder of its own.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::Value;
use tempfile::TempDir;

/// A coach's folder, and whom `coach` reaches from there.
pub(crate) struct Coach {
    pub(crate) folder: TempDir,
    kubeconfig: PathBuf,
}

/// How a command ended.
#[derive(Debug)]
pub(crate) struct Ran {
    pub(crate) code: i32,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Coach {
    /// Who has no cluster.
    pub(crate) fn new() -> Self {
        Self::with(Path::new("no/kubeconfig"))
    }

    /// Who has the clusters of a kubeconfig.
    pub(crate) fn with(kubeconfig: &Path) -> Self {
        Self { folder: tempfile::tempdir().unwrap(), kubeconfig: kubeconfig.to_owned() }
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub(crate) fn write(&self, name: &str, text: &str) {
        fs::write(self.path(name), text).unwrap();
    }

    pub(crate) fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
    }

    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_coach"));
        command.args(arguments).current_dir(self.folder.path()).env("KUBECONFIG", &self.kubeconfig);
        command.env("HOME", self.folder.path()).env_remove("COACH_TEAMS");
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        command
    }

    pub(crate) fn run(&self, arguments: &[&str]) -> Ran {
        self.answering(arguments, "")
    }

    /// With this at its standard input.
    pub(crate) fn answering(&self, arguments: &[&str], answer: &str) -> Ran {
        let mut process = self.command(arguments).spawn().unwrap();
        // Who does not ask does not read.
        let _ = process.stdin.take().unwrap().write_all(answer.as_bytes());
        let output = process.wait_with_output().unwrap();
        let text = |bytes| String::from_utf8(bytes).unwrap();
        Ran { code: output.status.code().unwrap_or(-1), out: text(output.stdout), err: text(output.stderr) }
    }

    /// Its one JSON document, and its exit code.
    pub(crate) fn json(&self, arguments: &[&str]) -> (i32, Value) {
        let ran = self.run(&[arguments, &["--output", "json"]].concat());
        let value = serde_json::from_str(&ran.out).unwrap_or_else(|error| panic!("{error}: {ran:?}"));
        (ran.code, value)
    }

    /// Images of ours, whose digests are all this digit.
    pub(crate) fn images(&self, digit: char) {
        let digest = digit.to_string().repeat(64);
        let names = ["movie-guru", "movie-guru-web", "movie-guru-loadtest"];
        let lines = names.map(|name| format!("{name}=registry.test/{name}@sha256:{digest}\n"));
        self.write("images.txt", &lines.concat());
    }
}
