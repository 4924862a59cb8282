//! An event from near: on two weeks the minutes until somebody is called are not seen.

use maud::{Markup, html};

use super::lanes::{LABEL, View, drawn, height, lanes, seconds};
use crate::graded::{AlertName, OnTimeline};
use crate::report::words::duration;

/// So many events are shown.
const SHOWN: usize = 2;
/// What is shown before and after, as a part of the event's length.
const AROUND: f64 = 0.12;
/// What goes on after an event is shown for so many times its length at most.
const AFTERWARDS: f64 = 1.5;

/// The first events that deserve a call.
pub(super) fn close_ups(on: &OnTimeline, alerts: &[AlertName]) -> Markup {
    let events = on.chart.events.iter().filter(|(.., deserves)| *deserves).take(SHOWN);
    html! { @for (title, from, to, _) in events { (close_up(title, *from, *to, on, alerts)) } }
}

fn close_up(title: &str, from: f64, to: f64, on: &OnTimeline, alerts: &[AlertName]) -> Markup {
    let lanes = lanes(on, alerts);
    let length = to - from;
    let of_event = lanes.iter().flat_map(|lane| lane.firing).filter(|(start, _)| (from..=to).contains(start));
    let last = of_event.map(|(_, end)| *end).fold(to, f64::max).min(to + AFTERWARDS * length);
    let view =
        View { from: (from - AROUND * length).max(0.0), to: (last + AROUND * length).min(on.length.as_secs_f64()) };
    let bottom = height(&lanes);
    let called: Vec<_> = lanes
        .iter()
        .map(|lane| {
            let first = lane.firing.iter().find(|(start, end)| *start <= to && *end >= from);
            let said = first.map_or_else(
                || "did not call".to_owned(),
                |(start, _)| format!("called after {}", duration(seconds(start - from))),
            );
            format!("{} {said}", lane.name)
        })
        .collect();
    let told = format!("{title}, {} long: {}.", duration(seconds(length)), called.join("; "));
    html! {
        figure {
            figcaption .small { (title) " from near: " (duration(seconds(length))) " from its start to its end" }
            svg .drawing role="img" aria-label=(told) width="100%" height=(bottom + LABEL) {
                rect .event .significant x=(view.place(from)) y="0" width=(view.width(from, to)) height=(bottom) { title { (title) } }
                (drawn(&lanes, 0.0, view))
                text .tick x=(view.place(from)) y=(bottom + LABEL - 6.0) { "begins" }
                text .tick x=(view.place(to)) y=(bottom + LABEL - 6.0) text-anchor="end" { "is over" }
            }
        }
    }
}
