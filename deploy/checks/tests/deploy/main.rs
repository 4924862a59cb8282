//! Everything in `deploy/` and `.github/`, held against others' schemas and programs, and against the rules of this crate.
#![expect(clippy::unwrap_used, reason = "a test says what went wrong by panicking")]

mod cluster;
mod costs;
mod decode;
mod kept;
mod rendered;
mod roll_out;
mod scripts;
mod settings;
mod terraform;
mod traces;
mod workflows;
