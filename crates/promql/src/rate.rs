//! How counters and gauges change over a window: `rate`, `increase`, `delta`, `irate`, `idelta`, and the line through the
//! samples. The rules for what is extrapolated to the ends of the window are Prometheus' own
//! (<https://github.com/prometheus/prometheus/blob/v2.42.0/promql/functions.go>).

use crate::over_time::Sum;
use crate::range::Window;

/// What is told of a window.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Change {
    /// A counter's, each second.
    Rate,
    /// A counter's, all in all.
    Increase,
    /// A gauge's, all in all.
    Delta,
}

/// The change over a window, extrapolated to its ends where the samples come near them.
pub(crate) fn extrapolated(change: Change, window: &Window<'_>) -> Option<f64> {
    let (Some((first_at, last_at)), true) = (window.at.first().zip(window.at.last()), window.at.len() > 1) else {
        return None;
    };
    let (first, last) = (window.values[0], window.values[window.values.len() - 1]);
    let is_counter = change != Change::Delta;
    let mut result = last - first;
    if is_counter {
        // A counter that falls began anew: what it had before is added.
        window.before_falls().for_each(|before| result += before);
    }
    let seconds = |ms: i64| ms as f64 / 1000.0;
    let mut to_start = seconds(first_at - window.from);
    let to_end = seconds(window.to - last_at);
    let sampled = seconds(last_at - first_at);
    let between_samples = sampled / (window.at.len() - 1) as f64;
    if is_counter && result > 0.0 && first >= 0.0 {
        // A counter is never below 0, so it is not extrapolated to before it was.
        to_start = to_start.min(sampled * (first / result));
    }
    let threshold = between_samples * 1.1;
    let reach = |gap: f64| if gap < threshold { gap } else { between_samples / 2.0 };
    let mut factor = (sampled + reach(to_start) + reach(to_end)) / sampled;
    if change == Change::Rate {
        factor /= seconds(window.to - window.from);
    }
    Some(result * factor)
}

/// The change between the last two samples; a counter's each second.
pub(crate) fn between_last(is_counter: bool, window: &Window<'_>) -> Option<f64> {
    let [.., before, last] = window.values else { return None };
    let [.., before_at, last_at] = window.at else { return None };
    if last_at == before_at {
        return None;
    }
    let change = if is_counter && last < before { *last } else { last - before };
    Some(if is_counter { change / ((last_at - before_at) as f64 / 1000.0) } else { change })
}

/// Slope a second, and the value at a moment, of the line with the least squares.
pub(crate) fn linear_regression(at: &[i64], values: &[f64], moment: i64) -> (f64, f64) {
    if values.iter().all(|value| *value == values[0]) {
        return if values[0].is_infinite() { (f64::NAN, f64::NAN) } else { (0.0, values[0]) };
    }
    let [mut sum_x, mut sum_y, mut sum_xy, mut sum_xx] = [Sum::default(); 4];
    for (at, y) in at.iter().zip(values) {
        let x = (at - moment) as f64 / 1000.0;
        sum_x.add(x);
        sum_y.add(*y);
        sum_xy.add(x * y);
        sum_xx.add(x * x);
    }
    let count = values.len() as f64;
    let [x, y, xy, xx] = [sum_x, sum_y, sum_xy, sum_xx].map(Sum::total);
    let slope = (xy - x * y / count) / (xx - x * x / count);
    (slope, y / count - slope * x / count)
}

/// The slope of the line through the samples, a second.
pub(crate) fn slope(at: &[i64], values: &[f64]) -> Option<f64> {
    (values.len() > 1).then(|| linear_regression(at, values, at[0]).0)
}

/// Double exponential smoothing, by Holt and Winters.
pub(crate) fn smoothed(values: &[f64], smoothing: f64, trend_factor: f64) -> Option<f64> {
    let [first, second, ..] = values else { return None };
    let (mut before, mut level, mut trend) = (0.0, *first, second - first);
    for (index, value) in values[1..].iter().enumerate() {
        if index > 0 {
            trend = trend_factor * (level - before) + (1.0 - trend_factor) * trend;
        }
        (before, level) = (level, smoothing * value + (1.0 - smoothing) * (level + trend));
    }
    Some(level)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::range::Falls;
    use proptest::prelude::*;

    /// The change over a window as it is defined: every pair of samples is looked at.
    fn looked_at(change: Change, window: &Window<'_>) -> Option<f64> {
        let falls = Falls::of(window.values);
        extrapolated(change, &Window { first: 0, falls: &falls, ..*window })
    }

    proptest! {
        #[test]
        fn falls_that_are_found_once_are_those_of_each_window(
            values in prop::collection::vec(prop_oneof![5 => 0.0..9.0f64, 1 => Just(f64::NAN)], 2..40),
            (one, other) in (0..40usize, 0..40usize),
        ) {
            let (one, other) = (one.min(values.len()), other.min(values.len()));
            let (first, after) = (one.min(other), one.max(other));
            let at: Vec<_> = (0..values.len()).map(|place| place as i64 * 1_000).collect();
            let falls = Falls::of(&values);
            let (from, to) = (first as i64 * 1_000 - 300, after as i64 * 1_000);
            let window = Window {
                at: &at[first..after], values: &values[first..after], from, to, now: to, first, falls: &falls,
            };
            let pairs = window.values.windows(2).filter(|pair| pair[1] < pair[0]).map(|pair| pair[0].to_bits());
            prop_assert_eq!(window.before_falls().map(f64::to_bits).collect::<Vec<_>>(), pairs.collect::<Vec<_>>());
            for change in [Change::Rate, Change::Increase, Change::Delta] {
                let bits = |change: Option<f64>| change.map(f64::to_bits);
                prop_assert_eq!(bits(extrapolated(change, &window)), bits(looked_at(change, &window)));
            }
        }
    }
}
