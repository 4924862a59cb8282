//! A chart as plain SVG: lines along the time, told apart by their dashes and names as well as by colour.

use jiff::Timestamp;
use maud::{Markup, html};

const WIDTH: f64 = 520.0;
const HEIGHT: f64 = 170.0;
const LEFT: f64 = 52.0;
const BOTTOM: f64 = 22.0;
const TOP: f64 = 8.0;
const RIGHT: f64 = 8.0;
/// A gap longer than this is no line.
const GAP_SECONDS: f64 = 45.0;

/// A line: its name, and values at moments.
pub(super) struct Line {
    pub(super) name: String,
    pub(super) points: Vec<(Timestamp, f64)>,
}

/// A chart of lines; `low` and `high` are the least that the scale spans, `word` writes a value of it.
pub(super) fn chart(title: &str, lines: &[Line], low: f64, high: f64, word: impl Fn(f64) -> String) -> Markup {
    let points = || lines.iter().flat_map(|line| line.points.iter());
    let (Some(begin), Some(end)) = (points().map(|point| point.0).min(), points().map(|point| point.0).max()) else {
        return html! {
            figure .chart { figcaption { (title) } p .small { "Nothing has been seen yet since the console is up." } }
        };
    };
    let high = points().map(|point| point.1).fold(high, f64::max);
    let low = points().map(|point| point.1).fold(low, f64::min);
    let span = (end.duration_since(begin).as_secs_f64()).max(60.0);
    let x = |at: Timestamp| LEFT + at.duration_since(begin).as_secs_f64() / span * (WIDTH - LEFT - RIGHT);
    let y = |value: f64| TOP + (high - value) / (high - low).max(f64::EPSILON) * (HEIGHT - TOP - BOTTOM);
    html! {
        figure .chart {
            figcaption { (title) }
            svg viewBox={ "0 0 " (WIDTH) " " (HEIGHT) } role="img" aria-label={ (title) ": " (spoken(lines, &word)) } {
                @for share in [0.0, 0.5, 1.0] {
                    @let value = low + (high - low) * share;
                    line .grid x1=(LEFT) x2=(WIDTH - RIGHT) y1=(tenths(y(value))) y2=(tenths(y(value))) {}
                    text x=(LEFT - 6.0) y=(tenths(y(value) + 4.0)) text-anchor="end" { (word(value)) }
                }
                text x=(LEFT) y=(HEIGHT - 5.0) { (begin.strftime("%H:%M")) }
                text x=(WIDTH - RIGHT) y=(HEIGHT - 5.0) text-anchor="end" { (end.strftime("%H:%M")) " UTC" }
                @for (index, line) in lines.iter().enumerate() {
                    @for piece in pieces(line) {
                        polyline .{ "series-" (index % 8 + 1) }
                            points=(piece.iter().map(|(at, value)| format!("{},{}", tenths(x(*at)), tenths(y(*value)))).collect::<Vec<_>>().join(" ")) {}
                    }
                    // A value alone is no line, and yet to be seen.
                    @for (at, value) in pieces(line).into_iter().filter(|piece| piece.len() == 1).flatten() {
                        circle .{ "series-" (index % 8 + 1) } cx=(tenths(x(*at))) cy=(tenths(y(*value))) r="2.5" {}
                    }
                }
            }
            ul .legend {
                @for (index, line) in lines.iter().enumerate() {
                    li {
                        svg .key viewBox="0 0 28 8" aria-hidden="true" { line .{ "series-" (index % 8 + 1) } x1="0" x2="28" y1="4" y2="4" {} }
                        (line.name) " " strong { (line.points.last().map(|(_, value)| word(*value)).unwrap_or_default()) }
                    }
                }
            }
        }
    }
}

/// Stretches without a gap.
fn pieces(line: &Line) -> Vec<&[(Timestamp, f64)]> {
    let is_near =
        |one: &(Timestamp, f64), next: &(Timestamp, f64)| next.0.duration_since(one.0).as_secs_f64() < GAP_SECONDS;
    line.points.chunk_by(is_near).collect()
}

fn spoken(lines: &[Line], word: impl Fn(f64) -> String) -> String {
    let last = |line: &Line| Some(format!("{} {}", line.name, word(line.points.last()?.1)));
    lines.iter().filter_map(last).collect::<Vec<_>>().join(", ")
}

fn tenths(number: f64) -> f64 {
    (number * 10.0).round() / 10.0
}
