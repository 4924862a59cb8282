//! `--output`: a finished run as JSON, as a table, or as a page.

use std::path::{Path, PathBuf};
use std::str::FromStr;

use anyhow::Context;
use movie_guru_loadtest::{KeptRun, report};

use crate::terminal::Voice;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Format {
    Json,
    Csv,
    Html,
}

/// What to write at the end of a run, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Output {
    format: Format,
    /// None: standard output.
    file: Option<PathBuf>,
}

impl Output {
    /// Whether standard output belongs to it.
    pub(crate) fn takes_stdout(&self) -> bool {
        self.file.is_none()
    }

    /// Whether it could be written; asked before the run, for a run of hours should not end in a surprise.
    pub(crate) fn check(&self) -> anyhow::Result<()> {
        let Some(file) = &self.file else { return Ok(()) };
        let folder = file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let (file, name) = (file.display(), file);
        anyhow::ensure!(folder.is_dir(), "--output: there is no folder {} for {file}; make it first", folder.display());
        anyhow::ensure!(!name.is_dir(), "--output: {file} is a folder; name a file in it");
        Ok(())
    }

    pub(crate) fn write(&self, run: &KeptRun, voice: Voice) -> anyhow::Result<()> {
        let text = match self.format {
            Format::Json => serde_json::to_string_pretty(&run.stats)?,
            Format::Csv => report::stats_csv(run),
            Format::Html => report::html(run),
        };
        match &self.file {
            Some(file) => {
                std::fs::write(file, text)
                    .with_context(|| format!("--output: {} cannot be written", file.display()))?;
                voice.say(&format!("written: {}", file.display()));
            }
            None => crate::terminal::print(text.trim_end()),
        }
        Ok(())
    }
}

impl FromStr for Output {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (format, file) = text.split_once('=').map_or((text, None), |(format, file)| (format, Some(file)));
        let format = match format.trim() {
            "json" => Format::Json,
            "csv" => Format::Csv,
            "html" => Format::Html,
            other => return Err(format!("`{other}` is no format; there are json, csv or html, like html=report.html")),
        };
        Ok(Self { format, file: file.filter(|file| !file.is_empty()).map(PathBuf::from) })
    }
}
