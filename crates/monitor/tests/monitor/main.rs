//! The monitor with real parts: a store on disk, targets over HTTP, Debian's Prometheus beside it.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test says what went wrong by panicking")]

mod api;
mod durability;
mod elsewhere;
mod formats;
mod lab;
mod openapi;
mod samples;
mod scraping;
mod server;
mod slo_metrics;
