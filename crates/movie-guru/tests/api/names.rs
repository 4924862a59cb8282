//! Metric names are written in one file only.

use std::fs;
use std::path::{Path, PathBuf};

const WRITTEN_IN: &str = "crates/telemetry/src/contract.rs";

fn rust_files(folder: &Path, found: &mut Vec<PathBuf>) {
    let Ok(entries) = fs::read_dir(folder) else { return };
    for path in entries.map(|entry| entry.unwrap().path()) {
        if path.is_dir() {
            if path.file_name().is_some_and(|name| name != "target") {
                rust_files(&path, found);
            }
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
}

#[test]
fn a_metric_name_of_ours_is_written_only_in_the_contract() {
    // Not written out, or this file would be found too.
    let needle = ["movie", "guru_"].concat();
    let workspace = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize().unwrap();
    let mut files = Vec::new();
    rust_files(&workspace.join("crates"), &mut files);
    rust_files(&workspace.join("loadtest"), &mut files);
    let naming: Vec<_> = files
        .iter()
        .filter(|file| fs::read_to_string(file).unwrap().contains(&needle))
        .map(|file| file.strip_prefix(&workspace).unwrap())
        .collect();
    assert_eq!(naming, [Path::new(WRITTEN_IN)], "use the constants of {WRITTEN_IN}");
}
