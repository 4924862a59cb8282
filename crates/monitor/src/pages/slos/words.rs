//! Numbers of SLOs as people read them.

use jiff::{SignedDuration, Timestamp};
use maud::{Markup, html};
use movie_guru_slo::readable;
pub(super) use movie_guru_slo::readable::percent;

use crate::pages::tiles::Mood;
use crate::slos::{ExhaustionView, LONGEST_REQUEST, SloView};

/// Once requests count, so much may pass until a scrape has the first of them and an evaluation has seen it.
const FIRST_SEEN: SignedDuration = SignedDuration::from_secs(15);

/// A share, or a dash.
pub(super) fn percent_or_dash(share: Option<f64>) -> String {
    share.map_or_else(|| "–".to_owned(), percent)
}

/// A burn rate as `1.7×`.
pub(super) fn times(rate: f64) -> String {
    format!("{}×", readable::burn_rate(rate))
}

/// A length of time in the largest unit that keeps it at or above one.
pub(crate) fn lasting(seconds: f64) -> String {
    let (number, unit) = match seconds {
        s if s >= 2.0 * 86_400.0 => (s / 86_400.0, "d"),
        s if s >= 3_600.0 => (s / 3_600.0, "h"),
        s if s >= 90.0 => (s / 60.0, "min"),
        s => (s, "s"),
    };
    if number >= 9.95 { format!("{number:.0} {unit}") } else { format!("{} {unit}", (number * 10.0).round() / 10.0) }
}

/// How long ago a moment was.
pub(crate) fn ago(at: Timestamp, now: Timestamp) -> String {
    let seconds = now.duration_since(at).as_secs_f64();
    if seconds < 1.0 { "just now".to_owned() } else { format!("{} ago", lasting(seconds)) }
}

/// A moment on the clock; a script puts the reader's own in its place.
pub(super) fn clock(at: Timestamp) -> Markup {
    html! { time datetime=(at) data-clock { (at.strftime("%H:%M:%S UTC")) } }
}

/// Whether it was made so short a time ago that what was counted since may have begun before, and is left out.
pub(super) fn counts_soon(view: &SloView) -> bool {
    let young = |at: Timestamp| {
        view.since.is_some_and(|since| at.duration_since(since) < LONGEST_REQUEST.saturating_add(FIRST_SEEN))
    };
    view.status.is_some_and(|status| status.sli.is_none() && young(status.at))
}

/// When the budget is spent.
pub(super) fn exhaustion(view: ExhaustionView) -> String {
    match view {
        ExhaustionView::Spent => "spent".to_owned(),
        ExhaustionView::After { seconds } => format!("in {}", lasting(seconds)),
        ExhaustionView::NotInSight => "not in sight".to_owned(),
    }
}

/// How it does, in two words.
pub(super) fn mood(view: &SloView) -> (Mood, &'static str) {
    match &view.status {
        Some(status) if status.budget_left > 0.0 && !view.unmatched.is_empty() => (Mood::Warn, "no series matches"),
        None => (Mood::Unknown, "not evaluated yet"),
        Some(_) if counts_soon(view) => (Mood::Unknown, "counts in a moment"),
        Some(status) if status.sli.is_none() => (Mood::Unknown, "no requests yet"),
        Some(status) if status.budget_left <= 0.0 => (Mood::Bad, "budget spent"),
        Some(status) if status.burn_rate.long > 1.0 => (Mood::Warn, "burning"),
        Some(_) => (Mood::Good, "within budget"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_short_and_true() {
        assert_eq!(
            [percent(0.99), percent(0.9995), percent(1.0), percent(-1.5)],
            ["99 %", "99.95 %", "100 %", "-150 %"]
        );
        assert_eq!(percent(0.99999), "99.999 %", "not all of it");
        assert_eq!([times(0.52), times(9.96), times(86.2)], ["0.5×", "10×", "86×"]);
        assert_eq!(
            [lasting(42.0), lasting(150.0), lasting(7200.0), lasting(400_000.0)],
            ["42 s", "2.5 min", "2 h", "4.6 d"]
        );
    }
}
