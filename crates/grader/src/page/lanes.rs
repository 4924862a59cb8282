//! Lanes of a picture: when each alert was pending and fired.

use std::time::Duration;

use maud::{Markup, html};

use crate::graded::{AlertName, OnTimeline};
use crate::report::words::duration;

/// Heights, in pixels.
pub(super) const LABEL: f64 = 20.0;
const BAR: f64 = 12.0;
const GAP: f64 = 5.0;
/// What is shorter is drawn this wide, in per cent of the width, or it would not be seen.
const LEAST: f64 = 0.25;

/// A lane of stretches, in seconds since the beginning.
pub(super) struct Lane<'a> {
    pub(super) name: &'a str,
    class: &'a str,
    pending: &'a [(f64, f64)],
    pub(super) firing: &'a [(f64, f64)],
}

/// The part of a timeline that a picture shows, in seconds since the beginning.
#[derive(Clone, Copy)]
pub(super) struct View {
    pub(super) from: f64,
    pub(super) to: f64,
}

impl View {
    fn per_cent(&self, at: f64) -> f64 {
        ((at - self.from) / (self.to - self.from).max(1.0) * 100.0).clamp(0.0, 100.0)
    }

    /// Where a moment is.
    pub(super) fn place(&self, at: f64) -> String {
        format!("{:.3}%", self.per_cent(at))
    }

    /// How wide a stretch is.
    pub(super) fn width(&self, from: f64, to: f64) -> String {
        format!("{:.3}%", (self.per_cent(to) - self.per_cent(from)).max(LEAST))
    }

    fn shows(&self, (from, to): &(f64, f64)) -> bool {
        *from <= self.to && *to >= self.from
    }
}

/// The lanes of the alerts, and of those that stand beside them.
pub(super) fn lanes<'a>(on: &'a OnTimeline, alerts: &'a [AlertName]) -> Vec<Lane<'a>> {
    let own = alerts.iter().zip(&on.alerts).map(|(alert, on)| Lane {
        name: &alert.name,
        class: "own",
        pending: &on.pending,
        firing: &on.firing,
    });
    let beside = on.references.iter().map(|reference| Lane {
        name: &reference.title,
        class: "beside",
        pending: &[],
        firing: &reference.firing,
    });
    own.chain(beside).collect()
}

/// How high lanes are.
pub(super) fn height(lanes: &[Lane<'_>]) -> f64 {
    lanes.len() as f64 * (LABEL + BAR + GAP)
}

/// The lanes from a height on.
pub(super) fn drawn(lanes: &[Lane<'_>], top: f64, view: View) -> Markup {
    html! {
        @for (at, lane) in lanes.iter().enumerate() {
            @let y = top + at as f64 * (LABEL + BAR + GAP);
            text .label x="0" y=(y + LABEL - 5.0) { (lane.name) }
            rect .rest x="0" y=(y + LABEL) width="100%" height=(BAR) {}
            @for (class, stretches) in [("pending", lane.pending), ("firing", lane.firing)] {
                @for (from, to) in stretches.iter().filter(|stretch| view.shows(stretch)) {
                    rect class={ (class) " " (lane.class) } x=(view.place(*from)) y=(y + LABEL) width=(view.width(*from, *to)) height=(BAR) {
                        title { (lane.name) " " (class) " for " (duration(seconds(to - from))) }
                    }
                }
            }
        }
    }
}

/// A length of so many seconds; nothing of less than none.
pub(super) fn seconds(seconds: f64) -> Duration {
    Duration::try_from_secs_f64(seconds).unwrap_or_default()
}
