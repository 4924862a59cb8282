//! The crate against a server that answers as Google's APIs are published, on the loopback.

#![expect(clippy::unwrap_used, reason = "a test says what went wrong by panicking")]

mod at_once;
mod channels;
mod credentials;
mod dashboards;
mod gke;
mod judge;
mod kept;
mod project;
mod refusals;
mod server;
mod slos;
mod team;
