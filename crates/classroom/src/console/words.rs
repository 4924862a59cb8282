//! Figures as people read them.

use jiff::Timestamp;
use maud::{Markup, html};

/// A share, without the end that nobody reads.
pub(super) fn percent(share: f64) -> String {
    // What is not all is never shown as all.
    let tenths = (share * 1000.0).floor() / 10.0;
    if tenths.fract() == 0.0 { format!("{tenths:.0} %") } else { format!("{tenths:.1} %") }
}

/// A latency.
pub(super) fn latency(milliseconds: f64) -> String {
    if milliseconds < 1000.0 { format!("{milliseconds:.0} ms") } else { format!("{:.1} s", milliseconds / 1000.0) }
}

/// Requests per second.
pub(super) fn rate(per_second: f64) -> String {
    if per_second < 10.0 { format!("{per_second:.1}/s") } else { format!("{per_second:.0}/s") }
}

/// One or many.
pub(super) fn count(number: usize, one: &str, many: &str) -> String {
    format!("{number} {}", if number == 1 { one } else { many })
}

/// A time of day; the browser makes it local.
pub(super) fn clock(at: Timestamp) -> Markup {
    html! { time datetime=(at.strftime("%FT%TZ")) { (at.strftime("%H:%M UTC")) } }
}

/// How long a challenge still has.
pub(super) fn left(minutes: i64) -> String {
    match minutes {
        0.. => format!("{minutes} min left"),
        _ => format!("{} min over", -minutes),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_all_is_not_shown_as_all() {
        let shown = [1.0, 0.9999, 0.985, 0.5, 0.0].map(percent);
        assert_eq!(shown, ["100 %", "99.9 %", "98.5 %", "50 %", "0 %"]);
        assert_eq!([3.2, 999.0, 1000.0, 12_340.0].map(latency), ["3 ms", "999 ms", "1.0 s", "12.3 s"]);
        assert_eq!([5, 0, -3].map(left), ["5 min left", "0 min left", "3 min over"]);
    }
}
