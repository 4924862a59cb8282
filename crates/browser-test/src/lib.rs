//! A real Chromium for tests, driven by WebDriver, that notices what a person would not: calls to other hosts, errors on
//! the console, pages that scroll sideways, what an accessibility audit (axe-core) finds.
//!
//! Where Chromium or its driver is absent a test says so and is skipped; with `LAB_REQUIRE_ALL=1` it fails.

#![expect(clippy::unwrap_used, reason = "a test says what went wrong by panicking")]

mod driver;
mod forms;
mod session;

pub use driver::Browser;
