//! The contract by itself, what is told of it, and where its names may be written.
#![expect(clippy::unwrap_used, reason = "a test says what went wrong by panicking")]

mod document;
mod names;
mod rows;

use std::path::{Path, PathBuf};

fn workspace() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize().unwrap()
}
