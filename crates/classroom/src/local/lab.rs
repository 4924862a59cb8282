//! A team's lab on this machine: its folder, and what can be seen of it there.

use std::fs::{self, File, TryLockError};
use std::path::{Path, PathBuf};
use std::time::Duration;

use super::error::LocalError;
use super::kept::Kept;
use super::process;

/// How long another coach may take to start or end the same lab.
const OTHERS: Duration = Duration::from_secs(60);
/// A process that was killed is gone before the last of its threads is.
const LETTING_GO: Duration = Duration::from_secs(3);
const BETWEEN: Duration = Duration::from_millis(50);

/// A team's lab on this machine.
#[derive(Clone, Debug)]
pub struct LocalLab {
    team: String,
    folder: PathBuf,
}

/// How a lab on this machine is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Seen {
    /// No coach has started one, or it was ended.
    None,
    /// Its process is there.
    Runs(Kept),
    /// Its process is gone, though nobody ended it.
    Died(Kept),
}

impl LocalLab {
    /// Of this team, in a folder of its own below `labs`. Nothing is made yet.
    pub fn new(labs: &Path, team: &str) -> Self {
        Self { team: team.to_owned(), folder: labs.join(team) }
    }

    /// The team's name.
    pub fn team(&self) -> &str {
        &self.team
    }

    /// Its folder.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// What the lab says.
    pub fn log(&self) -> PathBuf {
        self.folder.join("lab.log")
    }

    /// Its data: what `lab up --data-dir` has.
    pub fn data(&self) -> PathBuf {
        self.folder.join("data")
    }

    /// What is kept of a lab that a coach started; none where there is none.
    ///
    /// # Errors
    /// Where the file cannot be read.
    pub fn kept(&self) -> Result<Option<Kept>, LocalError> {
        Kept::read(&self.kept_file())
    }

    pub(super) fn kept_file(&self) -> PathBuf {
        self.folder.join("coach.json")
    }

    pub(super) fn ready_file(&self) -> PathBuf {
        self.folder.join("ready.json")
    }

    /// How it is. Its process is the one that was started if it began when that did.
    pub(super) fn seen(&self) -> Result<Seen, LocalError> {
        let Some(kept) = self.kept()? else { return Ok(Seen::None) };
        Ok(if process::is_there(kept.pid, kept.began) { Seen::Runs(kept) } else { Seen::Died(kept) })
    }

    /// Whether some lab runs on its data folder: a lab holds the folder's lock as long as it lives.
    pub(super) fn is_held(&self) -> bool {
        let Ok(lock) = File::options().write(true).open(self.data().join("lab.lock")) else { return false };
        matches!(lock.try_lock(), Err(TryLockError::WouldBlock))
    }

    /// Whether that is so, and no end of a lab that is just about to let go.
    pub(super) async fn is_held_for_good(&self) -> bool {
        let looked = tokio::time::Instant::now();
        while self.is_held() {
            if looked.elapsed() > LETTING_GO {
                return true;
            }
            tokio::time::sleep(BETWEEN).await;
        }
        false
    }

    /// Takes the lab, so that no other coach starts or ends it; waits for one that does.
    pub(super) async fn taken(&self) -> Result<File, LocalError> {
        let file = self.folder.join("coach.lock");
        fs::create_dir_all(&self.folder).map_err(LocalError::file(&self.folder))?;
        let lock = File::options().create(true).truncate(false).write(true).open(&file);
        let lock = lock.map_err(LocalError::file(&file))?;
        let started = tokio::time::Instant::now();
        loop {
            match lock.try_lock() {
                Ok(()) => return Ok(lock),
                Err(TryLockError::Error(error)) => return Err(LocalError::file(&file)(error)),
                Err(TryLockError::WouldBlock) if started.elapsed() < OTHERS => tokio::time::sleep(BETWEEN).await,
                Err(TryLockError::WouldBlock) => return Err(LocalError::Busy { team: self.team.clone() }),
            }
        }
    }

    /// The last lines of its log that say something.
    pub(super) fn last_words(&self) -> Option<String> {
        let log = fs::read_to_string(self.log()).ok()?;
        let last = log.lines().rev().find(|line| !line.trim().is_empty())?;
        Some(last.trim().to_owned())
    }
}
