//! A team's day as a strip: a lane for each kind of thing, along one line of time.

use jiff::Timestamp;
use maud::{Markup, html};

use super::story::{Entry, Matter};

const WIDTH: f64 = 900.0;
const LEFT: f64 = 90.0;
const LANE: f64 = 22.0;
const LANES: [Matter; 6] = [Matter::Phase, Matter::Alert, Matter::Challenge, Matter::Check, Matter::Hint, Matter::Call];
/// What lasted a moment is still to be seen.
const NARROWEST: f64 = 3.0;

/// The strip; nothing where nothing happened.
pub(super) fn strip(timeline: &[Entry]) -> Markup {
    let begin = timeline.iter().map(|entry| entry.at).min();
    let end = timeline.iter().map(|entry| entry.until.unwrap_or(entry.at)).max();
    let (Some(begin), Some(end)) = (begin, end) else { return html! {} };
    let seconds = (end.duration_since(begin).as_secs_f64()).max(1.0);
    let x = |at: Timestamp| LEFT + at.duration_since(begin).as_secs_f64() / seconds * (WIDTH - LEFT - 10.0);
    let height = LANE * LANES.len() as f64 + 26.0;
    html! {
        svg viewBox={ "0 0 " (WIDTH) " " (height) } role="img" aria-label="What happened, along the time" {
            @for (index, lane) in LANES.into_iter().enumerate() {
                @let top = index as f64 * LANE;
                text .lane x="0" y=(top + 15.0) { (lane.word()) }
                line .base x1=(LEFT) x2=(WIDTH - 10.0) y1=(top + LANE) y2=(top + LANE) {}
                @for entry in timeline.iter().filter(|entry| entry.matter == lane) {
                    (mark(entry, x(entry.at), entry.until.map(x), top))
                }
            }
            @for share in [0.0, 0.25, 0.5, 0.75, 1.0] {
                @let at = begin.checked_add(jiff::SignedDuration::from_secs_f64(seconds * share)).unwrap_or(begin);
                text .clock x=(tenths(x(at))) y=(height - 6.0) text-anchor=(if share == 1.0 { "end" } else { "middle" }) {
                    (at.strftime("%H:%M"))
                }
            }
        }
    }
}

/// What lasts is a bar with its name; what happens in a moment has a shape of its own for each lane.
fn mark(entry: &Entry, x: f64, until: Option<f64>, top: f64) -> Markup {
    let middle = top + LANE / 2.0;
    let title = format!("{} {}", entry.at.strftime("%H:%M:%S"), entry.what);
    let about = |dx: f64, dy: f64| format!("{},{}", tenths(x + dx), tenths(middle + dy));
    html! {
        @match (entry.matter, until) {
            (Matter::Phase | Matter::Alert, Some(until)) => {
                rect .{ "bar " (entry.matter.word()) } x=(tenths(x)) y=(top + 4.0)
                    width=(tenths((until - x).max(NARROWEST))) height=(LANE - 8.0) { title { (title) } }
                @if until - x > 70.0 {
                    text .inside x=(tenths(x + 4.0)) y=(top + 15.0) { (entry.what.trim_start_matches("scenario ")) }
                }
            }
            (Matter::Check, _) => { circle .mark cx=(tenths(x)) cy=(middle) r="5" { title { (title) } } }
            (Matter::Hint, _) => {
                polygon .mark points={ (about(0.0, -5.5)) " " (about(5.5, 4.5)) " " (about(-5.5, 4.5)) } { title { (title) } }
            }
            (Matter::Call, _) => { rect .mark x=(tenths(x - 4.5)) y=(middle - 4.5) width="9" height="9" { title { (title) } } }
            _ => { line .mark x1=(tenths(x)) x2=(tenths(x)) y1=(top + 3.0) y2=(top + LANE - 3.0) { title { (title) } } }
        }
    }
}

fn tenths(number: f64) -> f64 {
    (number * 10.0).round() / 10.0
}
