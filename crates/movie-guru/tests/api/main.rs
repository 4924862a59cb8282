//! The backend from the outside: real HTTP on a free port, a real database, `/metrics` read as its users read it.
#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a test says what went wrong by panicking")]

mod app_under_test;
mod bad_input;
mod binary;
mod catalogue;
mod conversation;
mod counting;
mod database_away;
mod dice;
mod durability;
mod exposition;
mod forms;
mod home;
mod lived_phases;
mod openapi;
mod otlp;
mod phases;
mod random_bytes;
mod rows;
mod scenarios;
mod scrape;
mod sessions;
mod stopping;
mod workshop;
