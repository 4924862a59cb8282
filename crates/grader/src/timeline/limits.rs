//! How large a timeline may be: what somebody writes by mistake must not take all memory.

use std::ops::RangeInclusive;
use std::time::Duration;

/// The bytes of a file.
pub(super) const MOST_BYTES: usize = 64 << 10;
/// The letters of a file's name.
pub(super) const MOST_OF_NAME: usize = 60;
/// The characters of a title.
pub(super) const MOST_OF_TITLE: usize = 200;
/// The characters of a story.
pub(super) const MOST_OF_STORY: usize = 1_000;
/// Scrapes of an instance, times instances: two weeks every 30 s are 40,320 for each.
pub(super) const MOST_SCRAPES: usize = 1_000_000;
pub(super) const INSTANCES: RangeInclusive<u32> = 1..=50;
pub(super) const MOST_TROUBLES: usize = 50;
pub(super) const MOST_RESTARTS: usize = 1_000;
/// From one scrape to the next.
pub(super) const EVERY: RangeInclusive<Duration> = Duration::from_millis(100)..=Duration::from_secs(3600);
/// Requests a second of an operation.
pub(super) const MOST_PER_SECOND: f64 = 100_000.0;
/// Times the budget.
pub(super) const MOST_BURN: f64 = 100_000.0;
