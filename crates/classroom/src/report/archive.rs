//! A team's work as files, whole or not at all: what it wrote, what happened, how it stood.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use jiff::Timestamp;
use movie_guru_workshop::{Event, RoomState};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use crate::lab::{History, Lab, LabError};

const WORKBOOK: &str = "workbook.md";
const RECORD: &str = "record.json";
const STATE: &str = "state.json";
const HISTORY: &str = "history.json";

/// A team's work at a moment.
#[derive(Clone, Debug, PartialEq)]
pub struct Archive {
    /// The team.
    pub team: String,
    /// Its workbook, in Markdown.
    pub workbook: String,
    /// What happened.
    pub record: Vec<Event>,
    /// How it stood.
    pub state: RoomState,
    /// What its monitoring remembers.
    pub history: History,
}

/// As [`RECORD`] has it, and `GET /api/record` says it.
#[derive(Serialize, Deserialize)]
struct Events {
    events: Vec<Event>,
}

/// A team's work cannot be kept, or read.
#[derive(Debug, thiserror::Error)]
pub enum ArchiveError {
    /// The lab cannot be asked.
    #[error("team {team}: {error}")]
    Lab {
        /// The team.
        team: String,
        /// Why.
        #[source]
        error: LabError,
    },
    /// A file cannot be read or written.
    #[error("{}: {reason}", .file.display())]
    File {
        /// The file.
        file: PathBuf,
        /// What happened.
        #[source]
        reason: io::Error,
    },
    /// A file is not what was kept.
    #[error("{}: {reason}; it is not what `coach down --archive` writes", .file.display())]
    Unreadable {
        /// The file.
        file: PathBuf,
        /// What is wrong with it.
        reason: serde_json::Error,
    },
}

/// Keeps a team's work in `folder/TEAM`, in place of what was kept there before; gives that folder.
///
/// # Errors
/// Where the lab cannot be asked, or a file cannot be written; then what was there before is there still.
pub async fn archive(lab: &Lab, folder: &Path) -> Result<PathBuf, ArchiveError> {
    let archive = Archive::of(lab).await?;
    archive.write(folder)
}

impl Archive {
    /// The work of a team whose lab is up.
    ///
    /// # Errors
    /// Where the lab cannot be asked. What its monitoring does not say is said in the history.
    pub async fn of(lab: &Lab) -> Result<Self, ArchiveError> {
        let failed = |error| ArchiveError::Lab { team: lab.team().to_owned(), error };
        let (workbook, record, state) = tokio::try_join!(lab.workbook(), lab.record(0), lab.state()).map_err(failed)?;
        let since = record.first().map_or_else(Timestamp::now, |event| event.at);
        let history = lab.history(since).await;
        Ok(Self { team: lab.team().to_owned(), workbook, record, state, history })
    }

    /// What was kept in `folder`, a team's.
    ///
    /// # Errors
    /// Where a file is not there, or is not what was kept.
    pub fn read(folder: &Path) -> Result<Self, ArchiveError> {
        let text = |name: &str| {
            let file = folder.join(name);
            fs::read_to_string(&file).map_err(|reason| ArchiveError::File { file, reason })
        };
        let state: RoomState = json(folder, STATE, &text(STATE)?)?;
        let Events { events } = json(folder, RECORD, &text(RECORD)?)?;
        let history = json(folder, HISTORY, &text(HISTORY)?)?;
        // The folder is named by the coach, the state by whoever started the lab.
        let named = folder.file_name().map(|name| name.to_string_lossy().into_owned());
        let team = named.unwrap_or_else(|| state.team.clone());
        Ok(Self { team, workbook: text(WORKBOOK)?, record: events, state, history })
    }

    /// What was kept of all teams below `folder`, by name.
    ///
    /// # Errors
    /// As [`Archive::read`].
    pub fn read_all(folder: &Path) -> Result<Vec<Self>, ArchiveError> {
        let failed = |reason| ArchiveError::File { file: folder.to_owned(), reason };
        let entries = fs::read_dir(folder).map_err(failed)?.collect::<Result<Vec<_>, _>>().map_err(failed)?;
        let mut teams: Vec<_> = entries.into_iter().map(|entry| entry.path()).filter(|path| is_archive(path)).collect();
        teams.sort();
        teams.iter().map(|team| Self::read(team)).collect()
    }

    /// Writes it to `folder/TEAM`.
    ///
    /// # Errors
    /// As [`archive`].
    pub fn write(&self, folder: &Path) -> Result<PathBuf, ArchiveError> {
        let target = folder.join(&self.team);
        let unfinished = folder.join(format!(".{}.unfinished", self.team));
        let before = folder.join(format!(".{}.before", self.team));
        let write = || -> io::Result<()> {
            for left_behind in [&unfinished, &before] {
                if left_behind.exists() {
                    fs::remove_dir_all(left_behind)?;
                }
            }
            fs::create_dir_all(&unfinished)?;
            let pretty = |value: serde_json::Result<Vec<u8>>| value.map_err(io::Error::from);
            fs::write(unfinished.join(WORKBOOK), &self.workbook)?;
            let events = Events { events: self.record.clone() };
            fs::write(unfinished.join(RECORD), pretty(serde_json::to_vec_pretty(&events))?)?;
            fs::write(unfinished.join(STATE), pretty(serde_json::to_vec_pretty(&self.state))?)?;
            fs::write(unfinished.join(HISTORY), pretty(serde_json::to_vec_pretty(&self.history))?)?;
            if target.exists() {
                fs::rename(&target, &before)?;
            }
            fs::rename(&unfinished, &target)?;
            if before.exists() {
                fs::remove_dir_all(&before)?;
            }
            Ok(())
        };
        write().map_err(|reason| ArchiveError::File { file: target.clone(), reason })?;
        Ok(target)
    }
}

fn is_archive(folder: &Path) -> bool {
    let is_hidden = folder.file_name().is_none_or(|name| name.to_string_lossy().starts_with('.'));
    !is_hidden && folder.join(STATE).is_file()
}

fn json<T: DeserializeOwned>(folder: &Path, name: &str, text: &str) -> Result<T, ArchiveError> {
    serde_json::from_str(text).map_err(|reason| ArchiveError::Unreadable { file: folder.join(name), reason })
}
