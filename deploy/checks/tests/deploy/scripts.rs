//! The scripts that hold what stands in `deploy/` against others' programs and schemas, as tests run them.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use serde_json::Value;

/// What a script has said, and whether it found everything in order.
pub(crate) struct Said {
    /// Whether it ended with success.
    pub(crate) passed: bool,
    /// Its output, and then its errors.
    pub(crate) text: String,
}

pub(crate) fn workspace() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(2).unwrap()
}

pub(crate) fn target() -> PathBuf {
    std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| workspace().join("target"), PathBuf::from)
}

#[expect(clippy::print_stderr, reason = "says what is absent")]
pub(crate) fn skipped(why: &str) {
    assert!(std::env::var("LAB_REQUIRE_ALL").as_deref() != Ok("1"), "{why}");
    eprintln!("skipped: {why}");
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

/// Runs `scripts/NAME`; none where what it needs cannot be had, and that is allowed.
pub(crate) fn run(name: &str, arguments: &[&Path]) -> Option<Said> {
    let script = workspace().join("scripts").join(name);
    let Ok(output) = Command::new(script).args(arguments).output() else {
        skipped("python3 is not installed");
        return None;
    };
    let text = String::from_utf8([&*output.stdout, &*output.stderr].concat()).unwrap();
    if output.status.code() == Some(77) {
        skipped(&text);
        return None;
    }
    Some(Said { passed: output.status.success(), text })
}

/// The objects of a folder that `check-k8s` has rendered.
pub(crate) fn rendered(name: &str) -> Vec<Value> {
    let text = fs::read_to_string(target().join("k8s").join(format!("{name}.yaml"))).unwrap();
    serde_saphyr::from_multiple(&text).unwrap()
}
