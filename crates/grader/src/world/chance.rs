//! Chance, or the lack of it. How many requests come in a time is a Poisson number, and so is how many of each kind, each for
//! itself, so that a kind costs one drawn number and not one for each request.

use movie_guru_contract::Operation;
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use rand_distr::{Binomial, Distribution, Poisson};

use crate::timeline::Timeline;

/// For what is drawn. Each purpose has numbers of its own for each operation, so that what is not drawn because nobody asks
/// for it changes nothing else.
#[derive(Clone, Copy, Debug)]
pub(super) enum Purpose {
    Requests,
    Latencies,
    Lived,
    Outcomes,
    Sentiments,
    Probe,
}

/// Draws numbers, or knows what is expected of them.
pub(super) enum Chance {
    Expected,
    Drawn(Box<ChaCha8Rng>),
}

/// Above this the table of a Poisson distribution would be long.
const LARGEST_TABLE: f64 = 500.0;
/// Up to so many are split one by one.
const MOST_ONE_BY_ONE: u64 = 64;
/// Of a table that says where to look.
const STEPS: usize = 128;

impl Chance {
    pub(super) fn of(timeline: &Timeline, purpose: Purpose, operation: Operation) -> Self {
        if timeline.traffic.is_exact {
            return Self::Expected;
        }
        let mut numbers = ChaCha8Rng::seed_from_u64(timeline.seed);
        numbers.set_stream(((purpose as u64) << 8) | operation as u64);
        Self::Drawn(Box::new(numbers))
    }

    /// How many come where so many are expected.
    pub(super) fn count(&mut self, arrivals: &mut Arrivals, expected: f64) -> f64 {
        match self {
            Self::Expected => expected,
            Self::Drawn(_) if expected <= 0.0 => 0.0,
            Self::Drawn(numbers) if expected > LARGEST_TABLE => {
                Poisson::new(expected).map_or(expected, |poisson| poisson.sample(numbers))
            }
            Self::Drawn(numbers) => arrivals.of(expected, numbers.random()),
        }
    }

    /// Tells so many apart, and says of parts how many more are of them. A part can be said more than once.
    pub(super) fn split(&mut self, count: f64, parts: &Parts, mut more: impl FnMut(usize, f64)) {
        if count <= 0.0 {
            return;
        }
        let Self::Drawn(numbers) = self else {
            let there = parts.shares.iter().enumerate().filter(|(_, share)| **share > 0.0);
            return there.for_each(|(part, share)| more(part, count * share));
        };
        let mut left = count as u64;
        if left <= MOST_ONE_BY_ONE {
            return (0..left).for_each(|_| more(parts.of(numbers.random()), 1.0));
        }
        let mut share_left = 1.0;
        for (part, share) in parts.shares.iter().enumerate().filter(|(_, share)| **share > 0.0) {
            let chance: f64 = if *share >= share_left { 1.0 } else { share / share_left };
            let drawn = Binomial::new(left, chance).map_or(0, |binomial| binomial.sample(numbers)).min(left);
            more(part, drawn as f64);
            left -= drawn;
            share_left -= share;
        }
        // What rounding left over is of the last part that there is.
        more(parts.last, left as f64);
    }
}

/// A Poisson distribution as a table, kept from one time to the next: the same number is expected for hours.
#[derive(Default)]
pub(super) struct Arrivals {
    expected: f64,
    /// The probability of at most 0, 1, 2, …
    at_most: Vec<f64>,
}

impl Arrivals {
    fn of(&mut self, expected: f64, drawn: f64) -> f64 {
        if self.expected.to_bits() != expected.to_bits() {
            self.expect(expected);
        }
        self.at_most.partition_point(|probability| *probability <= drawn) as f64
    }

    fn expect(&mut self, expected: f64) {
        self.expected = expected;
        self.at_most.clear();
        let (mut number, mut probability) = (0.0, (-expected).exp());
        let mut sum = probability;
        self.at_most.push(sum);
        // A drawn number is at most 1 - 2^-53.
        while sum < 1.0 - 1e-16 && (number < expected || probability > 1e-18) {
            number += 1.0;
            probability *= expected / number;
            sum += probability;
            self.at_most.push(sum);
        }
    }
}

/// Into what something is split: at most 256 shares, whose sum is 1.
#[derive(Clone, Debug)]
pub(super) struct Parts {
    shares: Vec<f64>,
    at_most: Vec<f64>,
    /// For each of as many equal steps of what is drawn, the part at its beginning.
    begins: [u8; STEPS],
    /// The last part that has a share.
    last: usize,
}

impl Parts {
    /// From weights.
    pub(super) fn new(weights: &[f64]) -> Self {
        let all: f64 = weights.iter().sum();
        let shares: Vec<_> = weights.iter().map(|weight| if all > 0.0 { weight / all } else { 0.0 }).collect();
        let mut sum = 0.0;
        let at_most = shares.iter().map(|share| {
            sum += share;
            sum
        });
        let at_most: Vec<f64> = at_most.collect();
        let last = shares.iter().rposition(|share| *share > 0.0).unwrap_or_default();
        let begins = std::array::from_fn(|step| {
            let begin = step as f64 / STEPS as f64;
            at_most.partition_point(|share| *share <= begin).min(last) as u8
        });
        Self { shares, at_most, begins, last }
    }

    fn of(&self, drawn: f64) -> usize {
        let mut part = usize::from(self.begins[(drawn * STEPS as f64) as usize]);
        while part < self.last && self.at_most[part] <= drawn {
            part += 1;
        }
        part
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn drawn() -> Chance {
        Chance::Drawn(Box::new(ChaCha8Rng::seed_from_u64(7)))
    }

    /// Mean and variance of as many as are drawn.
    fn moments(mut draw: impl FnMut() -> f64) -> (f64, f64) {
        let all: Vec<f64> = (0..20_000).map(|_| draw()).collect();
        let mean = all.iter().sum::<f64>() / all.len() as f64;
        (mean, all.iter().map(|one| (one - mean).powi(2)).sum::<f64>() / all.len() as f64)
    }

    #[test]
    fn counts_are_poisson_numbers() {
        let mut chance = drawn();
        let mut arrivals = Arrivals::default();
        for expected in [0.01, 0.7, 20.0, 499.0, 3_000.0] {
            let (mean, variance) = moments(|| chance.count(&mut arrivals, expected));
            assert!((mean / expected - 1.0).abs() < 5.0 / (expected * 20_000.0).sqrt(), "{expected}: mean {mean}");
            assert!((variance / expected - 1.0).abs() < 0.25, "{expected}: variance {variance}");
        }
        assert_eq!(chance.count(&mut arrivals, 0.0), 0.0);
    }

    #[test]
    fn nothing_is_lost_in_a_split_and_shares_are_kept() {
        let mut chance = drawn();
        let parts = Parts::new(&[5.0, 0.0, 3.0, 2.0, 0.0]);
        for count in [1.0, 40.0, 1_000.0] {
            let mut into = [0.0; 5];
            (0..5_000).for_each(|_| chance.split(count, &parts, |part, more| into[part] += more));
            let all = count * 5_000.0;
            assert_eq!(into.iter().sum::<f64>(), all);
            assert_eq!((into[1], into[4]), (0.0, 0.0));
            for (part, share) in [(0, 0.5), (2, 0.3), (3, 0.2)] {
                assert!((into[part] / all - share).abs() < 5.0 * (share / all).sqrt(), "{count}: {into:?}");
            }
        }
    }

    #[test]
    fn without_chance_it_is_what_is_expected() {
        let mut into = [1.0, 0.0];
        Chance::Expected.split(3.0, &Parts::new(&[1.0, 3.0]), |part, more| into[part] += more);
        assert_eq!(into, [1.75, 2.25]);
        assert_eq!(Chance::Expected.count(&mut Arrivals::default(), 0.4), 0.4);
    }
}
