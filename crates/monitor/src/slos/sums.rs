//! Requests between one scrape and the next, up to a moment: what is read is added, and what is old is put together.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};
use movie_guru_slo::promql::Counters;
use movie_guru_slo::{Bin, Count, Period, Selector, TimeScale, Window};
use promql::QueryError;
use series::Series;

use super::rises::{Rise, Scrapes, Tally};
use crate::source::MetricsSource;

/// Requests of such a part of their age are put together: a chart has fewer points, and no window is off by more.
const PARTS: i32 = 3000;
/// So many more make it worth while to look which are old.
const MANY_MORE: usize = 1000;

/// Requests between two scrapes: all of them, and the part that is good or bad as a whole.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
struct Requests {
    part: f64,
    all: f64,
}

/// See the module.
#[derive(Clone, Debug, Default)]
pub(super) struct Sums {
    /// Nothing before this moment was read.
    begun: Timestamp,
    /// Everything up to this one was.
    pub(super) until: Timestamp,
    /// Requests that may have come before this moment do not count.
    floor: Timestamp,
    part: Tally,
    all: Tally,
    /// By the scrape that has them.
    requests: BTreeMap<Timestamp, Requests>,
    /// How many these were when they were put together last.
    tidied: usize,
}

impl Sums {
    /// Of nothing yet. What may have come before `floor` is not to be counted.
    pub(super) fn from(begun: Timestamp, floor: Timestamp) -> Self {
        Self { begun, until: begun, floor, ..Self::default() }
    }

    /// What is known at the end, without the requests before it.
    pub(super) fn goes_on(&self) -> Self {
        Self { part: self.part.clone(), all: self.all.clone(), until: self.until, ..Self::from(self.begun, self.floor) }
    }

    /// Reads on up to a moment. An error changes nothing.
    pub(super) async fn read(
        &mut self,
        source: &dyn MetricsSource,
        counters: &Counters,
        until: Timestamp,
    ) -> Result<(), QueryError> {
        let (part, part_scrapes) = self.ask(source, &counters.part, &self.part, until).await?;
        let (all, all_scrapes) = self.ask(source, &counters.all, &self.all, until).await?;
        let of_part = self.part.rises(&part, &part_scrapes);
        let of_all = self.all.rises(&all, &all_scrapes);
        let floor = self.floor;
        let counts = |rise: &Rise| rise.after >= floor;
        for rise in of_part.into_iter().filter(counts) {
            self.requests.entry(rise.at).or_default().part += rise.by;
        }
        for rise in of_all.into_iter().filter(counts) {
            self.requests.entry(rise.at).or_default().all += rise.by;
        }
        self.until = until;
        Ok(())
    }

    /// The samples of a counter, and of the scrapes of its targets as far as it takes them to understand these.
    async fn ask(
        &self,
        source: &dyn MetricsSource,
        counter: &Selector,
        known: &Tally,
        until: Timestamp,
    ) -> Result<(Vec<Series>, Scrapes), QueryError> {
        let series = source.samples(counter, Period { start: self.until, end: until }).await?;
        let Some(doubt) = known.in_doubt(&series) else { return Ok((series, Scrapes::default())) };
        // Of scrapes before the beginning nobody knows what they had.
        let period = Period { start: doubt.since.max(self.begun), end: until };
        let up = source.samples(&doubt.selector(), period).await?;
        Ok((series, Scrapes::new(up)))
    }

    /// The requests as an SLO sees them.
    pub(super) fn bins(&self, part_is_good: bool) -> impl Iterator<Item = Bin> {
        self.requests.iter().map(move |(end, Requests { part, all })| {
            let good = if part_is_good { *part } else { all - part };
            Bin { end: *end, count: Count { good, total: *all } }
        })
    }

    /// Puts old requests together, but those of two periods of a calendar never, and leaves out what is before a moment.
    pub(super) fn tidy(&mut self, window: &Window, scale: &TimeScale, before: Timestamp) {
        if self.requests.len() < self.tidied + MANY_MORE {
            return;
        }
        let mut tidied: Vec<(Timestamp, Requests)> = Vec::new();
        let mut start = before;
        for (end, requests) in self.requests.split_off(&before) {
            let near = end.duration_since(start) <= self.until.duration_since(end) / PARTS;
            match tidied.last_mut() {
                Some((last, sum)) if near && !parts(window, scale, *last, end) => {
                    *last = end;
                    *sum = Requests { part: sum.part + requests.part, all: sum.all + requests.all };
                }
                last => {
                    start = last.map_or(before, |(last, _)| *last);
                    tidied.push((end, requests));
                }
            }
        }
        self.requests = tidied.into_iter().collect();
        self.tidied = self.requests.len();
    }
}

/// Whether a period of the calendar begins between two scrapes.
fn parts(window: &Window, scale: &TimeScale, one: Timestamp, other: Timestamp) -> bool {
    let Window::Calendar(_) = window else { return false };
    let before = other.checked_sub(SignedDuration::from_millis(1)).unwrap_or(other);
    window.period(before, scale).start >= one
}
