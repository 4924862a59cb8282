//! What the functions over a window of samples compute, each as Prometheus does it, rounding included.

/// A sum that keeps the digits which plain addition loses (Neumaier's form of Kahan's summation).
#[derive(Clone, Copy, Default)]
pub(crate) struct Sum {
    sum: f64,
    lost: f64,
}

impl Sum {
    pub(crate) fn add(&mut self, value: f64) {
        let total = self.sum + value;
        self.lost +=
            if self.sum.abs() >= value.abs() { (self.sum - total) + value } else { (value - total) + self.sum };
        self.sum = total;
    }

    pub(crate) fn total(self) -> f64 {
        if self.sum.is_infinite() { self.sum } else { self.sum + self.lost }
    }
}

pub(crate) fn sum(values: &[f64]) -> f64 {
    let mut sum = Sum::default();
    values.iter().for_each(|value| sum.add(*value));
    sum.total()
}

pub(crate) fn average(values: &[f64]) -> f64 {
    let mut mean = Sum::default();
    for (index, value) in values.iter().enumerate() {
        let count = (index + 1) as f64;
        let same_infinity = value.is_infinite() && (mean.sum > 0.0) == (*value > 0.0);
        if mean.sum.is_infinite() && (same_infinity || value.is_finite()) {
            continue;
        }
        mean.add(value / count - mean.sum / count);
    }
    mean.total()
}

pub(crate) fn least(values: &[f64]) -> f64 {
    values
        .iter()
        .copied()
        .reduce(|least, value| if value < least || least.is_nan() { value } else { least })
        .unwrap_or(f64::NAN)
}

pub(crate) fn most(values: &[f64]) -> f64 {
    values
        .iter()
        .copied()
        .reduce(|most, value| if value > most || most.is_nan() { value } else { most })
        .unwrap_or(f64::NAN)
}

/// The variance of a population.
pub(crate) fn variance(values: &[f64]) -> f64 {
    let (mut mean, mut squares) = (Sum::default(), Sum::default());
    for (index, value) in values.iter().enumerate() {
        let delta = value - (mean.sum + mean.lost);
        mean.add(delta / (index + 1) as f64);
        squares.add(delta * (value - (mean.sum + mean.lost)));
    }
    (squares.sum + squares.lost) / values.len() as f64
}

/// The quantile of some values, between the two nearest of them.
pub(crate) fn quantile(share: f64, values: &mut [f64]) -> f64 {
    if values.is_empty() || share.is_nan() {
        return f64::NAN;
    }
    if share < 0.0 {
        return f64::NEG_INFINITY;
    }
    if share > 1.0 {
        return f64::INFINITY;
    }
    // What is not a number comes first.
    values.sort_by(|one, other| one.partial_cmp(other).unwrap_or_else(|| other.is_nan().cmp(&one.is_nan())));
    let last = (values.len() - 1) as f64;
    let rank = share * last;
    let lower = rank.floor().max(0.0);
    let upper = (lower + 1.0).min(last);
    let weight = rank - rank.floor();
    values[lower as usize] * (1.0 - weight) + values[upper as usize] * weight
}

pub(crate) fn changes(values: &[f64]) -> f64 {
    let changed = |pair: &&[f64]| pair[0] != pair[1] && !(pair[0].is_nan() && pair[1].is_nan());
    values.windows(2).filter(changed).count() as f64
}

pub(crate) fn resets(values: &[f64]) -> f64 {
    values.windows(2).filter(|pair| pair[1] < pair[0]).count() as f64
}
