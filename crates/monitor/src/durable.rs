//! Files that are there whole or not at all, also after `kill -9`; and damaged ones, which are kept but out of the way.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// Replaces the file. Once this returns, the new content is on the disk; before, the old one is.
pub(crate) fn write(file: &Path, content: &[u8]) -> io::Result<()> {
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
pub(crate) fn set_aside(file: &Path) -> io::Result<PathBuf> {
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
