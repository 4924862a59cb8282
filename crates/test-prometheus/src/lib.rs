//! For tests that hold our answers against Prometheus': samples that go into both, the way into Prometheus for those that no
//! file can carry, queries, and who answers them.

#![expect(clippy::panic, clippy::unwrap_used, reason = "a test says what went wrong by panicking")]

pub mod queries;
mod remote_write;
pub mod samples;
mod source;

pub use remote_write::write;
pub use source::{Source, near};
