//! Curves as points, and the scale of burn rates.

use maud::{Markup, html};

use crate::graded::{AlertName, Chart};

/// The least burn rate that is drawn.
const LEAST_RATE: f64 = 0.1;

/// A value of 0 to 1 at each point; of nothing, a gap.
type Heights = Vec<Option<f64>>;

/// Burn rates on a scale on which each step is ten times the one before: a leak and an outage are seen on the same.
pub(super) struct Burns {
    pub(super) hour: Heights,
    pub(super) six_hours: Heights,
    /// Powers of ten, and where they are.
    pub(super) marks: Vec<(f64, f64)>,
    /// Factors of alerts with their names, and where they are.
    pub(super) thresholds: Vec<(String, f64, f64)>,
}

/// The burn rates of a chart, and what alerts ask of them.
pub(super) fn burns(chart: &Chart, alerts: &[AlertName]) -> Burns {
    let mut factors: Vec<(String, f64)> = Vec::new();
    for alert in alerts {
        let Some(burn_rate) = alert.burn_rate else { continue };
        match factors.iter_mut().find(|(_, factor)| *factor == burn_rate.factor) {
            Some((names, _)) => names.push_str(&format!(", {}", alert.name)),
            None => factors.push((alert.name.clone(), burn_rate.factor)),
        }
    }
    let rates = chart.burn_hour.iter().chain(&chart.burn_six_hours).copied().flatten();
    let most = rates.chain(factors.iter().map(|(_, factor)| *factor)).fold(10.0, f64::max) * 1.5;
    let height = |rate: f64| (rate.max(LEAST_RATE) / LEAST_RATE).ln() / (most / LEAST_RATE).ln();
    let heights = |rates: &[Option<f64>]| rates.iter().map(|rate| rate.map(height)).collect();
    let powers = (0..8).map(|power| 10f64.powi(power)).filter(|power| *power < most);
    Burns {
        hour: heights(&chart.burn_hour),
        six_hours: heights(&chart.burn_six_hours),
        marks: powers.map(|power| (power, height(power))).collect(),
        thresholds: factors.into_iter().map(|(names, factor)| (names, factor, height(factor))).collect(),
    }
}

/// A curve over the width of 1000, without the points that only go straight on.
pub(super) fn line(class: &str, heights: &[Option<f64>], height: f64) -> Markup {
    let last = heights.len().saturating_sub(1).max(1) as f64;
    let mut stretches: Vec<Vec<(f64, f64)>> = vec![Vec::new()];
    for (at, value) in heights.iter().enumerate() {
        let point = value.map(|value| (rounded(at as f64 / last * 1000.0), rounded(height * (1.0 - value))));
        match (point, stretches.last_mut()) {
            (Some(point), Some(stretch)) => match stretch.as_mut_slice() {
                [.., before, last] if before.1 == point.1 && last.1 == point.1 => *last = point,
                _ => stretch.push(point),
            },
            (None, Some(stretch)) if !stretch.is_empty() => stretches.push(Vec::new()),
            _ => {}
        }
    }
    html! {
        @for stretch in stretches.iter().filter(|stretch| !stretch.is_empty()) {
            polyline class={ "curve " (class) } points=(points(stretch)) {}
        }
    }
}

fn points(stretch: &[(f64, f64)]) -> String {
    let each: Vec<_> = stretch.iter().map(|(x, y)| format!("{x},{y}")).collect();
    each.join(" ")
}

/// With one decimal.
pub(super) fn rounded(number: f64) -> f64 {
    (number * 10.0).round() / 10.0
}

#[cfg(test)]
mod tests {
    use super::line;

    #[test]
    fn a_flat_curve_has_two_points_and_a_gap_is_a_gap() {
        let flat = line("errors", &[Some(0.0), Some(0.0), Some(0.0), Some(0.5), None, Some(1.0)], 100.0);
        assert_eq!(
            flat.into_string(),
            "<polyline class=\"curve errors\" points=\"0,100 400,100 600,50\"></polyline>\
             <polyline class=\"curve errors\" points=\"1000,0\"></polyline>"
        );
    }
}
