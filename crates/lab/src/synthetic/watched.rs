//! Which files of checks have come, changed and gone since the last look.

use std::collections::BTreeMap;
use std::io;
use std::path::PathBuf;

use movie_guru_workshop::synthetic::{Outcome, Version, files};

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
    use std::fs;

    use movie_guru_workshop::synthetic::MOST_CHECKS;

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
