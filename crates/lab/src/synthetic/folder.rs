//! The files of checks: which there are, and which of them have changed.

use std::collections::BTreeMap;
use std::fs::{self, Metadata};
use std::io;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use super::check::Check;
use super::read::{Mistake, read};

/// The folder of checks, below the data folder.
pub(crate) const CHECKS: &str = "checks";
/// So many checks run at once.
pub(super) const MOST_CHECKS: usize = 20;
const ENDING: &str = "yaml";
/// Nobody means these for checks of one's own, but for a file that is never read.
const OTHER_ENDINGS: [&str; 2] = ["yml", "json"];
const MOST_BYTES: u64 = 64 * 1024;
const MOST_OF_NAME: usize = 60;

/// A check, or all that is wrong with its file.
pub(super) type Outcome = Result<Check, Vec<Mistake>>;

/// What of a file changes when somebody writes it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Version {
    modified: Option<SystemTime>,
    bytes: u64,
    /// It is one too many just now.
    is_left_out: bool,
}

/// A file of the folder.
#[derive(Clone, Debug)]
pub(super) struct Found {
    pub(super) path: PathBuf,
    pub(super) version: Version,
}

/// The files that are meant for checks, by name; none where there is no folder.
///
/// # Errors
/// Where the folder cannot be read.
pub(super) fn files(folder: &Path) -> io::Result<Vec<Found>> {
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
    pub(super) fn read(&self) -> Outcome {
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
pub(super) fn check_of(path: &Path) -> Outcome {
    let of_file = |detail: String| vec![Mistake::of_file(detail)];
    if !has_ending(path, &[ENDING]) {
        return Err(of_file(format!("is not looked at: its name must end with .{ENDING}")));
    }
    name_of(path).map_err(of_file)?;
    let metadata = fs::metadata(path).map_err(|error| of_file(format!("cannot be read: {error}")))?;
    if !metadata.is_file() {
        return Err(of_file("is no file".to_owned()));
    }
    if metadata.len() > MOST_BYTES {
        return Err(of_file(format!("has {} bytes; a check has at most {MOST_BYTES}", metadata.len())));
    }
    // Bytes that are no text are an error of their own.
    let text = fs::read_to_string(path).map_err(|error| of_file(format!("cannot be read: {error}")))?;
    read(&text)
}

/// The name of the check in a file: the file's, without its ending.
///
/// # Errors
/// Where it could not be a label's value, with what would be right.
pub(super) fn name_of(path: &Path) -> Result<String, String> {
    let name = path.file_stem().unwrap_or_default().to_string_lossy();
    as_name(&name).map(str::to_owned)
}

/// A name that a check can have.
///
/// # Errors
/// Where it is none, with what would be right.
pub(super) fn as_name(name: &str) -> Result<&str, String> {
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
pub(super) fn file_of(folder: &Path, name: &str) -> PathBuf {
    folder.join(format!("{name}.{ENDING}"))
}

/// What has become of a file since it was last looked at.
#[derive(Debug)]
pub(super) enum Change {
    /// It is there, or is another; what was wrong with it is gone.
    Written(Outcome),
    Gone,
}

/// A folder that is looked at again and again.
#[derive(Debug)]
pub(super) struct Watched {
    folder: PathBuf,
    seen: BTreeMap<PathBuf, Version>,
}

impl Watched {
    pub(super) fn new(folder: PathBuf) -> Self {
        Self { folder, seen: BTreeMap::new() }
    }

    /// The changes since the last look, those of files that are gone first. Blocks for as long as the disk takes.
    ///
    /// # Errors
    /// Where the folder cannot be read: nothing is known then, and nothing has changed.
    pub(super) fn look(&mut self) -> io::Result<Vec<(PathBuf, Change)>> {
        let found = files(&self.folder)?;
        let is_there = |path: &PathBuf| found.iter().any(|file| file.path == *path);
        let gone: Vec<_> = self.seen.keys().filter(|path| !is_there(path)).cloned().collect();
        for path in &gone {
            self.seen.remove(path);
        }
        let mut changes: Vec<_> = gone.into_iter().map(|path| (path, Change::Gone)).collect();
        for file in found {
            if self.seen.get(&file.path) != Some(&file.version) {
                changes.push((file.path.clone(), Change::Written(file.read())));
                self.seen.insert(file.path, file.version);
            }
        }
        Ok(changes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const CHECK: &str = "title: t\nsteps:\n- {name: a, get: /}\n";

    fn shown(changes: Vec<(PathBuf, Change)>) -> Vec<String> {
        let shown = changes.into_iter().map(|(path, change)| {
            let name = path.file_name().unwrap().to_str().unwrap().to_owned();
            match change {
                Change::Gone => format!("{name} gone"),
                Change::Written(Ok(check)) => format!("{name} {}", check.title),
                Change::Written(Err(mistakes)) => format!("{name} {}", mistakes[0]),
            }
        });
        shown.collect()
    }

    #[test]
    fn what_is_written_and_what_goes_is_told_once() {
        let folder = tempfile::TempDir::new().unwrap();
        let mut watched = Watched::new(folder.path().join("checks"));
        let mut look = || shown(watched.look().unwrap());
        assert!(look().is_empty(), "there is no folder");
        let file = |name: &str| folder.path().join("checks").join(name);
        fs::create_dir(folder.path().join("checks")).unwrap();
        fs::create_dir(file("folder.yaml")).unwrap();
        for (name, text) in [("a.yaml", CHECK), (".hidden.yaml", "x"), ("b.yaml~", "x"), ("README.md", "x")] {
            fs::write(file(name), text).unwrap();
        }
        assert_eq!(look(), ["a.yaml t"]);
        assert!(look().is_empty());
        fs::write(file("a.yaml"), CHECK.replace("title: t", "title: other")).unwrap();
        fs::write(file("b.yaml"), "steps: 1").unwrap();
        let changes = look();
        assert!(changes[0] == "a.yaml other" && changes[1].starts_with("b.yaml line 1"), "{changes:?}");
        assert!(look().is_empty(), "a mistake is told once");
        fs::remove_file(file("a.yaml")).unwrap();
        fs::write(file("b.yaml"), CHECK).unwrap();
        assert_eq!(look(), ["a.yaml gone", "b.yaml t"]);
    }

    #[test]
    fn names_and_sizes_that_cannot_be_are_told() {
        let folder = tempfile::TempDir::new().unwrap();
        let large = format!("{CHECK}# {}", "x".repeat(65_536));
        let long = format!("{}.yaml", "x".repeat(61));
        for (name, text, words) in [
            ("with_line.yaml", CHECK.as_bytes(), "letters, digits and -"),
            ("-first.yaml", CHECK.as_bytes(), "no - first"),
            ("zwölf.yaml", CHECK.as_bytes(), "letters, digits and -"),
            (long.as_str(), CHECK.as_bytes(), "at most 60"),
            ("other.yml", CHECK.as_bytes(), ".yaml"),
            ("other.json", b"{}", ".yaml"),
            ("large.yaml", large.as_bytes(), "at most 65536"),
            ("bytes.yaml", b"title: \xff", "cannot be read"),
        ] {
            fs::write(folder.path().join(name), text).unwrap();
            let told = shown(Watched::new(folder.path().to_owned()).look().unwrap());
            assert!(told.len() == 1 && told[0].contains(words), "{name}: {told:?}");
            fs::remove_file(folder.path().join(name)).unwrap();
        }
    }

    #[test]
    fn a_file_too_many_waits_until_another_goes() {
        let folder = tempfile::TempDir::new().unwrap();
        let file = |at: usize| folder.path().join(format!("check-{at:02}.yaml"));
        (0..=MOST_CHECKS).for_each(|at| fs::write(file(at), CHECK).unwrap());
        let mut watched = Watched::new(folder.path().to_owned());
        let told = shown(watched.look().unwrap());
        assert_eq!(told.iter().filter(|told| told.ends_with(" t")).count(), MOST_CHECKS);
        assert!(told[MOST_CHECKS].contains("check-20.yaml is one too many: 20 checks"), "{told:?}");
        fs::remove_file(file(3)).unwrap();
        assert_eq!(shown(watched.look().unwrap()), ["check-03.yaml gone", "check-20.yaml t"]);
    }
}
