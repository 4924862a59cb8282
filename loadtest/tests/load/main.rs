//! The load generator against real servers. One binary: `stand_in` is shared by all of it.

#![expect(clippy::unwrap_used, reason = "what a test needs and does not get is a failure of the test")]

mod against_backend;
mod behaviours;
mod command;
mod early;
mod endurance;
mod failures;
mod figures;
mod front;
mod https;
mod locust;
mod models;
mod openapi;
mod runs;
mod service;
mod sets;
mod stand_in;
mod terminal;
mod traces;
