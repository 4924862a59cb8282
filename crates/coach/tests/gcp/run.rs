//! The command, run in a folder with a teams' file.

use std::fs;
use std::process::{Command, Output};

use serde_json::Value;
use tempfile::TempDir;

use crate::google::{Google, TOKEN};

/// A folder with a teams' file.
pub(crate) struct Desk {
    pub(crate) folder: TempDir,
    google: String,
    settings: Vec<(String, String)>,
}

/// How it ended.
pub(crate) struct Said {
    pub(crate) code: i32,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Said {
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.out).unwrap_or_else(|error| panic!("{error}: {}{}", self.out, self.err))
    }
}

impl Desk {
    pub(crate) fn new(google: &Google, teams: &str) -> Self {
        let folder = TempDir::new().unwrap();
        fs::write(folder.path().join("teams.yaml"), teams).unwrap();
        let settings = vec![("GOOGLE_OAUTH_ACCESS_TOKEN".to_owned(), TOKEN.to_owned())];
        Self { folder, google: format!("http://{}/", google.address), settings }
    }

    /// In place of the token at hand.
    pub(crate) fn setting(mut self, name: &str, value: &str) -> Self {
        self.settings = vec![(name.to_owned(), value.to_owned())];
        self
    }

    /// Beside others.
    pub(crate) fn and(mut self, name: &str, value: &str) -> Self {
        self.settings.push((name.to_owned(), value.to_owned()));
        self
    }

    pub(crate) async fn coach(&self, arguments: &[&str]) -> Said {
        let mut command = Command::new(env!("CARGO_BIN_EXE_coach"));
        command.args(arguments).current_dir(&self.folder);
        // Nothing of whoever runs the tests.
        for name in ["GOOGLE_OAUTH_ACCESS_TOKEN", "GOOGLE_APPLICATION_CREDENTIALS", "KUBECONFIG", "COACH_TEAMS"] {
            command.env_remove(name);
        }
        command.env("HOME", self.folder.path()).env("COACH_GOOGLE_API", &self.google).env("NO_PROXY", "127.0.0.1");
        command.envs(self.settings.iter().map(|(name, value)| (name, value)));
        let Output { status, stdout, stderr } =
            tokio::task::spawn_blocking(move || command.output().unwrap()).await.unwrap();
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
        let said = Said { code: status.code().unwrap(), out: text(stdout), err: text(stderr) };
        assert!(!format!("{}{}", said.out, said.err).contains("s3cret"), "{}{}", said.out, said.err);
        said
    }
}
