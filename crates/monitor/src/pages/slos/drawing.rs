//! Small charts as SVG, drawn here, so that the board needs no script for them.

use jiff::Timestamp;
use maud::{Markup, html};

use super::words::{lasting, percent};
use crate::slos::{Point, Story};

const WIDTH: f64 = 600.0;
const HEIGHT: f64 = 150.0;

/// What a chart shows of each point.
struct Curve<'a> {
    title: &'a str,
    class: &'a str,
    value: fn(&Point) -> Option<f64>,
    /// The line that must not be crossed.
    bound: f64,
    /// The most that the value can be.
    most: f64,
    /// The least that is shown, however low it falls.
    floor: f64,
}

/// The SLI, and its objective as a line.
pub(super) fn sli(story: &Story) -> Markup {
    let objective = story.objective;
    let curve = Curve { title: "SLI", class: "sli", value: |point| point.sli, bound: objective, most: 1.0, floor: 0.0 };
    draw(story, &curve, &format!("objective {}", percent(objective)))
}

/// The budget falling, and where it is spent.
pub(super) fn budget(story: &Story) -> Markup {
    // How far a budget is overdrawn is told in numbers; a chart of -8500 % would show nothing else.
    let value: fn(&Point) -> Option<f64> = |point| Some(point.budget_left);
    let curve = Curve { title: "Budget left", class: "budget", value, bound: 0.0, most: 1.0, floor: -1.0 };
    draw(story, &curve, "spent")
}

fn draw(story: &Story, curve: &Curve<'_>, bound_is: &str) -> Markup {
    let values: Vec<_> = story.points.iter().filter_map(curve.value).collect();
    let lowest = values.iter().copied().fold(curve.bound, f64::min).max(curve.floor);
    // Room below, and never so close that nothing would be seen.
    let bottom =
        (lowest - (curve.most - lowest) * 0.08).min(curve.bound - (curve.most - curve.bound) * 0.25).max(curve.floor);
    let y = |value: f64| HEIGHT - (value.max(bottom) - bottom) / (curve.most - bottom) * HEIGHT;
    let x = |at: Timestamp| place(story, at) * WIDTH;
    let now = values.last().copied();
    let spoken = format!(
        "{} over {}: now {}, lowest {}, {bound_is}",
        curve.title,
        lasting(length(story)),
        now.map_or_else(|| "nothing".to_owned(), percent),
        values.iter().copied().reduce(f64::min).map_or_else(|| "nothing".to_owned(), percent),
    );
    html! {
        figure .mini {
            figcaption { strong { (curve.title) } }
            svg .(curve.class) viewBox={ "0 -4 " (WIDTH) " " (HEIGHT + 8.0) } preserveAspectRatio="none" role="img" aria-label=(spoken) {
                @for stretch in story.alerts.iter().flat_map(|alert| &alert.periods) {
                    @let (from, to) = (x(stretch.from), x(stretch.to));
                    rect .fired x=(rounded(from)) y="-4" width=(rounded((to - from).max(2.0))) height=(HEIGHT + 8.0) {}
                }
                line .bound x1="0" x2=(WIDTH) y1=(rounded(y(curve.bound))) y2=(rounded(y(curve.bound))) {}
                @for stretch in stretches(story, curve) {
                    polyline .curve points=(points(&stretch, &x, &y)) {}
                }
            }
            p .ends .small { span { (lasting(length(story))) " ago" } span .bound-is { "┄ " (bound_is) } span { "now" } }
        }
    }
}

/// The points that follow each other without a gap.
fn stretches(story: &Story, curve: &Curve<'_>) -> Vec<Vec<(Timestamp, f64)>> {
    let mut stretches = vec![Vec::new()];
    for point in &story.points {
        match ((curve.value)(point), stretches.last_mut()) {
            (Some(value), Some(stretch)) => stretch.push((point.at, value)),
            (None, Some(stretch)) if !stretch.is_empty() => stretches.push(Vec::new()),
            _ => {}
        }
    }
    stretches.retain(|stretch| !stretch.is_empty());
    stretches
}

fn points(stretch: &[(Timestamp, f64)], x: &impl Fn(Timestamp) -> f64, y: &impl Fn(f64) -> f64) -> String {
    let each = stretch.iter().map(|(at, value)| format!("{},{}", rounded(x(*at)), rounded(y(*value))));
    each.collect::<Vec<_>>().join(" ")
}

fn rounded(number: f64) -> f64 {
    (number * 10.0).round() / 10.0
}

fn length(story: &Story) -> f64 {
    story.to.duration_since(story.from).as_secs_f64()
}

/// Where in the story a moment is, 0 to 1.
fn place(story: &Story, at: Timestamp) -> f64 {
    let length = length(story);
    if length <= 0.0 { 1.0 } else { (at.duration_since(story.from).as_secs_f64() / length).clamp(0.0, 1.0) }
}

/// When each alert would have fired, as a strip over the time of the story.
pub(super) fn strips(story: &Story, now: Timestamp) -> Markup {
    html! {
        @if story.alerts.is_empty() {
            p .small { "No alert watches it." }
        } @else {
            ul .strips {
                @for alert in &story.alerts {
                    li {
                        span { (alert.title) " " span .small { "above " (alert.factor) "×, of " (alert.min_requests) " requests" } }
                        svg viewBox={ "0 0 " (WIDTH) " 10" } preserveAspectRatio="none" aria-hidden="true" {
                            rect .rest x="0" y="0" width=(WIDTH) height="10" {}
                            @for stretch in &alert.periods {
                                @let (from, to) = (place(story, stretch.from) * WIDTH, place(story, stretch.to) * WIDTH);
                                rect .fired x=(rounded(from)) y="0" width=(rounded((to - from).max(3.0))) height="10" {}
                            }
                        }
                        span .small { (told(&alert.periods, now)) }
                    }
                }
            }
        }
    }
}

fn told(periods: &[crate::slos::Stretch], now: Timestamp) -> String {
    match periods {
        [] => "would not have fired".to_owned(),
        [.., last] if last.to >= now => {
            format!("would fire now, since {}", lasting(now.duration_since(last.from).as_secs_f64()))
        }
        [.., last] => {
            let times = if periods.len() == 1 { "once".to_owned() } else { format!("{} times", periods.len()) };
            format!("would have fired {times}, last {}", super::words::ago(last.from, now))
        }
    }
}
