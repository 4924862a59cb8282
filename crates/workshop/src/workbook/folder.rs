//! A shelf that is a folder: a file for each text, which attendees may edit as well.

use std::fs::{self, File};
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use async_trait::async_trait;

use super::shelf::{Shelf, ShelfError};

/// More than anybody writes into a page by hand.
const MOST_BYTES: u64 = 4 * 1024 * 1024;

/// Says which files are being forgotten. While it is there, none of them is: whoever looks next ends what was begun.
const FORGETTING: &str = ".forgetting";

/// Files of a folder.
#[derive(Clone, Debug)]
pub struct Folder {
    path: PathBuf,
    /// One change at a time, so that what is compared is what is replaced.
    change: Arc<Mutex<()>>,
}

impl Folder {
    /// Of this folder; it is made when something is written.
    pub fn new(path: impl Into<PathBuf>) -> Self {
        Self { path: path.into(), change: Arc::default() }
    }

    /// Ends a forgetting that a process began and was killed in, if there is one. Reading and writing do so too.
    ///
    /// # Errors
    /// Where a file cannot be taken away.
    pub(crate) fn end_forgetting(&self) -> io::Result<()> {
        end_forgetting(&self.path, &self.change)
    }

    fn error(&self, name: &str, what: &'static str, why: &io::Error) -> ShelfError {
        ShelfError { place: self.place(name), what, why: why.to_string() }
    }
}

fn read(file: &Path) -> io::Result<Option<String>> {
    match fs::metadata(file) {
        Ok(found) if found.len() > MOST_BYTES => Err(io::Error::other("it is larger than 4 MB")),
        Ok(_) => fs::read_to_string(file).map(Some),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(error),
    }
}

/// Where a text is until it is whole.
fn unfinished(file: &Path) -> PathBuf {
    file.with_extension("unfinished")
}

/// Whole or not at all, and there after a power cut.
fn write(file: &Path, text: &str) -> io::Result<()> {
    if let Some(folder) = file.parent() {
        fs::create_dir_all(folder)?;
    }
    let unfinished = unfinished(file);
    let mut new = File::create(&unfinished)?;
    new.write_all(text.as_bytes())?;
    new.sync_all()?;
    fs::rename(&unfinished, file)
}

/// A file that may be there and shall not.
fn remove(file: &Path) -> io::Result<()> {
    match fs::remove_file(file) {
        Err(error) if error.kind() != ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}

/// Ends a forgetting that was begun, if there is one, and takes away folders that are empty then.
fn end_forgetting(folder: &Path, change: &Mutex<()>) -> io::Result<()> {
    let note = folder.join(FORGETTING);
    if !note.try_exists()? {
        return Ok(());
    }
    let _held = change.lock().unwrap_or_else(PoisonError::into_inner);
    forget_noted(folder, &note)
}

fn forget_noted(folder: &Path, note: &Path) -> io::Result<()> {
    let Some(names) = read(note)? else { return Ok(()) };
    for name in names.lines() {
        let file = folder.join(name);
        let at = |why: io::Error| io::Error::new(why.kind(), format!("{}: {why}", file.display()));
        remove(&file).map_err(at)?;
        remove(&unfinished(&file)).map_err(at)?;
        if let Some(parent) = file.parent().filter(|parent| *parent != folder) {
            // Where something else is in it, it stays.
            let _ = fs::remove_dir(parent);
        }
    }
    remove(note)
}

#[async_trait]
impl Shelf for Folder {
    async fn read(&self, name: &str) -> Result<Option<String>, ShelfError> {
        let (folder, file, change) = (self.path.clone(), self.path.join(name), Arc::clone(&self.change));
        let text = tokio::task::spawn_blocking(move || {
            end_forgetting(&folder, &change)?;
            read(&file)
        });
        let text = text.await.map_err(io::Error::other);
        text.and_then(|text| text).map_err(|why| self.error(name, "read", &why))
    }

    async fn replace(&self, name: &str, was: Option<&str>, becomes: &str) -> Result<bool, ShelfError> {
        let (folder, file, change) = (self.path.clone(), self.path.join(name), Arc::clone(&self.change));
        let (was, becomes) = (was.map(str::to_owned), becomes.to_owned());
        let replaced = tokio::task::spawn_blocking(move || {
            end_forgetting(&folder, &change)?;
            let _held = change.lock().unwrap_or_else(PoisonError::into_inner);
            if read(&file)? != was {
                return Ok(false);
            }
            write(&file, &becomes).map(|()| true)
        });
        let replaced = replaced.await.map_err(io::Error::other).and_then(|replaced| replaced);
        replaced.map_err(|why| self.error(name, "written", &why))
    }

    async fn forget(&self, names: &[String]) -> Result<(), ShelfError> {
        let (folder, note, change) = (self.path.clone(), self.path.join(FORGETTING), Arc::clone(&self.change));
        let names = names.join("\n");
        let forgotten = tokio::task::spawn_blocking(move || {
            let _held = change.lock().unwrap_or_else(PoisonError::into_inner);
            // What was begun before is ended first: its names are not among these.
            forget_noted(&folder, &note)?;
            write(&note, &names)?;
            forget_noted(&folder, &note)
        });
        let forgotten = forgotten.await.map_err(io::Error::other).and_then(|forgotten| forgotten);
        forgotten.map_err(|why| ShelfError {
            place: self.path.display().to_string(),
            what: "emptied",
            why: why.to_string(),
        })
    }

    fn place(&self, name: &str) -> String {
        self.path.join(name).display().to_string()
    }
}
