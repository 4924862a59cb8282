//! Programs that judge what is rendered. A test whose program is absent says so and is skipped; with
//! `LAB_REQUIRE_ALL=1` it fails.

use std::path::Path;
use std::process::{Command, ExitStatus};

use crate::files::workspace;

/// What a program said.
pub(crate) struct Verdict {
    pub(crate) status: ExitStatus,
    pub(crate) said: String,
}

fn skip(what: &str) {
    assert!(std::env::var("LAB_REQUIRE_ALL").as_deref() != Ok("1"), "{what}");
    eprintln!("skipped: {what}");
}

/// Runs `promtool`; none where it is absent.
pub(crate) fn promtool(arguments: &[&str], folder: &Path) -> Option<Verdict> {
    let Ok(output) = Command::new("promtool").args(arguments).current_dir(folder).output() else {
        skip("promtool is not installed");
        return None;
    };
    Some(Verdict { status: output.status, said: String::from_utf8([output.stdout, output.stderr].concat()).unwrap() })
}

/// Holds a file against Google's messages; none where they cannot be had.
pub(crate) fn check_gcp(kind: &str, file: &Path) -> Option<Verdict> {
    /// What the script ends with where it has no messages to check with.
    const ABSENT: i32 = 77;
    let Ok(output) = Command::new(workspace().join("scripts/check-gcp")).arg(kind).arg(file).output() else {
        skip("python3 is not installed");
        return None;
    };
    let said = String::from_utf8([output.stdout, output.stderr].concat()).unwrap();
    if output.status.code() == Some(ABSENT) {
        skip(&said);
        return None;
    }
    Some(Verdict { status: output.status, said })
}
