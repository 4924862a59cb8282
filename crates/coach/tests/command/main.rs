//! The command as a coach runs it: its exit codes, what it says, and what is there afterwards.
#![expect(clippy::unwrap_used, reason = "a test says what went wrong by panicking")]

mod address;
mod coach;
mod interrupted;
mod local;
mod many_teams;
mod older;
mod running;
mod screens;
mod teams_file;
mod trouble;
