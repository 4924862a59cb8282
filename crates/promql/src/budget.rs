//! What a query may use: samples, and time. Both are counted while it is evaluated, so the largest query ends as an error
//! and not with the machine.

use std::cell::Cell;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use crate::error::QueryError;

/// What one query may use.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// How long it may take.
    pub time: Duration,
    /// How many samples may be read for it and made by it, all in all. A sample is 16 bytes.
    pub samples: usize,
}

impl Default for Limits {
    /// Prometheus' two minutes, and samples for at most 320 MB.
    fn default() -> Self {
        Self { time: Duration::from_secs(120), samples: 20_000_000 }
    }
}

/// What one query has left.
pub struct Budget<'a> {
    samples: Cell<usize>,
    deadline: Instant,
    abandoned: &'a AtomicBool,
}

impl<'a> Budget<'a> {
    /// From now on; `abandoned` is set when nobody waits for the answer any more.
    pub fn new(limits: Limits, abandoned: &'a AtomicBool) -> Self {
        Self { samples: Cell::new(limits.samples), deadline: Instant::now() + limits.time, abandoned }
    }

    /// Uses samples.
    pub(crate) fn take(&self, samples: usize) -> Result<(), QueryError> {
        self.check()?;
        let left = self.samples.get().checked_sub(samples).ok_or_else(|| {
            QueryError::Execution(
                "query processing would load too many samples into memory in query execution".to_owned(),
            )
        })?;
        self.samples.set(left);
        Ok(())
    }

    /// Fails when time is up.
    pub(crate) fn check(&self) -> Result<(), QueryError> {
        if self.abandoned.load(Ordering::Relaxed) || Instant::now() >= self.deadline {
            return Err(QueryError::timed_out());
        }
        Ok(())
    }
}
