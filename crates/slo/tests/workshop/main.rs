//! The SLOs that the workshop ships, held against the contract, and their renderings against those who will read them.

#![expect(clippy::unwrap_used, reason = "a test fails by panicking")]

mod files;
mod mistakes;
