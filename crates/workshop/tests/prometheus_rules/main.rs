//! The rules of an attendee's own Prometheus as evidence: Debian's Prometheus, with rules in a file and a small app to scrape.
#![expect(clippy::unwrap_used, reason = "a test says what went wrong by panicking")]

mod attendee;
mod bad_answers;
mod forms;
mod graded;
mod rules;
mod wrong;
