//! Past runs, kept in the data folder: for each the figures and its seconds, as JSON. Few and small enough that nobody
//! has to clean up: the oldest go first.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::figures::stats::Stats;
use crate::figures::timeline::Seconds;

/// More runs than this are not kept.
const MOST_RUNS: usize = 50;
/// More bytes than this are not kept, but for the newest run.
const MOST_BYTES: u64 = 100 * 1024 * 1024;

/// A run with its seconds: what is kept of it, and what a report is made of.
#[derive(Clone, Debug, PartialEq)]
pub struct KeptRun {
    /// Names it among the runs of a data folder; also the start of its files' names.
    pub id: String,
    /// What it was asked to do, and every figure.
    pub stats: Stats,
    /// How it went second by second.
    pub seconds: Seconds,
}

impl KeptRun {
    /// A run that was started then, with an id by which it is found again.
    pub(crate) fn new(started_at: SystemTime, stats: Stats, seconds: Seconds) -> Self {
        let when = humantime::format_rfc3339_millis(started_at).to_string();
        let when: String = when.chars().filter(char::is_ascii_alphanumeric).collect();
        let seed = stats.settings.seed.unwrap_or_default();
        Self { id: format!("{when}-{seed:x}"), stats, seconds }
    }
}

/// The folder of past runs.
#[derive(Clone, Debug)]
pub struct KeptRuns {
    folder: PathBuf,
    most_runs: usize,
    most_bytes: u64,
}

impl KeptRuns {
    /// Past runs in this folder; it is made when the first one is kept.
    pub fn in_folder(folder: impl Into<PathBuf>) -> Self {
        Self { folder: folder.into(), most_runs: MOST_RUNS, most_bytes: MOST_BYTES }
    }

    /// Keeps a run, and lets go of the oldest where there are too many.
    pub fn keep(&self, run: &KeptRun) -> io::Result<()> {
        fs::create_dir_all(&self.folder)?;
        // The figures last: a run is there when they are.
        write(&self.seconds_of(&run.id), &run.seconds)?;
        write(&self.figures_of(&run.id), &run.stats)?;
        self.let_go(&run.id)
    }

    /// The ids of all runs, newest first.
    pub fn ids(&self) -> io::Result<Vec<String>> {
        let entries = match fs::read_dir(&self.folder) {
            Ok(entries) => entries,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            Err(error) => return Err(error),
        };
        let mut ids = Vec::new();
        for entry in entries {
            let name = entry?.file_name();
            let id = name.to_str().and_then(|name| name.strip_suffix(".figures.json"));
            ids.extend(id.filter(|id| is_id(id)).map(str::to_owned));
        }
        // They begin with the time.
        ids.sort_unstable_by(|a, b| b.cmp(a));
        Ok(ids)
    }

    /// All runs whose figures can be read, newest first, without their seconds.
    pub fn list(&self) -> io::Result<Vec<(String, Stats)>> {
        let read = |id: String| read(&self.figures_of(&id)).ok().map(|stats| (id, stats));
        Ok(self.ids()?.into_iter().filter_map(read).collect())
    }

    /// One run, whole; none where there is none of this id.
    pub fn read(&self, id: &str) -> io::Result<Option<KeptRun>> {
        if !is_id(id) || !self.figures_of(id).exists() {
            return Ok(None);
        }
        let (stats, seconds) = (read(&self.figures_of(id))?, read(&self.seconds_of(id))?);
        Ok(Some(KeptRun { id: id.to_owned(), stats, seconds }))
    }

    /// Deletes a run; false where there is none of this id.
    pub fn delete(&self, id: &str) -> io::Result<bool> {
        if !is_id(id) || !self.figures_of(id).exists() {
            return Ok(false);
        }
        fs::remove_file(self.figures_of(id))?;
        match fs::remove_file(self.seconds_of(id)) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
            _ => Ok(true),
        }
    }

    fn let_go(&self, newest: &str) -> io::Result<()> {
        let size = |file: PathBuf| fs::metadata(file).map_or(0, |file| file.len());
        let (mut runs, mut bytes) = (0, 0);
        for id in self.ids()? {
            runs += 1;
            bytes += size(self.figures_of(&id)) + size(self.seconds_of(&id));
            if (runs > self.most_runs || bytes > self.most_bytes) && id != newest {
                self.delete(&id)?;
            }
        }
        Ok(())
    }

    fn figures_of(&self, id: &str) -> PathBuf {
        self.folder.join(format!("{id}.figures.json"))
    }

    fn seconds_of(&self, id: &str) -> PathBuf {
        self.folder.join(format!("{id}.seconds.json"))
    }
}

/// What is asked for from outside never leaves the folder.
fn is_id(text: &str) -> bool {
    (1..=64).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
}

fn write(file: &Path, value: &impl Serialize) -> io::Result<()> {
    let unfinished = file.with_extension("unfinished");
    fs::write(&unfinished, serde_json::to_vec(value)?)?;
    fs::rename(&unfinished, file)
}

fn read<T: DeserializeOwned>(file: &Path) -> io::Result<T> {
    Ok(serde_json::from_slice(&fs::read(file)?)?)
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use crate::figures::progress::Progress;
    use crate::figures::stats::State;
    use crate::figures::timeline::Second;
    use crate::plan::settings::RunSettings;

    use super::*;

    fn run(minute: u32, seconds: usize) -> KeptRun {
        let progress = Progress {
            users: 0,
            elapsed: Duration::from_secs(seconds as u64),
            total: Default::default(),
            requests: vec![],
            journeys: vec![],
            failed: vec![],
            ended: Some(crate::figures::progress::End::Stopped),
        };
        let settings = (&RunSettings::new("http://127.0.0.1:1".parse().unwrap())).into();
        let started = format!("2026-11-21T10:{minute:02}:00Z");
        let stats = Stats { state: State::Ended, started, settings, progress };
        let second = Second { users: 5, requests: 3, failures: 1, p50_us: 1500, p95_us: 90_000 };
        let seconds = Seconds { first: 0, rows: vec![second; seconds] };
        KeptRun { id: format!("20261121T10{minute:02}00Z-7"), stats, seconds }
    }

    #[test]
    fn a_run_is_read_as_it_was_kept_until_it_is_deleted() {
        let folder = tempfile::tempdir().unwrap();
        let runs = KeptRuns::in_folder(folder.path().join("runs"));
        assert_eq!(runs.list().unwrap(), []);
        let kept = run(1, 10);
        runs.keep(&kept).unwrap();
        assert_eq!(runs.read(&kept.id).unwrap().unwrap(), kept);
        assert_eq!(runs.list().unwrap(), [(kept.id.clone(), kept.stats.clone())]);
        assert!(runs.delete(&kept.id).unwrap() && !runs.delete(&kept.id).unwrap());
        assert_eq!(runs.read(&kept.id).unwrap(), None);
        assert_eq!(fs::read_dir(folder.path().join("runs")).unwrap().count(), 0);
    }

    #[test]
    fn a_run_kept_before_it_said_through_what_it_went_is_still_read() {
        let folder = tempfile::tempdir().unwrap();
        let runs = KeptRuns::in_folder(folder.path());
        let mut kept = run(1, 10);
        runs.keep(&kept).unwrap();
        let file = runs.figures_of(&kept.id);
        let text = fs::read_to_string(&file).unwrap();
        let old = text.replace(r#""through":"backend","#, "");
        assert_ne!(old, text);
        fs::write(file, old).unwrap();
        kept.stats.settings.through = None;
        assert_eq!(runs.read(&kept.id).unwrap().unwrap(), kept);
    }

    #[test]
    fn the_oldest_go_where_there_are_too_many_or_too_large_ones() {
        let folder = tempfile::tempdir().unwrap();
        let few = KeptRuns { most_runs: 3, ..KeptRuns::in_folder(folder.path()) };
        for minute in 0..5 {
            few.keep(&run(minute, 1)).unwrap();
        }
        assert_eq!(few.ids().unwrap(), [4, 3, 2].map(|minute| run(minute, 1).id));
        let small = KeptRuns { most_bytes: 50_000, ..few };
        small.keep(&run(6, 2000)).unwrap();
        assert_eq!(small.ids().unwrap(), [run(6, 1).id], "the newest stays, however large");
    }

    #[test]
    fn an_id_from_outside_never_leaves_the_folder() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("secret.figures.json"), "{}").unwrap();
        let runs = KeptRuns::in_folder(folder.path().join("runs"));
        for id in ["../secret", "..", "", "a/b", "a.b", &"a".repeat(65)] {
            assert_eq!(runs.read(id).unwrap(), None, "{id}");
            assert!(!runs.delete(id).unwrap(), "{id}");
        }
        assert!(folder.path().join("secret.figures.json").exists());
    }
}
