//! Files that are there whole or not at all, also after `kill -9`; and damaged ones, which are kept but out of the way.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use serde::de::DeserializeOwned;

/// A folder of such files.
#[derive(Clone, Debug)]
pub(crate) struct Folder(PathBuf);

impl Folder {
    /// At a path; it is made where there is none.
    pub(crate) fn at(path: &Path) -> io::Result<Self> {
        fs::create_dir_all(path)?;
        Ok(Self(path.to_owned()))
    }

    /// Replaces a file, as [`write()`] does.
    pub(crate) fn write(&self, name: &str, content: &[u8]) -> io::Result<()> {
        write(&self.0.join(name), content)
    }

    /// The content of a file; none where there is no such file.
    pub(crate) fn bytes(&self, name: &str) -> io::Result<Option<Vec<u8>>> {
        match fs::read(self.0.join(name)) {
            Ok(bytes) => Ok(Some(bytes)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// What a file says in JSON; none where there is none. One that cannot be read is set aside, and said.
    pub(crate) fn json<T: DeserializeOwned>(&self, name: &str, said: &mut Vec<String>) -> io::Result<Option<T>> {
        let Some(bytes) = self.bytes(name)? else { return Ok(None) };
        match serde_json::from_slice(&bytes) {
            Ok(value) => Ok(Some(value)),
            Err(error) => {
                self.set_aside(name, &error.to_string(), said)?;
                Ok(None)
            }
        }
    }

    /// Renames a file that cannot be read, and says so: in the log, and in `said` to people.
    pub(crate) fn set_aside(&self, name: &str, reason: &str, said: &mut Vec<String>) -> io::Result<()> {
        let aside = set_aside(&self.0.join(name))?;
        let aside = aside.file_name().unwrap_or_default().to_string_lossy().into_owned();
        tracing::error!(file = name, reason, aside, "a damaged file is set aside");
        said.push(format!("{name} in the data folder could not be read and is now {aside}: {reason}"));
        Ok(())
    }
}

/// Replaces the file. Once this returns, the new content is on the disk; before, the old one is.
fn write(file: &Path, content: &[u8]) -> io::Result<()> {
    let unfinished = file.with_extension("unfinished");
    let mut new = File::create(&unfinished)?;
    new.write_all(content)?;
    new.sync_all()?;
    fs::rename(&unfinished, file)?;
    // The new name is in the folder, which has to reach the disk as well.
    match file.parent() {
        Some(folder) if cfg!(unix) => File::open(folder)?.sync_all(),
        _ => Ok(()),
    }
}

/// Renames a file that cannot be read, so that a new one can be begun and nothing is lost.
fn set_aside(file: &Path) -> io::Result<PathBuf> {
    let name = file.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default();
    let free = (1..).map(|number| file.with_file_name(format!("{name}.damaged-{number}"))).find(|name| !name.exists());
    let aside = free.ok_or_else(|| io::Error::other("no free name"))?;
    fs::rename(file, &aside)?;
    Ok(aside)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn damaged_files_are_all_kept() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("slos.yaml");
        for number in 1..=2 {
            write(&file, number.to_string().as_bytes()).unwrap();
            let aside = set_aside(&file).unwrap();
            assert!(!file.exists());
            assert_eq!(fs::read_to_string(&aside).unwrap(), number.to_string());
            assert!(aside.ends_with(format!("slos.yaml.damaged-{number}")));
        }
    }
}
