//! What tests of `deploy/` need of this machine, and what its scripts leave.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use movie_guru_test_support::{skipped, workspace};
use serde_json::Value;

pub(crate) fn target() -> PathBuf {
    std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| workspace().join("target"), PathBuf::from)
}

/// Whether programs are there; where not, and that is not allowed, fails.
pub(crate) fn have(programs: &[&str]) -> bool {
    let absent = |program: &&&str| Command::new(program).arg("--version").output().is_err();
    let absent: Vec<_> = programs.iter().filter(absent).collect();
    if !absent.is_empty() {
        skipped(&format!("{absent:?} not installed"));
    }
    absent.is_empty()
}

/// The objects of a folder that `check-k8s` has rendered.
pub(crate) fn rendered(name: &str) -> Vec<Value> {
    let text = fs::read_to_string(target().join("k8s").join(format!("{name}.yaml"))).unwrap();
    serde_saphyr::from_multiple(&text).unwrap()
}
