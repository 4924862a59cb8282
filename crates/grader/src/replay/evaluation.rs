//! A query at every scrape, in slices of time: two weeks at once would be 320 kB for each series of each part of a query.

use std::ops::Range;
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::thread;
use std::time::{Duration, Instant};

use promql::{Budget, Limits, QueryError, Queryable};
use series::duration::milliseconds;
use series::{Labels, Points};

use super::scrapes::{Scrapes, moment};

/// What a query may use: of time over all scrapes, and of samples, which are 16 bytes, in one slice. Four windows of three
/// days over hundreds of series, written out, need a fifth of that.
const TIME: Duration = Duration::from_secs(20);
const SAMPLES: usize = 10_000_000;
/// A slice is so long, and longer where the query looks back further, so that little is read twice.
const SLICE: Duration = Duration::from_secs(86_400);
/// A query's tree is as deep as the query has operators; this holds the deepest that is read.
const DEEP_STACK: usize = 32 << 20;

/// What can be asked, from any thread.
pub(super) type Storage<'a> = &'a (dyn Queryable + Sync);

/// Evaluates a query at some of the scrapes. `take` gets each series of each slice, in order of time.
///
/// # Errors
/// Where the query is none, cannot be computed, or needs too much; and what `take` says.
pub(super) fn at_scrapes(
    storage: Storage<'_>,
    query: &str,
    scrapes: Scrapes,
    steps: Range<usize>,
    mut take: impl FnMut(Arc<Labels>, Points) -> Result<(), QueryError> + Send,
) -> Result<(), QueryError> {
    on_stack(query, move || {
        let reads = promql::reads(query)?;
        // A rule's query is asked for one moment, which is start and end.
        let at_once = match reads.knows_ends {
            true => 1,
            false => (milliseconds(SLICE.max(reads.back)) / scrapes.every).max(1) as usize,
        };
        let deadline = Instant::now() + TIME;
        let abandoned = AtomicBool::new(false);
        for first in steps.clone().step_by(at_once) {
            let last = first.saturating_add(at_once).min(steps.end) - 1;
            let step = Duration::from_millis(scrapes.every.unsigned_abs());
            let range = promql::Range { start: scrapes.moment(first), end: moment(scrapes.ms(last)), step };
            let limits = Limits { time: deadline.saturating_duration_since(Instant::now()), samples: SAMPLES };
            let budget = Budget::new(limits, &abandoned);
            for (labels, points) in promql::points_over_range(storage, query, range, &budget)? {
                take(labels, points)?;
            }
        }
        Ok(())
    })
}

/// Does what a query needs on a stack that holds it.
pub(super) fn on_stack<T: Send>(
    query: &str,
    evaluate: impl FnOnce() -> Result<T, QueryError> + Send,
) -> Result<T, QueryError> {
    if !promql::is_deep(query) {
        return evaluate();
    }
    thread::scope(|scope| {
        let thread = thread::Builder::new().stack_size(DEEP_STACK).spawn_scoped(scope, evaluate);
        let thread = thread.map_err(|error| QueryError::Unavailable(format!("no thread for the query: {error}")))?;
        let broke = |_| QueryError::Execution("the evaluation of the query broke".to_owned());
        thread.join().map_err(broke)?
    })
}
