//! A real nginx for tests, which publishes a service below a path as `docs/deploy.md` tells to, and a look at everything that
//! the service's pages lead to: all of it must be below that path, and be there.
//!
//! Where nginx is absent a test says so and is skipped; with `LAB_REQUIRE_ALL=1` it fails.

#![expect(clippy::expect_used, clippy::unwrap_used, reason = "a test says what went wrong by panicking")]

mod crawl;
mod nginx;

pub use crawl::Crawl;
pub use nginx::{Nginx, Part, Passes};
