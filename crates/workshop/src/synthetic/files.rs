//! The files of checks: which there are, and what is in them.

use std::collections::BTreeMap;
use std::fs::{self, Metadata};
use std::io;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use super::check::Check;
use super::read::{Mistake, read};

/// The folder of checks, below the data folder.
pub const CHECKS: &str = "checks";
/// So many checks run at once.
pub const MOST_CHECKS: usize = 20;
pub(super) const ENDING: &str = "yaml";
/// Nobody means these for checks of one's own, but for a file that is never read.
const OTHER_ENDINGS: [&str; 2] = ["yml", "json"];
pub(super) const MOST_BYTES: u64 = 64 * 1024;
const MOST_OF_NAME: usize = 60;

/// A check, or all that is wrong with its file.
pub type Outcome = Result<Check, Vec<Mistake>>;

/// What of a file changes when somebody writes it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Version {
    modified: Option<SystemTime>,
    bytes: u64,
    /// It is one too many just now.
    is_left_out: bool,
}

/// A file of the folder.
#[derive(Clone, Debug)]
pub struct Found {
    /// Where it is.
    pub path: PathBuf,
    /// Another one after somebody wrote it.
    pub version: Version,
}

/// The files that are meant for checks, by name; none where there is no folder.
///
/// # Errors
/// Where the folder cannot be read.
pub fn files(folder: &Path) -> io::Result<Vec<Found>> {
    let entries = match fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
        Err(error) => return Err(error),
    };
    let mut found = BTreeMap::new();
    for entry in entries {
        let path = entry?.path();
        // A file may go while the folder is read; what an editor keeps beside it is hidden.
        let Ok(metadata) = fs::metadata(&path) else { continue };
        if is_meant(&path) && metadata.is_file() {
            found.insert(path, metadata);
        }
    }
    let mut checks = 0;
    let found = found.into_iter().map(|(path, metadata)| {
        checks += usize::from(has_ending(&path, &[ENDING]));
        Found { version: version(&metadata, checks > MOST_CHECKS), path }
    });
    Ok(found.collect())
}

fn version(metadata: &Metadata, is_left_out: bool) -> Version {
    Version { modified: metadata.modified().ok(), bytes: metadata.len(), is_left_out }
}

fn has_ending(path: &Path, endings: &[&str]) -> bool {
    path.extension().is_some_and(|extension| endings.iter().any(|ending| extension == *ending))
}

fn is_meant(path: &Path) -> bool {
    let is_hidden = path.file_name().is_some_and(|name| name.to_string_lossy().starts_with('.'));
    !is_hidden && (has_ending(path, &[ENDING]) || has_ending(path, &OTHER_ENDINGS))
}

impl Found {
    /// What is in it.
    pub fn read(&self) -> Outcome {
        if self.version.is_left_out {
            let detail = format!("is one too many: {MOST_CHECKS} checks can run; remove one that is before it by name");
            return Err(vec![Mistake::of_file(detail)]);
        }
        check_of(&self.path)
    }
}

/// The check in a file.
///
/// # Errors
/// All that is wrong with the file, its name too.
pub fn check_of(path: &Path) -> Outcome {
    let of_file = |detail: String| vec![Mistake::of_file(detail)];
    if !has_ending(path, &[ENDING]) {
        return Err(of_file(format!("is not looked at: its name must end with .{ENDING}")));
    }
    name_of(path).map_err(of_file)?;
    let metadata = fs::metadata(path).map_err(|error| of_file(format!("cannot be read: {error}")))?;
    if !metadata.is_file() {
        return Err(of_file("is no file".to_owned()));
    }
    is_small_enough(metadata.len())?;
    // Bytes that are no text are an error of their own.
    let text = fs::read_to_string(path).map_err(|error| of_file(format!("cannot be read: {error}")))?;
    read(&text)
}

/// The check that a file has which says this.
///
/// # Errors
/// All that is wrong with it, its size too.
pub fn check_in(text: &str) -> Outcome {
    is_small_enough(text.len() as u64)?;
    read(text)
}

fn is_small_enough(bytes: u64) -> Result<(), Vec<Mistake>> {
    if bytes <= MOST_BYTES {
        return Ok(());
    }
    Err(vec![Mistake::of_file(format!("has {bytes} bytes; a check has at most {MOST_BYTES}"))])
}

/// The name of the check in a file: the file's, without its ending.
///
/// # Errors
/// Where it could not be a label's value, with what would be right.
pub fn name_of(path: &Path) -> Result<String, String> {
    let name = path.file_stem().unwrap_or_default().to_string_lossy();
    as_name(&name).map(str::to_owned)
}

/// A name that a check can have.
///
/// # Errors
/// Where it is none, with what would be right.
pub fn as_name(name: &str) -> Result<&str, String> {
    let is_sound = (1..=MOST_OF_NAME).contains(&name.len())
        && name.starts_with(|sign: char| sign.is_ascii_alphanumeric())
        && name.chars().all(|sign| sign.is_ascii_alphanumeric() || sign == '-');
    let wrong = || {
        format!(
            "`{name}` names no check: letters, digits and - do, at most {MOST_OF_NAME} and no - first, as in my-check"
        )
    };
    if is_sound { Ok(name) } else { Err(wrong()) }
}

/// The file of a check of this name.
pub fn file_of(folder: &Path, name: &str) -> PathBuf {
    folder.join(format!("{name}.{ENDING}"))
}
