//! One suite, two servers: the stand-in always, a real API server where it was built.

#![expect(clippy::unwrap_used, reason = "what a test needs and does not get fails the test")]

mod applying;
mod auth;
mod ground;
mod kept;
mod outage;
mod owners;
mod reach;
mod removing;
mod rolling;
mod side_by_side;
