//! Programs that are not on every machine, run to their end.

use std::io::Write;
use std::path::Path;
use std::process::{Command, ExitStatus};
use std::sync::atomic::{AtomicU32, Ordering};

/// What a script of `scripts/` ends with where it cannot have what it needs.
const CANNOT: i32 = 77;

static SKIPPED: AtomicU32 = AtomicU32::new(0);

/// Says that a test is skipped, why, and the how manieth of its process that is; with `LAB_REQUIRE_ALL=1` the test fails.
/// It is said past libtest, which shows nothing of a test that passes.
pub fn skipped(why: &str) {
    assert!(std::env::var("LAB_REQUIRE_ALL").as_deref() != Ok("1"), "LAB_REQUIRE_ALL=1, and {why}");
    let count = SKIPPED.fetch_add(1, Ordering::Relaxed) + 1;
    let _ = writeln!(std::io::stderr(), "skipped ({count}): {why}");
}

/// How a program ended, and what it said.
#[derive(Clone, Debug)]
pub struct Said {
    /// As the system has it.
    pub status: ExitStatus,
    /// Its output, and then its errors.
    pub text: String,
}

impl Said {
    /// Whether it ended with success.
    pub fn passed(&self) -> bool {
        self.status.success()
    }
}

/// Runs a program to its end; none where it is absent.
pub fn ran(command: &mut Command) -> Option<Said> {
    match command.output() {
        Ok(output) => {
            let text = String::from_utf8([output.stdout, output.stderr].concat()).unwrap();
            Some(Said { status: output.status, text })
        }
        Err(error) => {
            skipped(&format!("{} cannot be run: {error}", command.get_program().display()));
            None
        }
    }
}

/// Runs `scripts/NAME` to its end; none where what it needs cannot be had.
pub fn script<I: AsRef<std::ffi::OsStr>>(name: &str, arguments: impl IntoIterator<Item = I>) -> Option<Said> {
    let said = ran(Command::new(workspace().join("scripts").join(name)).args(arguments))?;
    if said.status.code() == Some(CANNOT) {
        skipped(&said.text);
        return None;
    }
    Some(said)
}

/// The folder of the whole project.
pub fn workspace() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(2).unwrap()
}
