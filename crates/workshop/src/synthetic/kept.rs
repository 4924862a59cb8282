//! The folder of checks as the guide reads and writes it, and how the last run of each went, where a probe tells.

use std::collections::BTreeMap;
use std::fs;
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use jiff::Timestamp;

use super::files::{ENDING, MOST_BYTES, MOST_CHECKS, Outcome, as_name, file_of, files};
use crate::workbook::{Folder, Shelf, ShelfError};

/// How one run of a check went.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LastRun {
    /// When it ended.
    pub at: Timestamp,
    /// How long it took, as far as it came.
    pub took: Duration,
    /// The step that failed, and why; none where all went well.
    pub failure: Option<(String, String)>,
}

/// A file of the folder.
#[derive(Clone, Debug)]
pub struct KeptCheck {
    /// The file's name, with its ending.
    pub file: String,
    /// The check's name; none where the file's is none.
    pub name: Option<String>,
    /// What is in it.
    pub outcome: Outcome,
    /// None: it has not run since it was written.
    pub last_run: Option<LastRun>,
}

/// Why a check is not written.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refused {
    /// The file is not what the writer saw.
    #[error("the file has changed meanwhile; nothing was saved")]
    Changed {
        /// What stands there now; none: it is gone.
        now: Option<String>,
    },
    /// There is room for no other.
    #[error("there are {MOST_CHECKS} checks already, and no more can run; delete one first")]
    TooMany,
    /// The file would be larger than is read.
    #[error("this check has {bytes} bytes as a file; {MOST_BYTES} are the most, so shorten what its steps send")]
    TooLarge {
        /// So large it would be.
        bytes: usize,
    },
    /// No check is called so.
    #[error("{0}")]
    NoName(String),
    /// The folder cannot be used.
    #[error(transparent)]
    Shelf(#[from] ShelfError),
}

/// The folder of checks. Files may change under it: they are anybody's to edit.
#[derive(Debug)]
pub struct Checks {
    folder: PathBuf,
    shelf: Folder,
    /// One change at a time, so that what is counted and compared is what is changed.
    change: tokio::sync::Mutex<()>,
    last_runs: Mutex<BTreeMap<String, LastRun>>,
}

impl Checks {
    /// Of this folder; it is made when something is written.
    pub fn new(folder: PathBuf) -> Self {
        let shelf = Folder::new(&folder);
        // Who runs the files does not ask the shelf for them. Where it cannot be ended, whoever asks the shelf next is told why.
        let _ = shelf.end_forgetting();
        Self { folder, shelf, change: tokio::sync::Mutex::default(), last_runs: Mutex::default() }
    }

    /// Where they are.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// Every file that is meant for a check, by name, and how its last run went.
    ///
    /// # Errors
    /// Where the folder cannot be read.
    pub async fn all(&self) -> Result<Vec<KeptCheck>, ShelfError> {
        let folder = self.folder.clone();
        let found = tokio::task::spawn_blocking(move || {
            let found = files(&folder)?.into_iter();
            Ok(found.map(|file| (file.read(), file.path)).collect::<Vec<_>>())
        });
        let found = found.await.map_err(io::Error::other).and_then(|found| found);
        let found = found.map_err(|why| self.error("read", &why))?;
        let kept = |(outcome, path): (Outcome, PathBuf)| {
            let part = |part: Option<&std::ffi::OsStr>| part.unwrap_or_default().to_string_lossy().into_owned();
            let is_check = path.extension().is_some_and(|extension| extension == ENDING);
            let name = Some(part(path.file_stem())).filter(|name| is_check && as_name(name).is_ok());
            let last_run = name.as_ref().and_then(|name| self.last_run(name));
            KeptCheck { file: part(path.file_name()), name, outcome, last_run }
        };
        Ok(found.into_iter().map(kept).collect())
    }

    /// The text of a check's file; none where there is no such check.
    ///
    /// # Errors
    /// Where it cannot be read.
    pub async fn text(&self, name: &str) -> Result<Option<String>, ShelfError> {
        if as_name(name).is_err() {
            return Ok(None);
        }
        self.shelf.read(&file_name(name)).await
    }

    /// Writes a check's file, if it still is what it `was`; none: there was none.
    ///
    /// # Errors
    /// [`Refused`]; nothing is changed then.
    pub async fn write(&self, name: &str, was: Option<&str>, becomes: &str) -> Result<(), Refused> {
        as_name(name).map_err(Refused::NoName)?;
        if u64::try_from(becomes.len()).is_ok_and(|bytes| bytes > MOST_BYTES) {
            return Err(Refused::TooLarge { bytes: becomes.len() });
        }
        let _held = self.change.lock().await;
        if was.is_none() && self.count().await? >= MOST_CHECKS {
            return Err(Refused::TooMany);
        }
        let is_written = self.shelf.replace(&file_name(name), was, becomes).await?;
        if is_written { Ok(()) } else { Err(Refused::Changed { now: self.text(name).await? }) }
    }

    /// Deletes a check's file, if it still is what it `was`.
    ///
    /// # Errors
    /// [`Refused`]; nothing is changed then.
    pub async fn delete(&self, name: &str, was: &str) -> Result<(), Refused> {
        as_name(name).map_err(Refused::NoName)?;
        let _held = self.change.lock().await;
        match self.text(name).await? {
            None => return Ok(()),
            now if now.as_deref() != Some(was) => return Err(Refused::Changed { now }),
            Some(_) => {}
        }
        let file = file_of(&self.folder, name);
        let removed = tokio::task::spawn_blocking(move || fs::remove_file(file)).await.map_err(io::Error::other);
        match removed.and_then(|removed| removed) {
            Err(error) if error.kind() != ErrorKind::NotFound => Err(self.error("written", &error).into()),
            _ => Ok(()),
        }
    }

    /// Deletes every file that is meant for a check, all or none, and gives the files' names.
    ///
    /// # Errors
    /// Where the folder cannot be read or written.
    pub async fn delete_all(&self) -> Result<Vec<String>, ShelfError> {
        let _held = self.change.lock().await;
        let files: Vec<_> = self.all().await?.into_iter().map(|check| check.file).collect();
        if !files.is_empty() {
            self.shelf.forget(&files).await?;
        }
        self.last_runs.lock().unwrap_or_else(PoisonError::into_inner).clear();
        Ok(files)
    }

    async fn count(&self) -> Result<usize, ShelfError> {
        let folder = self.folder.clone();
        let found = tokio::task::spawn_blocking(move || files(&folder)).await.map_err(io::Error::other);
        let found = found.and_then(|found| found).map_err(|why| self.error("read", &why))?;
        Ok(found.iter().filter(|file| file.path.extension().is_some_and(|extension| extension == ENDING)).count())
    }

    /// How a check's last run went; none where it has not run since it was written.
    pub fn last_run(&self, name: &str) -> Option<LastRun> {
        self.last_runs.lock().unwrap_or_else(PoisonError::into_inner).get(name).cloned()
    }

    /// A check has run.
    pub fn ran(&self, name: &str, run: LastRun) {
        self.last_runs.lock().unwrap_or_else(PoisonError::into_inner).insert(name.to_owned(), run);
    }

    /// A check is another one now, or gone: how it went before says nothing of it.
    pub fn forget(&self, name: &str) {
        self.last_runs.lock().unwrap_or_else(PoisonError::into_inner).remove(name);
    }

    fn error(&self, what: &'static str, why: &io::Error) -> ShelfError {
        ShelfError { place: self.folder.display().to_string(), what, why: why.to_string() }
    }
}

fn file_name(name: &str) -> String {
    format!("{name}.{ENDING}")
}

#[cfg(test)]
mod tests {
    use super::*;

    const CHECK: &str = "title: t\nsteps:\n- {name: a, get: /}\n";

    #[tokio::test]
    async fn what_somebody_else_wrote_is_not_written_over_and_not_deleted() {
        let folder = tempfile::TempDir::new().unwrap();
        let checks = Checks::new(folder.path().join("checks"));
        assert!(checks.all().await.unwrap().is_empty() && checks.text("a").await.unwrap().is_none());
        checks.write("a", None, CHECK).await.unwrap();
        assert_eq!(checks.text("a").await.unwrap().as_deref(), Some(CHECK));
        let theirs = format!("# theirs\n{CHECK}");
        fs::write(folder.path().join("checks/a.yaml"), &theirs).unwrap();
        let changed = Err(Refused::Changed { now: Some(theirs.clone()) });
        assert_eq!(checks.write("a", Some(CHECK), "mine").await, changed);
        assert_eq!(checks.write("a", None, "mine").await, changed);
        assert_eq!(checks.delete("a", CHECK).await, changed);
        assert_eq!(checks.delete("a", &theirs).await, Ok(()));
        assert_eq!(checks.delete("a", &theirs).await, Ok(()), "it is gone, as wanted");
        assert_eq!(checks.write("a", Some(&theirs), CHECK).await, Err(Refused::Changed { now: None }));
        assert_eq!(fs::read_dir(folder.path().join("checks")).unwrap().count(), 0, "nothing else is left behind");
    }

    #[tokio::test]
    async fn names_sizes_and_the_number_of_checks_have_an_end() {
        let folder = tempfile::TempDir::new().unwrap();
        let checks = Checks::new(folder.path().to_owned());
        for name in ["", "../a", "a/b", "-a", "a.b", "ä"] {
            assert!(matches!(checks.write(name, None, CHECK).await, Err(Refused::NoName(_))), "{name}");
            assert!(matches!(checks.delete(name, CHECK).await, Err(Refused::NoName(_))), "{name}");
            assert_eq!(checks.text(name).await, Ok(None), "{name}");
        }
        let large = "x".repeat(65_537);
        assert_eq!(checks.write("a", None, &large).await, Err(Refused::TooLarge { bytes: 65_537 }));
        for at in 0..MOST_CHECKS {
            checks.write(&format!("check-{at}"), None, CHECK).await.unwrap();
        }
        assert_eq!(checks.write("one-more", None, CHECK).await, Err(Refused::TooMany));
        checks.write("check-3", Some(CHECK), "other").await.unwrap();
    }

    #[tokio::test]
    async fn all_are_deleted_at_once_and_nothing_else_of_the_folder_is() {
        let folder = tempfile::TempDir::new().unwrap();
        let checks = Checks::new(folder.path().to_owned());
        assert_eq!(checks.delete_all().await, Ok(Vec::new()));
        checks.write("a", None, CHECK).await.unwrap();
        fs::write(folder.path().join("broken.yaml"), "[").unwrap();
        fs::write(folder.path().join("notes.txt"), "mine").unwrap();
        assert_eq!(checks.delete_all().await, Ok(vec!["a.yaml".to_owned(), "broken.yaml".to_owned()]));
        let left: Vec<_> = fs::read_dir(folder.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
        assert_eq!(left, ["notes.txt"]);
        // A process that was killed in the middle: the next one ends what it began, before anything runs.
        fs::write(folder.path().join("b.yaml"), CHECK).unwrap();
        fs::write(folder.path().join(".forgetting"), "a.yaml\nb.yaml").unwrap();
        Checks::new(folder.path().to_owned());
        assert!(!folder.path().join("b.yaml").exists() && !folder.path().join(".forgetting").exists());
    }

    #[tokio::test]
    async fn a_run_is_told_with_its_check() {
        let folder = tempfile::TempDir::new().unwrap();
        let checks = Checks::new(folder.path().to_owned());
        checks.write("a", None, CHECK).await.unwrap();
        fs::write(folder.path().join("b_c.yaml"), CHECK).unwrap();
        let run = LastRun { at: Timestamp::UNIX_EPOCH, took: Duration::from_millis(7), failure: None };
        checks.ran("a", run.clone());
        let all = checks.all().await.unwrap();
        assert_eq!((all[0].file.as_str(), &all[0].last_run), ("a.yaml", &Some(run)));
        assert!(all[1].name.is_none() && all[1].outcome.is_err(), "{:?}", all[1]);
        checks.forget("a");
        assert_eq!(checks.last_run("a"), None);
    }
}
