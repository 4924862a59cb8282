//! A shelf that is a folder: a file for each text, which attendees may edit as well.

use std::fs::{self, File};
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use async_trait::async_trait;

use super::shelf::{Shelf, ShelfError};

/// More than anybody writes into a page by hand.
const MOST_BYTES: u64 = 4 * 1024 * 1024;

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

/// Whole or not at all, and there after a power cut.
fn write(file: &Path, text: &str) -> io::Result<()> {
    if let Some(folder) = file.parent() {
        fs::create_dir_all(folder)?;
    }
    let unfinished = file.with_extension("unfinished");
    let mut new = File::create(&unfinished)?;
    new.write_all(text.as_bytes())?;
    new.sync_all()?;
    fs::rename(&unfinished, file)
}

#[async_trait]
impl Shelf for Folder {
    async fn read(&self, name: &str) -> Result<Option<String>, ShelfError> {
        let file = self.path.join(name);
        let text = tokio::task::spawn_blocking(move || read(&file)).await.map_err(io::Error::other);
        text.and_then(|text| text).map_err(|why| self.error(name, "read", &why))
    }

    async fn replace(&self, name: &str, was: Option<&str>, becomes: &str) -> Result<bool, ShelfError> {
        let (file, change) = (self.path.join(name), Arc::clone(&self.change));
        let (was, becomes) = (was.map(str::to_owned), becomes.to_owned());
        let replaced = tokio::task::spawn_blocking(move || {
            let _held = change.lock().unwrap_or_else(PoisonError::into_inner);
            if read(&file)? != was {
                return Ok(false);
            }
            write(&file, &becomes).map(|()| true)
        });
        let replaced = replaced.await.map_err(io::Error::other).and_then(|replaced| replaced);
        replaced.map_err(|why| self.error(name, "written", &why))
    }

    fn place(&self, name: &str) -> String {
        self.path.join(name).display().to_string()
    }
}
