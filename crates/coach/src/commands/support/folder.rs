//! The folder of a bundle. Nothing gets into it but through [`Redact`], and nobody else may read it.

use std::fs::{DirBuilder, File};
use std::io::{self, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use serde_json::Value;

use super::redact::Redact;
use crate::team::Team;
use crate::terminal::Failure;

/// A bundle that is being written.
pub(super) struct Folder {
    path: PathBuf,
    pub(super) redact: Redact,
    files: Vec<String>,
    missing: Vec<String>,
}

impl Folder {
    /// Makes it.
    ///
    /// # Errors
    /// It is there already, or cannot be made.
    pub(super) fn make(path: &Path, redact: Redact) -> anyhow::Result<Self> {
        if path.exists() {
            let words = format!("{} is there already; name another with --to", path.display());
            return Err(Failure::Usage(words).into());
        }
        let made = DirBuilder::new().recursive(true).mode(0o700).create(path);
        made.map_err(|error| anyhow::anyhow!("{} cannot be made: {error}; name another with --to", path.display()))?;
        Ok(Self { path: path.to_owned(), redact, files: Vec::new(), missing: Vec::new() })
    }

    /// What could not be had, in words.
    pub(super) fn missing(&self) -> Vec<String> {
        self.missing.iter().map(|missing| self.redact.text(missing)).collect()
    }

    /// Notes what could not be had.
    pub(super) fn lacks(&mut self, what: &str, why: impl std::fmt::Display) {
        self.missing.push(format!("{what}: {why}"));
    }

    /// A file of text.
    pub(super) fn text(&mut self, name: &str, text: &str) {
        let text = self.redact.text(text);
        match self.write(name, &text) {
            Ok(()) => self.files.push(name.to_owned()),
            Err(error) => self.lacks(name, error),
        }
    }

    /// A file of YAML documents.
    pub(super) fn yaml(&mut self, name: &str, documents: Vec<Value>) {
        let mut texts = Vec::new();
        for mut document in documents {
            self.redact.value(&mut document);
            match serde_saphyr::to_string(&document) {
                Ok(text) => texts.push(text),
                Err(error) => self.lacks(name, error),
            }
        }
        self.text(name, &texts.join("---\n"));
    }

    /// A file of JSON.
    pub(super) fn json(&mut self, name: &str, value: &impl serde::Serialize) {
        let written = serde_json::to_value(value).and_then(|mut value| {
            self.redact.value(&mut value);
            serde_json::to_string_pretty(&value)
        });
        match written {
            Ok(text) => self.text(name, &text),
            Err(error) => self.lacks(name, error),
        }
    }

    fn write(&self, name: &str, text: &str) -> io::Result<()> {
        let file = self.path.join(name);
        if let Some(parent) = file.parent() {
            DirBuilder::new().recursive(true).mode(0o700).create(parent)?;
        }
        File::options().write(true).create_new(true).mode(0o600).open(file)?.write_all(text.as_bytes())
    }

    /// Says what it is; gives all files.
    ///
    /// # Errors
    /// The disk takes no more.
    pub(super) fn end(mut self, team: &Team, at: Timestamp) -> io::Result<Vec<String>> {
        let missing: String = self.missing.iter().map(|missing| format!("- {missing}\n")).collect();
        let missing = if missing.is_empty() { "- nothing\n".to_owned() } else { missing };
        let files: String = self.files.iter().map(|file| format!("- {file}\n")).collect();
        let text = format!(
            "# The lab of team {}, {at}\n\nWritten by `coach support`. `(redacted)` stands for what is, or looks like, a \
             password, a token or a key. What does not look like one may still be one: look through the files.\n\n\
             ## In it\n\n{files}\n## Not in it\n\n{missing}",
            team.name
        );
        self.write("README.md", &self.redact.text(&text))?;
        self.files.push("README.md".to_owned());
        Ok(self.files)
    }
}
