//! The backend on PostgreSQL: the tests of `tests/api` that ask anything of the database, and what only several replicas,
//! or a server that comes and goes, can show.
#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a test says what went wrong by panicking")]
#![expect(dead_code, reason = "what only other tests of tests/api need")]

#[path = "../api/app_under_test.rs"]
mod app_under_test;
#[path = "../api/bad_input.rs"]
mod bad_input;
#[path = "../api/binary.rs"]
mod binary;
#[path = "../api/conversation.rs"]
mod conversation;
mod copy;
#[path = "../api/counting.rs"]
mod counting;
#[path = "../api/durability.rs"]
mod durability;
mod heals;
mod home;
mod nginx;
mod opening;
#[path = "../api/phases.rs"]
mod phases;
mod pool;
#[path = "../api/random_bytes.rs"]
mod random_bytes;
mod replicas;
mod rollout;
#[path = "../api/scenarios.rs"]
mod scenarios;
#[path = "../api/scrape.rs"]
mod scrape;
#[path = "../api/sessions.rs"]
mod sessions;
mod tls;
mod versions;
#[path = "../api/workshop.rs"]
mod workshop;
