//! Gauges, small lines and bars as SVG: a scorecard needs no script for them. Colours are classes of the style sheet.

use std::f64::consts::PI;

use maud::{Markup, html};

use crate::charts::{Unit, value};
use crate::dashboards::{Color, Gauge, SparkType, Threshold};
use crate::pages::tiles::Mood;

/// A dial of half a circle, with the part up to the reading filled, and a line where each threshold is.
pub(super) fn gauge(gauge: &Gauge, levels: &[Threshold], reading: Option<f64>, mood: Mood) -> Markup {
    let (from, to) = (gauge.lower_bound, gauge.upper_bound.unwrap_or(1.0));
    let share = |value: f64| if to > from { ((value - from) / (to - from)).clamp(0.0, 1.0) } else { 0.0 };
    html! {
        svg .gauge .(mood.class()) viewBox="0 0 200 104" aria-hidden="true" {
            path .dial d=(arc(1.0)) {}
            @if let Some(reading) = reading.map(share).filter(|share| *share > 0.0) { path .filled d=(arc(reading)) {} }
            @for level in levels {
                @let (inner, outer) = (at(share(level.value), 74.0), at(share(level.value), 98.0));
                line .level .(of_color(level.color)) x1=(inner.0) y1=(inner.1) x2=(outer.0) y2=(outer.1) {}
            }
        }
    }
}

const fn of_color(color: Option<Color>) -> &'static str {
    match color {
        Some(Color::Red) => "bad",
        Some(Color::Yellow) => "warn",
        None => "",
    }
}

/// A point of the dial, at a share of its half circle.
fn at(share: f64, radius: f64) -> (f64, f64) {
    let angle = PI * (1.0 - share);
    (tenths(100.0 + radius * angle.cos()), tenths(100.0 - radius * angle.sin()))
}

fn arc(share: f64) -> String {
    let ((x0, y0), (x1, y1)) = (at(0.0, 86.0), at(share, 86.0));
    format!("M {x0} {y0} A 86 86 0 0 1 {x1} {y1}")
}

fn tenths(number: f64) -> f64 {
    (number * 10.0).round() / 10.0
}

/// The values over the page's time, from 0 or the lowest up.
pub(super) fn spark(kind: SparkType, row: &[Option<f64>], unit: &Unit) -> Markup {
    let known = || row.iter().flatten().copied().filter(|value| value.is_finite());
    let (low, high) = (known().fold(0.0, f64::min), known().fold(0.0, f64::max));
    let y = |value: f64| tenths(if high > low { 58.0 - 56.0 * (value - low) / (high - low) } else { 58.0 });
    let step = 300.0 / row.len().max(2) as f64;
    let points = || {
        let places = row.iter().enumerate().map(move |(at, value)| (tenths((at as f64 + 0.5) * step), *value));
        places.filter_map(|(x, value)| Some((x, value.filter(|value| value.is_finite())?)))
    };
    let lowest = known().reduce(f64::min).map_or_else(|| "–".to_owned(), |lowest| value(lowest, unit));
    let spoken = format!("Over this time between {lowest} and {}", value(known().fold(f64::MIN, f64::max), unit));
    html! {
        svg .spark viewBox="0 0 300 60" preserveAspectRatio="none" role="img" aria-label=(spoken) {
            @if kind == SparkType::SparkBar {
                @for (x, value) in points() {
                    rect x=(tenths(x - step * 0.4)) width=(tenths(step * 0.8)) y=(y(value).min(57.0)) height=(tenths((y(0.0) - y(value)).max(1.0))) {}
                }
            } @else {
                @for stretch in stretches(row) {
                    polyline points=(stretch.iter().map(|&(at, value)| format!("{},{}", tenths((at as f64 + 0.5) * step), y(value))).collect::<Vec<_>>().join(" ")) {}
                }
            }
        }
    }
}

/// The values that follow each other without a gap, with their places.
fn stretches(row: &[Option<f64>]) -> Vec<Vec<(usize, f64)>> {
    let mut stretches = vec![Vec::new()];
    for (at, value) in row.iter().enumerate() {
        match (value.filter(|value| value.is_finite()), stretches.last_mut()) {
            (Some(value), Some(stretch)) => stretch.push((at, value)),
            (None, Some(stretch)) if !stretch.is_empty() => stretches.push(Vec::new()),
            _ => {}
        }
    }
    stretches.retain(|stretch| !stretch.is_empty());
    stretches
}

/// A bar of a table, of this share of the cell.
pub(super) fn bar(share: f64) -> Markup {
    html! {
        svg .bar viewBox="0 0 100 4" preserveAspectRatio="none" aria-hidden="true" {
            rect .dial width="100" height="4" {}
            rect width=(tenths(share * 100.0)) height="4" {}
        }
    }
}
