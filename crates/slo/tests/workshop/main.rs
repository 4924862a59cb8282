//! The SLOs that the workshop ships, held against the contract, and their renderings against those who will read them.

#![expect(clippy::unwrap_used, reason = "a test says what went wrong by panicking")]

mod files;
mod missing_series;
mod mistakes;
mod renderings;
mod side_by_side;
