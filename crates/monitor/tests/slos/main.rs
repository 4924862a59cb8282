//! SLOs and alerts from the outside: the API over real HTTP, what is on the disk, who is told, and whether alerts come in
//! time on the traffic of the workshop.

#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a test says what went wrong by panicking")]

mod bad_input;
mod board;
mod counters;
mod counting;
mod durability;
mod figures;
mod lifecycle;
mod low_traffic;
mod notifications;
mod promql;
mod side_by_side;
mod traffic;
mod unmatched;
mod workshop_time;
mod write_api;
