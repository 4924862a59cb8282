//! The pages, as an attendee meets them: over real HTTP, on figures that a real Prometheus holds, in a real browser.
#![expect(clippy::unwrap_used, reason = "a test says what went wrong by panicking")]

mod below_a_path;
mod charts;
mod exported;
mod http;
mod looks;
mod monitor;
mod plots;
mod prometheus;
mod slos;
mod story;
mod use_of_it;
mod young;
