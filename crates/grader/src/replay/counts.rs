//! The requests of an SLO in a world, scrape by scrape, from its counters: what came between two scrapes is counted at the
//! second.

use std::collections::BTreeMap;
use std::time::Duration;

use movie_guru_slo::{Bin, Count, History, Measure, Selector};
use promql::{QueryError, Queryable};
use series::duration::milliseconds;
use series::{Labels, is_there};

use super::scrapes::Scrapes;

/// Labels of the target that a series was scraped from.
const TARGET: [&str; 2] = ["job", "instance"];

/// Sums of requests. Any stretch of time is summed up in two look-ups.
#[derive(Debug)]
pub(super) struct Counts {
    scrapes: Scrapes,
    /// One more than scrapes: what came before each, and at last all.
    sums: Vec<Count>,
}

impl Counts {
    /// Counts all of a world.
    ///
    /// # Errors
    /// Where its series cannot be read.
    pub(super) fn of(storage: &dyn Queryable, scrapes: Scrapes, measure: &Measure) -> Result<Self, QueryError> {
        let counters = measure.counters();
        let mut births = Births::default();
        let part = increases(storage, scrapes, &counters.part, &mut births)?;
        let all = increases(storage, scrapes, &counters.all, &mut births)?;
        let [part, all] = births.added([part, all], scrapes);
        let mut sum = Count::default();
        let mut sums = vec![sum];
        for (part, all) in part.into_iter().zip(all) {
            sum = sum + Count { good: if counters.part_is_good { part } else { all - part }, total: all };
            sums.push(sum);
        }
        Ok(Self { scrapes, sums })
    }

    /// What came over the last `length` up to a scrape, its own among it: as [`History::count`] has it.
    pub(super) fn last(&self, scrape: usize, length: Duration) -> Count {
        let length = milliseconds(length);
        let back = length.div_euclid(self.scrapes.every) + i64::from(length.rem_euclid(self.scrapes.every) > 0);
        let before = (scrape + 1).saturating_sub(usize::try_from(back).unwrap_or(usize::MAX));
        self.sums[scrape + 1] - self.sums[before]
    }

    /// The same for others.
    pub(super) fn history(&self) -> History {
        let bin =
            |scrape: usize| Bin { end: self.scrapes.moment(scrape), count: self.sums[scrape + 1] - self.sums[scrape] };
        History::new((0..self.scrapes.count).map(bin).collect())
    }
}

/// How much the counters of a selector rose up to each scrape since the one before. One that falls began anew.
fn increases(
    storage: &dyn Queryable,
    scrapes: Scrapes,
    selector: &Selector,
    births: &mut Births,
) -> Result<Vec<f64>, QueryError> {
    let mut rises = vec![0.0; scrapes.count];
    let matchers = promql::selectors(&[selector.to_string()])?.pop().unwrap_or_default();
    let last = scrapes.ms(scrapes.count.saturating_sub(1));
    for selected in storage.select(&matchers, scrapes.start, last) {
        let (labels, points) = selected?;
        let mut before = None;
        for (at, value) in points.at.into_iter().zip(points.values).filter(|(_, value)| is_there(*value)) {
            match before {
                None => births.take_note(&labels, at, value),
                Some(before) => {
                    let rise = if value < before { value } else { value - before };
                    if let Some(sum) = rises.get_mut(scrapes.not_before(at)) {
                        *sum += rise;
                    }
                }
            }
            before = Some(value);
        }
    }
    births.next_selector();
    Ok(rises)
}

/// Counters that are there from their first event on: it counts where their target was scraped without them before.
#[derive(Default)]
struct Births {
    /// The first sample of each series of each selector.
    first: Vec<Vec<(Target, i64, f64)>>,
    open: Vec<(Target, i64, f64)>,
    targets: BTreeMap<Target, i64>,
}

type Target = [Option<String>; 2];

impl Births {
    fn take_note(&mut self, labels: &Labels, at: i64, value: f64) {
        let target = TARGET.map(|label| labels.get(label).cloned());
        let earliest = self.targets.entry(target.clone()).or_insert(at);
        *earliest = at.min(*earliest);
        self.open.push((target, at, value));
    }

    fn next_selector(&mut self) {
        self.first.push(std::mem::take(&mut self.open));
    }

    fn added(self, mut rises: [Vec<f64>; 2], scrapes: Scrapes) -> [Vec<f64>; 2] {
        for (rises, first) in rises.iter_mut().zip(self.first) {
            for (target, at, value) in first {
                if self.targets.get(&target).is_some_and(|earliest| *earliest < at)
                    && let Some(sum) = rises.get_mut(scrapes.not_before(at))
                {
                    *sum += value;
                }
            }
        }
        rises
    }
}
