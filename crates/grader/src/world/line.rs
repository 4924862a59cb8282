//! A series: what it is called, and where its values come from.

use std::sync::Arc;

use series::{Labels, Points};

use super::latency::Observed;

/// A series of a world.
#[derive(Debug)]
pub(super) struct Line {
    pub(super) labels: Arc<Labels>,
    pub(super) values: Values,
}

/// The values of a series.
#[derive(Debug)]
pub(super) enum Values {
    /// One for each scrape.
    Each(Arc<Vec<f64>>),
    /// How many observations were in the first so many buckets of some histograms, since their start. That is summed up when
    /// it is asked for: there are dozens of buckets, and few are asked for.
    Within(Vec<Arc<Observed>>, usize),
    /// With moments of its own.
    Own(Points),
}

/// When scrapes are, and before which of them counters started anew.
#[derive(Debug, Default)]
pub(super) struct Scrapes {
    /// Their moments: milliseconds since 1970.
    pub(super) moments: Vec<i64>,
    /// The scrapes that found a new process, rising.
    pub(super) restarts: Vec<usize>,
}

impl Values {
    /// The samples from one moment to another, both included.
    pub(super) fn points(&self, scrapes: &Scrapes, from: i64, to: i64) -> Points {
        if let Self::Own(points) = self {
            return points.between(from, to);
        }
        let first = scrapes.moments.partition_point(|at| *at < from);
        let after = scrapes.moments.partition_point(|at| *at <= to).max(first);
        let at = scrapes.moments[first..after].to_vec();
        let values = match self {
            Self::Each(values) => values[first..after].to_vec(),
            Self::Within(histograms, buckets) => {
                let start = scrapes.restarts.iter().rfind(|restart| **restart <= first).copied().unwrap_or_default();
                let more = |scrape| histograms.iter().map(|observed| observed.within(scrape, *buckets)).sum();
                let mut values = scrapes.counted(start..after, more);
                values.split_off((first - start).min(values.len()))
            }
            Self::Own(_) => Vec::new(),
        };
        Points { at, values }
    }
}

impl Scrapes {
    /// A counter at some scrapes, the first of which has 0 or follows a restart, from how much it rose before each. What was
    /// counted between the scrape before a restart and the restart has never been seen.
    pub(super) fn counted(&self, scrapes: std::ops::Range<usize>, more: impl Fn(usize) -> f64) -> Vec<f64> {
        let start = scrapes.start;
        let mut restarts = self.restarts.iter().copied().skip_while(|restart| *restart < start).peekable();
        let mut total = 0.0;
        let at = |scrape| {
            if restarts.next_if_eq(&scrape).is_some() {
                total = 0.0;
            } else {
                total += more(scrape);
            }
            total
        };
        scrapes.map(at).collect()
    }
}
