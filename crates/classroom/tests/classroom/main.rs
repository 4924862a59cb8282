//! Labs of many teams: real ones where there is a `lab`, else the real web app and workshop over real sockets, with a
//! stand-in for what is behind them.

#![expect(clippy::unwrap_used, reason = "a test says what went wrong by panicking")]

mod asked;
mod console;
mod local;
mod odd;
mod played;
mod report;
mod stand_in;
mod watched;
