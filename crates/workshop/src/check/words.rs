//! Reading what people write, and writing figures so that two that differ look different.

use std::sync::LazyLock;
use std::time::Duration;

use regex::Regex;

/// The lines in which something stands.
pub(super) fn lines(text: &str) -> impl Iterator<Item = &str> {
    text.lines().map(str::trim).filter(|line| !line.is_empty())
}

/// How many there are, in words.
pub(super) fn plural(count: usize, of: &str) -> String {
    if count == 1 { format!("1 {of}") } else { format!("{count} {of}s") }
}

/// How many requests were counted, as a sentence begins. A part of one, as a rate has it, is none: what is below a least number
/// is never shown as that number.
pub(super) fn events_were_counted(total: f64) -> String {
    let whole = total.max(0.0).floor() as usize;
    format!("{} {} counted", plural(whole, "event"), if whole == 1 { "was" } else { "were" })
}

/// A time on the clock, to the second: `5 min 5 s`.
pub(super) fn on_the_clock(length: Duration) -> String {
    match (length.as_secs() / 60, length.as_secs() % 60) {
        (0, seconds) => format!("{seconds} s"),
        (minutes, 0) => format!("{minutes} min"),
        (minutes, seconds) => format!("{minutes} min {seconds} s"),
    }
}

/// How many times as fast, beside a factor: `1.67`, `86`.
pub(super) fn times(rate: f64) -> String {
    let text = if rate < 10.0 { format!("{rate:.2}") } else { format!("{rate:.1}") };
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

/// How many sentences a text has: what ends with a full stop, a question or an exclamation mark, and what is left at its end.
pub(super) fn sentences(text: &str) -> usize {
    static END: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"[.!?]+(\s|$)").ok());
    let Some(end) = &*END else { return 0 };
    end.split(text.trim()).filter(|sentence| sentence.chars().any(char::is_alphanumeric)).count()
}

/// Whether one of these words, or the beginning of one (`cost*`), stands in a text.
pub(super) fn mentions<'a>(text: &str, words: &'a [String]) -> Option<&'a str> {
    let text = text.to_lowercase();
    let found: Vec<_> =
        text.split(|c: char| !c.is_alphanumeric() && c != '%').filter(|word| !word.is_empty()).collect();
    words.iter().map(String::as_str).find(|wanted| {
        let parts: Vec<_> = wanted.split_whitespace().collect();
        found.windows(parts.len().max(1)).any(|window| {
            window.iter().zip(&parts).all(|(word, part)| match part.strip_suffix('*') {
                Some(begin) => word.starts_with(&begin.to_lowercase()),
                None => *word == part.to_lowercase(),
            })
        })
    })
}

/// A share as people write it: `99 %`, `99.5%`, `99.5`, `0.995`; none where it is no share.
pub(super) fn share(text: &str) -> Option<f64> {
    static SHARE: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r"(\d+(?:[.,]\d+)?)\s*(%|percent)?").ok());
    let found = SHARE.as_ref()?.captures(text)?;
    let number: f64 = found.get(1)?.as_str().replace(',', ".").parse().ok()?;
    let share = if found.get(2).is_some() || number > 1.0 { number / 100.0 } else { number };
    (0.0..=1.0).contains(&share).then_some(share)
}

/// A time as people write it, in milliseconds: `5 s`, `500ms`, `1.5 seconds`, `1000` (milliseconds).
pub(super) fn milliseconds(text: &str) -> Option<f64> {
    static TIME: LazyLock<Option<Regex>> = LazyLock::new(|| {
        Regex::new(r"(?i)(\d+(?:[.,]\d+)?)\s*(milliseconds?|ms|msecs?|s|secs?|seconds?|m|min|minutes?)?\b").ok()
    });
    let found = TIME.as_ref()?.captures(text)?;
    let number: f64 = found.get(1)?.as_str().replace(',', ".").parse().ok()?;
    let unit = found.get(2).map_or(String::new(), |unit| unit.as_str().to_lowercase());
    Some(match unit.as_str() {
        "" | "ms" => number,
        unit if unit.starts_with("mil") || unit.starts_with("ms") => number,
        unit if unit.starts_with('s') => number * 1000.0,
        _ => number * 60_000.0,
    })
}

/// Whether a text names a span of time: `7 days`, `28d`, `24 h`, `a month`.
pub(super) fn names_a_window(text: &str) -> bool {
    static WINDOW: LazyLock<Option<Regex>> = LazyLock::new(|| {
        Regex::new(r"(?i)(\d+\s*(h|hours?|d|days?|w|weeks?|months?|quarters?|min|minutes?|m|q|y|years?)\b)|\b(hour|day|week|month|quarter|year)(ly)?\b").ok()
    });
    WINDOW.as_ref().is_some_and(|window| window.is_match(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_are_read_as_people_write_them() {
        for (text, value) in
            [("99 %", 0.99), ("99.5%", 0.995), ("at least 90 percent", 0.9), ("0.995", 0.995), ("99,9", 0.999)]
        {
            assert!((share(text).unwrap_or_default() - value).abs() < 1e-9, "{text}: {:?}", share(text));
        }
        for none in ["", "most", "120 %", "-"] {
            assert_eq!(share(none), None, "{none}");
        }
    }

    #[test]
    fn times_are_read_as_people_write_them() {
        let times = [("5 s", 5000.0), ("500ms", 500.0), ("1.5 seconds", 1500.0), ("1000", 1000.0), ("1 min", 60_000.0)];
        for (text, value) in times {
            assert_eq!(milliseconds(text), Some(value), "{text}");
        }
        assert_eq!(milliseconds("soon"), None);
    }

    #[test]
    fn words_are_found_whole_or_by_their_beginning() {
        let words = ["cost*".to_owned(), "rate of change".to_owned()];
        assert_eq!(mentions("It costs more.", &words), Some("cost*"));
        assert_eq!(mentions("The rate of change falls", &words), Some("rate of change"));
        assert_eq!(mentions("The accost rate", &words), None);
    }

    #[test]
    fn figures_that_differ_look_different() {
        let of = |seconds| on_the_clock(Duration::from_secs(seconds));
        assert_eq!([of(300), of(305), of(45), of(0)], ["5 min", "5 min 5 s", "45 s", "0 s"]);
        assert_eq!([times(5.0 / 3.0), times(2.0), times(86.0), times(4.3)], ["1.67", "2", "86", "4.3"]);
        assert_eq!(events_were_counted(19.9), "19 events were counted");
        assert_eq!(events_were_counted(1.2), "1 event was counted");
    }

    #[test]
    fn sentences_are_counted() {
        assert_eq!(sentences("We had 99.9 % last month. Enough? Yes!  "), 3);
        assert_eq!(sentences("no end"), 1);
        assert_eq!(sentences(" \n"), 0);
    }

    #[test]
    fn windows_are_spans_of_time() {
        for window in ["7 days", "28d", "24 h", "a month", "weekly"] {
            assert!(names_a_window(window), "{window}");
        }
        for none in ["", "always", "soon", "99 %"] {
            assert!(!names_a_window(none), "{none}");
        }
    }
}
