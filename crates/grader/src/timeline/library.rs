//! Where timelines come from: the binary, or a folder.

use std::fs;
use std::path::{Path, PathBuf};

use rust_embed::RustEmbed;

use super::limits::MOST_BYTES;
use super::model::Timeline;
use super::read::read;

#[derive(RustEmbed)]
#[folder = "../../scenarios/timelines"]
struct Files;

/// In this order they are shown; what stands here is a file, and the other way round.
const ORDER: [&str; 12] = [
    "healthy",
    "sharp-outage",
    "slow-leak",
    "short-spikes",
    "flapping",
    "low-traffic",
    "no-traffic-at-night",
    "recovery",
    "deploy-restarts",
    "latency-only",
    "one-region-of-ten",
    "lost-on-the-way",
];
/// So many files of a folder are read.
const MOST_FILES: usize = 50;

/// Those that travel in the binary, each with its mistakes.
pub(super) fn all() -> Vec<Result<Timeline, Vec<String>>> {
    let of = |name: &str| {
        let file = Files::get(&format!("{name}.yaml")).ok_or_else(|| vec![format!("{name}.yaml is not there")])?;
        named(&format!("{name}.yaml"), name, &String::from_utf8_lossy(&file.data))
    };
    ORDER.into_iter().map(of).collect()
}

pub(super) fn folder(folder: &Path) -> Result<Vec<Timeline>, Vec<String>> {
    let shown = folder.display();
    let entries = fs::read_dir(folder).map_err(|error| vec![format!("{shown} cannot be read: {error}")])?;
    let is_timeline = |path: &PathBuf| path.extension().is_some_and(|extension| extension == "yaml");
    let mut files: Vec<_> = entries.flatten().map(|entry| entry.path()).filter(is_timeline).collect();
    files.sort();
    match files.len() {
        0 => return Err(vec![format!("{shown} has no timeline: files NAME.yaml are (docs/timelines.md)")]),
        many if many > MOST_FILES => {
            return Err(vec![format!("{shown} has {many} timelines; at most {MOST_FILES} can be graded at once")]);
        }
        _ => {}
    }
    let mut timelines = Vec::new();
    let mut mistakes = Vec::new();
    for path in files {
        match file(&path) {
            Ok(timeline) => timelines.push(timeline),
            Err(wrong) => mistakes.extend(wrong),
        }
    }
    if mistakes.is_empty() { Ok(timelines) } else { Err(mistakes) }
}

fn file(path: &Path) -> Result<Timeline, Vec<String>> {
    let shown = path.display().to_string();
    let cannot = |why: String| vec![format!("{shown}: {why}")];
    let size = fs::metadata(path).map_err(|error| cannot(error.to_string()))?.len();
    if size > MOST_BYTES as u64 {
        return Err(cannot(format!("has {size} bytes; at most {MOST_BYTES} are read")));
    }
    let text = fs::read_to_string(path).map_err(|error| cannot(error.to_string()))?;
    let name = path.file_stem().unwrap_or_default().to_string_lossy();
    named(&shown, &name, &text)
}

/// A file's timeline, or its mistakes, each with the file.
fn named(shown: &str, name: &str, text: &str) -> Result<Timeline, Vec<String>> {
    read(name, text).map_err(|mistakes| mistakes.into_iter().map(|mistake| format!("{shown}: {mistake}")).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_embedded_timeline_is_right_and_has_its_place() {
        let all: Vec<_> = all().into_iter().map(|read| read.map(|timeline| timeline.name)).collect();
        assert_eq!(all, ORDER.map(|name| Ok(name.to_owned())));
        let mut files: Vec<_> = Files::iter().collect();
        let mut named = ORDER.map(|name| format!("{name}.yaml"));
        files.sort();
        named.sort();
        assert_eq!(files, named);
    }

    #[test]
    fn a_folder_is_read_and_each_mistake_names_its_file() {
        let dir = tempfile::tempdir().unwrap();
        assert!(folder(&dir.path().join("absent")).unwrap_err()[0].contains("cannot be read"));
        assert!(folder(dir.path()).unwrap_err()[0].contains("no timeline"));
        let shortest = "title: t\nstory: s\nlength: 1h\nevery: 30s\nseed: 1\ntraffic: {per_second: 1}\n";
        fs::write(dir.path().join("b.yaml"), shortest).unwrap();
        fs::write(dir.path().join("a.yaml"), shortest).unwrap();
        fs::write(dir.path().join("notes.txt"), "no timeline").unwrap();
        let names: Vec<_> = folder(dir.path()).unwrap().into_iter().map(|timeline| timeline.name).collect();
        assert_eq!(names, ["a", "b"]);
        fs::write(dir.path().join("c.yaml"), shortest.replace("1h", "soon")).unwrap();
        fs::write(dir.path().join("d.yaml"), "#".repeat(MOST_BYTES + 1)).unwrap();
        let mistakes = folder(dir.path()).unwrap_err();
        assert!(mistakes[0].contains("c.yaml: line 3, column 9: ") && mistakes[0].contains("soon"), "{mistakes:?}");
        assert!(mistakes[1].contains("d.yaml: ") && mistakes[1].contains("at most"), "{mistakes:?}");
    }
}
