//! `coach gcp` and `coach doctor`, the command itself, against stand-ins for Google and for Kubernetes.

#![cfg(unix)]
#![expect(clippy::unwrap_used, reason = "a test says what went wrong by panicking")]

mod doctor;
mod figures;
mod google;
// The stand-in of the crate that asks Google: the same rules for both.
#[path = "../../../google-cloud/tests/google/kept.rs"]
mod kept;
mod monitoring;
mod run;
