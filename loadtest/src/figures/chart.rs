//! Lines over time as SVG, drawn when a report is made: no script, no font and no colour from elsewhere.

use maud::{Markup, html};

const WIDTH: f64 = 720.0;
const HEIGHT: f64 = 210.0;
const LEFT: f64 = 52.0;
const BOTTOM: f64 = 26.0;
const TOP: f64 = 14.0;
const RIGHT: f64 = 8.0;
/// More points than this are not told apart; the seconds between are put together.
const MOST_POINTS: usize = 360;

/// How the seconds that share a point are put together.
#[derive(Clone, Copy)]
pub(crate) enum Together {
    /// The mean: for rates and people.
    Mean,
    /// The highest: for times, of which the worst must not be lost.
    Highest,
}

/// One line of a chart: its name, the class that colours it, and a value for each second.
pub(crate) struct Line<'a> {
    pub(crate) name: &'a str,
    pub(crate) class: &'a str,
    pub(crate) values: Vec<Option<f64>>,
    pub(crate) together: Together,
}

/// A chart with its title, a legend, and axes that begin at 0. What has no `unit` is counted.
pub(crate) fn chart(title: &str, unit: &str, lines: &[Line<'_>]) -> Markup {
    let seconds = lines.iter().map(|line| line.values.len()).max().unwrap_or_default();
    let drawn: Vec<_> = lines.iter().map(|line| (line, thinned(line))).collect();
    let highest =
        drawn.iter().flat_map(|(_, points)| points.iter().flatten()).fold(0.0_f64, |top, value| top.max(*value));
    // Half a person is none.
    let scale = round_up(highest, unit.is_empty());
    let y = |value: f64| TOP + (HEIGHT - TOP - BOTTOM) * (1.0 - value / scale);
    html! {
        figure {
            figcaption {
                strong { (title) @if !unit.is_empty() { ", " (unit) } }
                @for line in lines { span.(line.class) { (line.name) } }
            }
            svg viewBox=(format!("0 0 {WIDTH} {HEIGHT}")) role="img" aria-label=(title) {
                @for quarter in 0..=4 {
                    @let value = scale * f64::from(quarter) / 4.0;
                    line.grid x1=(LEFT) x2=(WIDTH - RIGHT) y1=(at(y(value))) y2=(at(y(value))) {}
                    text.axis x=(LEFT - 6.0) y=(at(y(value) + 4.0)) text-anchor="end" { (number(value)) }
                }
                @for quarter in 0..=4 {
                    @let part = f64::from(quarter) / 4.0;
                    @let anchor = match quarter { 0 => "start", 4 => "end", _ => "middle" };
                    text.axis x=(at(LEFT + part * (WIDTH - LEFT - RIGHT))) y=(HEIGHT - 6.0) text-anchor=(anchor) {
                        (clock(seconds as f64 * part))
                    }
                }
                @for (line, points) in &drawn {
                    @for piece in pieces(points, y) { polyline.(line.class) points=(piece) {} }
                }
            }
        }
    }
}

fn thinned(line: &Line<'_>) -> Vec<Option<f64>> {
    let size = line.values.len().div_ceil(MOST_POINTS).max(1);
    let together = |seconds: &[Option<f64>]| {
        let known: Vec<f64> = seconds.iter().flatten().copied().collect();
        match line.together {
            _ if known.is_empty() => None,
            Together::Mean => Some(known.iter().sum::<f64>() / known.len() as f64),
            Together::Highest => known.into_iter().reduce(f64::max),
        }
    };
    line.values.chunks(size).map(together).collect()
}

/// The line without its gaps: where nothing was measured, nothing is drawn.
fn pieces(points: &[Option<f64>], y: impl Fn(f64) -> f64) -> Vec<String> {
    let step = (WIDTH - LEFT - RIGHT) / points.len().saturating_sub(1).max(1) as f64;
    let mut pieces: Vec<String> = Vec::new();
    let mut is_open = false;
    for (place, value) in points.iter().enumerate() {
        let Some(value) = value else {
            is_open = false;
            continue;
        };
        let point = format!("{},{} ", at(LEFT + step * place as f64), at(y(*value)));
        match pieces.last_mut().filter(|_| is_open) {
            Some(piece) => piece.push_str(&point),
            None => pieces.push(point),
        }
        is_open = true;
    }
    pieces
}

/// To a tenth of a pixel.
fn at(place: f64) -> f64 {
    (place * 10.0).round() / 10.0
}

/// The next of the round numbers whose quarters are easy to read; whole ones for what is counted.
fn round_up(highest: f64, whole: bool) -> f64 {
    let highest = if whole { highest.max(4.0) } else { highest };
    if highest <= 0.0 {
        return 1.0;
    }
    let power = 10_f64.powf(highest.log10().floor());
    let steps = [1.0, 1.2, 1.6, 2.0, 2.4, 3.2, 4.0, 6.0, 8.0, 10.0, 12.0].map(|step| step * power);
    let is_whole = |scale: f64| (scale / 4.0 - (scale / 4.0).round()).abs() < 1e-9;
    let fits = |scale: &f64| *scale >= highest * 0.999_999 && (!whole || is_whole(*scale));
    steps.into_iter().find(fits).unwrap_or(highest)
}

fn number(value: f64) -> String {
    let digits = if value >= 100.0 || value == value.trunc() {
        0
    } else if value >= 1.0 {
        1
    } else {
        2
    };
    format!("{value:.digits$}")
}

/// Hours, minutes and seconds since the start.
fn clock(seconds: f64) -> String {
    let seconds = seconds.round() as u64;
    let (hours, minutes, seconds) = (seconds / 3600, seconds / 60 % 60, seconds % 60);
    if hours > 0 { format!("{hours}:{minutes:02}:{seconds:02}") } else { format!("{minutes}:{seconds:02}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_keeps_its_gaps_and_its_peaks() {
        let mut values = vec![Some(1.0); 3600];
        values[100] = Some(90.0);
        values[1000..2000].fill(None);
        let line = Line { name: "p95", class: "p95", values, together: Together::Highest };
        let points = thinned(&line);
        assert_eq!((points.len(), points[10], points[150]), (360, Some(90.0), None));
        assert_eq!(pieces(&points, |value| value).len(), 2);
        let drawn = chart("Times", "ms", &[line]).into_string();
        assert!(
            drawn.contains("Times, ms<")
                && drawn.contains(">100<")
                && drawn.contains(">1:00:00<")
                && drawn.contains(">0:00<"),
            "{drawn}"
        );
    }

    #[test]
    fn scales_end_at_round_numbers() {
        for (highest, scale) in [(0.0, 1.0), (0.3, 0.32), (1.0, 1.0), (37.0, 40.0), (4100.0, 6000.0), (99.0, 100.0)] {
            assert!((round_up(highest, false) - scale).abs() < 1e-9, "{highest}");
        }
        for (people, scale) in [(0, 4.0), (5, 8.0), (9, 12.0), (10, 12.0), (50, 60.0), (99, 100.0)] {
            assert_eq!(round_up(people.into(), true), scale, "{people}");
        }
    }
}
