//! What the commands say: results to standard output, complaints to standard error.

use std::io::Write;

/// A result, for people or for a pipe. A reader that has gone away is no error.
pub(crate) fn say(text: &str) {
    let _ = writeln!(std::io::stdout(), "{text}");
}

/// What went wrong, with what to do next.
pub(crate) fn complain(text: &str) {
    let _ = writeln!(std::io::stderr(), "lab: {text}");
}
