//! A timeline drawn: error rate, burn rates and budget over its length, and below them when each alert was pending and
//! fired, with the truth as shade behind all.
//!
//! One picture has the page's own pixels, so that its words keep their size; curves stand in pictures within it that are
//! stretched to its width.

use maud::{Markup, html};

use super::curves::{burns, line, rounded};
use super::lanes::{LABEL, View, drawn, height, lanes, seconds};
use crate::graded::{AlertName, OnTimeline};
use crate::report::words::{duration, number, share};

/// Heights, in pixels.
const ERRORS: f64 = 72.0;
const BURNS: f64 = 108.0;
const BUDGET: f64 = 60.0;
const GAP: f64 = 10.0;
const DAY: f64 = 86_400.0;

/// The picture.
pub(super) fn drawing(on: &OnTimeline, alerts: &[AlertName]) -> Markup {
    let chart = &on.chart;
    let length = on.length.as_secs_f64();
    let view = View { from: 0.0, to: length };
    let lanes = lanes(on, alerts);
    let top = [LABEL, LABEL + ERRORS + GAP + LABEL, LABEL + ERRORS + GAP + LABEL + BURNS + GAP + LABEL];
    let plots = top[2] + BUDGET + GAP;
    let bottom = plots + height(&lanes);
    let errors = chart.errors.iter().copied().flatten().fold(0.0, f64::max);
    let scale = burns(chart, alerts);
    let left = chart.budget.last().copied().unwrap_or(1.0);
    let lowest = chart.budget.iter().copied().fold(0.0, f64::min).max(-1.0);
    let budget: Vec<_> = chart.budget.iter().map(|left| Some((left.max(lowest) - lowest) / (1.0 - lowest))).collect();
    html! {
        svg .drawing role="img" aria-label=(told(on, alerts)) width="100%" height=(bottom + LABEL) {
            @for (title, from, to, is_significant) in &chart.events {
                rect .event .significant[*is_significant] x=(view.place(*from)) y="0" width=(view.width(*from, *to)) height=(bottom) {
                    title { (title) ", " (duration(seconds(to - from))) @if !is_significant { ", too little for a call" } }
                }
            }
            @for day in 1..=(length / DAY).floor().min(60.0) as u32 {
                @let x = view.place(f64::from(day) * DAY);
                line .day x1=(x) x2=(x) y1="0" y2=(bottom) {}
            }
            text .label x="0" y=(LABEL - 6.0) { "Errors over 5m, up to " (share(errors)) }
            (plot(top[0], ERRORS, html! {
                (line("errors", &heights(&chart.errors, if errors > 0.0 { errors } else { 1.0 }), ERRORS))
            }))
            text .label x="0" y=(top[1] - 6.0) { "Burn rate over 1h and 6h" }
            @for (factor, at) in &scale.marks {
                @let y = rounded(top[1] + BURNS * (1.0 - at));
                line .mark x1="0" x2="100%" y1=(y) y2=(y) {}
                // Higher it would stand in the words above.
                @if *at < 0.9 { text .tick x="2" y=(y - 3.0) { (number(*factor)) "×" } }
            }
            @for (names, factor, at) in &scale.thresholds {
                @let y = rounded(top[1] + BURNS * (1.0 - at));
                line .threshold x1="0" x2="100%" y1=(y) y2=(y) {}
                text .tick .of-threshold x="100%" y=(y - 3.0) text-anchor="end" { (names) " " (number(*factor)) "×" }
            }
            (plot(top[1], BURNS, html! {
                (line("six-hours", &scale.six_hours, BURNS))
                (line("hour", &scale.hour, BURNS))
            }))
            text .label x="0" y=(top[2] - 6.0) { "Budget left, " (share(left)) " at the end" }
            @if lowest < 0.0 {
                @let y = rounded(top[2] + BUDGET * (1.0 - (-lowest) / (1.0 - lowest)));
                line .threshold x1="0" x2="100%" y1=(y) y2=(y) {}
            }
            (plot(top[2], BUDGET, line("budget", &budget, BUDGET)))
            (drawn(&lanes, plots, view))
            text .tick x="0" y=(bottom + LABEL - 6.0) { "0" }
            text .tick x="50%" y=(bottom + LABEL - 6.0) text-anchor="middle" { (duration(on.length / 2)) }
            text .tick x="100%" y=(bottom + LABEL - 6.0) text-anchor="end" { (duration(on.length)) }
        }
    }
}

/// A stretched picture within the picture.
fn plot(top: f64, height: f64, curves: Markup) -> Markup {
    html! {
        line .axis x1="0" x2="100%" y1=(top + height) y2=(top + height) {}
        svg x="0" y=(top) width="100%" height=(height) viewBox={ "0 0 1000 " (height) } preserveAspectRatio="none" { (curves) }
    }
}

fn heights(values: &[Option<f64>], most: f64) -> Vec<Option<f64>> {
    values.iter().map(|value| value.map(|value| value / most)).collect()
}

/// The picture in words.
fn told(on: &OnTimeline, alerts: &[AlertName]) -> String {
    let most = |values: &[Option<f64>]| values.iter().copied().flatten().fold(0.0, f64::max);
    let left = on.chart.budget.last().copied().unwrap_or(1.0);
    let mut says = format!(
        "{} over {}: errors up to {}, burn rate over 1h up to {}, {} of the budget left at the end.",
        on.title,
        duration(on.length),
        share(most(&on.chart.errors)),
        number(most(&on.chart.burn_hour)),
        share(left),
    );
    for (title, from, to, is_significant) in &on.chart.events {
        let deserves = if *is_significant { "deserves a call" } else { "does not deserve a call" };
        let (at, lasts) = (duration(seconds(*from)), duration(seconds(to - from)));
        says.push_str(&format!(" {title} at {at} for {lasts} {deserves}."));
    }
    for lane in lanes(on, alerts) {
        let fired = match lane.firing {
            [] => "never fired".to_owned(),
            [(from, _)] => format!("fired once, at {}", duration(seconds(*from))),
            [(from, _), ..] => format!("fired {} times, first at {}", lane.firing.len(), duration(seconds(*from))),
        };
        says.push_str(&format!(" {} {fired}.", lane.name));
    }
    says
}

/// What the colours mean.
pub(super) fn legend() -> Markup {
    let line = |class: &str| html! { svg .swatch aria-hidden="true" viewBox="0 0 24 12" { polyline class={ "curve " (class) } points="0,6 24,6" {} } };
    let patch = |class: &str| html! { svg .swatch aria-hidden="true" viewBox="0 0 24 12" { rect class=(class) width="24" height="12" {} } };
    html! {
        ul .means {
            li { (patch("event significant")) "an event that deserves a call" }
            li { (patch("event")) "one that does not" }
            li { (line("errors")) "errors" }
            li { (line("hour")) "burn rate over 1h" }
            li { (line("six-hours")) "over 6h" }
            li { (line("threshold")) "above which an alert fires" }
            li { (line("budget")) "budget left" }
            li { (patch("pending own")) "pending" }
            li { (patch("firing own")) "firing" }
            li { (patch("firing beside")) "others firing" }
        }
        p .small {
            "An event deserves a call when it spends 2 % of the budget within 1h, 5 % within 6h or 10 % within 3d (SRE Workbook, chapter 5). A star says that some such events were missed."
        }
    }
}
