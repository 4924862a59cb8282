//! What tests of all crates need alike: other people's programs, a condition to wait for, a person who asks a service, and
//! what a service shows of itself on `/metrics`.
//!
//! A test whose program is absent says so and is skipped; with `LAB_REQUIRE_ALL=1` it fails ([`skipped`]).
//!
//! Three kinds of support are crates of their own, because each brings a tree of dependencies that only a few tests use, and
//! every test would wait for it here: a browser (`browser-test`), an OTLP receiver (`test-collector`: gRPC) and PostgreSQL
//! (`test-postgres`: sqlx).

#![expect(clippy::expect_used, clippy::unwrap_used, reason = "what a test needs and does not get fails the test")]

mod absent;
mod crawl;
mod exposition;
mod nginx;
pub mod openapi;
mod pages;
mod person;
mod prometheus;
mod published;
mod running;
mod waiting;

pub use absent::{Said, ran, script, skipped, workspace};
pub use crawl::Crawl;
pub use exposition::{Exposition, Sample};
pub use nginx::Nginx;
pub use pages::pages;
pub use person::{Answer, Person, client};
pub use prometheus::{Server, backfill, promtool};
pub use published::{Part, Passes, published};
pub use running::Running;
pub use waiting::{until, wait_for};
