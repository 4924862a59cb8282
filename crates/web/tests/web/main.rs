//! The web app from the outside: over real HTTP in front of a real backend, and in a real browser.
#![expect(clippy::unwrap_used, reason = "a test says what went wrong by panicking")]

mod bad_input;
mod below_a_path;
mod binary;
mod browser;
mod calls;
mod challenges;
mod checks;
mod edge;
mod forget;
mod guide_pages;
mod lab;
mod notice;
mod reports;
mod room;
mod stand_in;
mod workshop;
