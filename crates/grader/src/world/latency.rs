//! How long requests take, as histograms have it.

use movie_guru_contract::Operation;
use movie_guru_contract::bounds::LATENCY_MS;

use super::chance::{Chance, Parts};

/// Buckets, the one without a bound among them.
pub(super) const BUCKETS: usize = LATENCY_MS.len() + 1;
/// Of the logarithm of what takes as long as usual: one in a thousand takes more than three times the median.
const SPREAD: f64 = 0.4;
/// What is slow takes between these, in milliseconds: longer than anybody waits, and shorter than the app's limit.
const SLOW_MS: (f64, f64) = (15_000.0, 30_000.0);
/// What fails soon takes about so long, in milliseconds.
const FAILING_MS: f64 = 30.0;
/// From the page to the backend and back, in milliseconds.
const WAY_MS: f64 = 15.0;

/// The median of what is well, in milliseconds.
const fn usual_ms(operation: Operation) -> f64 {
    match operation {
        Operation::Chat => 900.0,
        Operation::Startup => 150.0,
        Operation::PrefUpdate => 80.0,
        Operation::Login | Operation::PrefGet => 60.0,
        Operation::Search => 50.0,
        Operation::Logout => 40.0,
        Operation::HealthCheck => 2.0,
    }
}

/// How long something takes: a share for each bucket, and the mean in each.
pub(super) struct Latencies {
    parts: Parts,
    means: [f64; BUCKETS],
}

impl Latencies {
    /// What is well and in time, at the backend.
    pub(super) fn usual(operation: Operation) -> Self {
        Self::around(usual_ms(operation))
    }

    /// And in the browser.
    pub(super) fn lived(operation: Operation) -> Self {
        Self::around(usual_ms(operation) + WAY_MS)
    }

    /// What fails soon.
    pub(super) fn failing() -> Self {
        Self::around(FAILING_MS)
    }

    /// What is late.
    pub(super) fn slow() -> Self {
        let (from, to) = SLOW_MS;
        Self::new(
            |bound| (bound.min(to) - from).max(0.0) / (to - from),
            |below, above| (below.max(from) + above.min(to)) / 2.0,
        )
    }

    /// Log-normal, with this median.
    fn around(median_ms: f64) -> Self {
        let spreads = |value: f64| (value / median_ms).ln() / SPREAD;
        let whole_mean = median_ms * (SPREAD * SPREAD / 2.0).exp();
        let mean = |below: f64, above: f64| {
            let share = normal(spreads(above)) - normal(spreads(below));
            let part = normal(spreads(above) - SPREAD) - normal(spreads(below) - SPREAD);
            (whole_mean * part / share).clamp(below, above)
        };
        Self::new(|bound| normal(spreads(bound)), mean)
    }

    /// From the share of at most so many milliseconds, and the mean between two bounds.
    fn new(at_most: impl Fn(f64) -> f64, mean: impl Fn(f64, f64) -> f64) -> Self {
        let mut weights = [0.0; BUCKETS];
        let mut means = [0.0; BUCKETS];
        let mut below = 0.0;
        for (bucket, bound) in LATENCY_MS.into_iter().enumerate() {
            let before = if below > 0.0 { at_most(below) } else { 0.0 };
            let weight = at_most(bound) - before;
            // Whatever is rarer than one in ten million does not happen.
            if weight > 1e-7 {
                weights[bucket] = weight;
                means[bucket] = mean(below, bound);
            }
            below = bound;
        }
        Self { parts: Parts::new(&weights), means }
    }
}

/// The standard normal distribution: Abramowitz and Stegun, 26.2.17, off by 7.5e-8 at most.
fn normal(value: f64) -> f64 {
    let t = 1.0 / (1.0 + 0.231_641_9 * value.abs());
    let series =
        t * (0.319_381_530 + t * (-0.356_563_782 + t * (1.781_477_937 + t * (-1.821_255_978 + t * 1.330_274_429))));
    let above = (-value * value / 2.0).exp() / (2.0 * std::f64::consts::PI).sqrt() * series;
    if value < 0.0 { above } else { 1.0 - above }
}

/// What histograms observed before each scrape, since the one before it. Most buckets of most scrapes are empty, so only the
/// others are kept.
#[derive(Debug, Default)]
pub(super) struct Observed {
    /// Where the entries of each scrape end.
    ends: Vec<u32>,
    buckets: Vec<u8>,
    counts: Vec<f64>,
    /// The sum of what was observed, in milliseconds, by scrape.
    pub(super) sums: Vec<f64>,
}

impl Observed {
    /// Draws how long requests took, given how many of each sort there were.
    pub(super) fn of(chance: &mut Chance, scrapes: usize, sorts: &[(&[f64], &Latencies)]) -> Self {
        let mut observed = Self { ends: Vec::with_capacity(scrapes), sums: vec![0.0; scrapes], ..Self::default() };
        for scrape in 0..scrapes {
            let mut all = [0.0; BUCKETS];
            for (counts, latencies) in sorts {
                let count = counts.get(scrape).copied().unwrap_or_default();
                chance.split(count, &latencies.parts, |bucket, more| {
                    all[bucket] += more;
                    observed.sums[scrape] += latencies.means[bucket] * more;
                });
            }
            for (bucket, count) in (0..).zip(all).filter(|(_, count)| *count > 0.0) {
                observed.buckets.push(bucket);
                observed.counts.push(count);
            }
            observed.ends.push(u32::try_from(observed.counts.len()).unwrap_or(u32::MAX));
        }
        observed
    }

    /// How many before a scrape were in the first so many buckets.
    pub(super) fn within(&self, scrape: usize, buckets: usize) -> f64 {
        let start = scrape.checked_sub(1).map_or(0, |before| self.ends[before] as usize);
        let entries = start..self.ends[scrape] as usize;
        let of = |entry: usize| if usize::from(self.buckets[entry]) < buckets { self.counts[entry] } else { 0.0 };
        entries.map(of).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_normal_distribution_is_near_enough() {
        for (value, wanted) in [(0.0, 0.5), (1.0, 0.841_344_746), (-1.96, 0.024_997_895), (3.0, 0.998_650_102)] {
            assert!((normal(value) - wanted).abs() < 1e-7, "{value}");
        }
    }

    #[test]
    fn half_of_what_is_usual_is_below_its_median_and_what_is_slow_is_late() {
        let scrapes = |sort: &Latencies| Observed::of(&mut Chance::Expected, 2, &[(&[0.0, 1_000.0], sort)]);
        let usual = scrapes(&Latencies::around(150.0));
        let buckets = |bound: f64| LATENCY_MS.iter().filter(|own| **own <= bound).count();
        assert!((usual.within(1, buckets(150.0)) - 500.0).abs() < 0.01);
        assert!((usual.within(1, BUCKETS) - 1_000.0).abs() < 1e-9);
        assert!((usual.sums[1] / 1_000.0 - 150.0 * (0.08_f64).exp()).abs() < 0.1, "{}", usual.sums[1]);
        let slow = scrapes(&Latencies::slow());
        assert_eq!((slow.within(1, buckets(15_000.0)), slow.within(1, buckets(30_000.0))), (0.0, 1_000.0));
        assert_eq!((slow.sums[1], slow.within(0, BUCKETS)), (22_500_000.0, 0.0));
    }
}
