//! Numbers as people say them, in one place for findings and verdicts: two digits are enough.

use std::time::Duration;

use movie_guru_slo::readable::percent;

const MINUTE: f64 = 60.0;
const HOUR: f64 = 60.0 * MINUTE;
const DAY: f64 = 24.0 * HOUR;
/// From so many percent on.
const MANY_TIMES: f64 = 999.5;
/// A week.
pub(crate) const WEEK: f64 = 7.0 * DAY;

/// So many of something: `no call`, `1 call`, `12 calls`.
pub(crate) fn count(number: usize, one: &str, many: &str) -> String {
    match number {
        0 => format!("no {one}"),
        1 => format!("1 {one}"),
        _ => format!("{number} {many}"),
    }
}

/// How often something happens in a week, if it happened so often in some: `12 times a week`.
pub(crate) fn a_week(times: usize, length: Duration) -> String {
    let weeks = length.as_secs_f64() / WEEK;
    let each = if weeks > 0.0 { times as f64 / weeks } else { times as f64 };
    match each {
        _ if times == 0 => "never".to_owned(),
        ..0.75 => format!("{} in {}", often(times), duration(length)),
        ..1.5 => "once a week".to_owned(),
        ..2.5 => "twice a week".to_owned(),
        _ => format!("{each:.0} times a week"),
    }
}

/// `once`, `twice`, `5 times`.
pub(crate) fn often(times: usize) -> String {
    match times {
        0 => "never".to_owned(),
        1 => "once".to_owned(),
        2 => "twice".to_owned(),
        _ => format!("{times} times"),
    }
}

/// A share, `60 %`, `2.3 %`, `139 %`; with as many decimals as tell it from nothing. Of a budget that is spent many times over
/// `25 times the budget`.
pub(crate) fn share(share: f64) -> String {
    match (share * 100.0).abs() {
        MANY_TIMES.. => format!("{share:.0} times the budget"),
        10.0.. => format!("{:.0} %", share * 100.0),
        1.0.. => format!("{} %", trimmed(&format!("{:.1}", share * 100.0))),
        _ => percent(share),
    }
}

/// What something costs of the budget of an SLO's window: `60 % of the month`, `25 times the budget of the day`.
pub(crate) fn cost(spent: f64, length: Duration) -> String {
    format!("{} of {}", share(spent), window(length))
}

/// A number with at most one decimal, or two where it is small.
pub(crate) fn number(number: f64) -> String {
    let text = match number.abs() {
        100.0.. => format!("{number:.0}"),
        1.0.. => format!("{number:.1}"),
        _ => format!("{number:.4}"),
    };
    trimmed(&text).to_owned()
}

fn trimmed(text: &str) -> &str {
    if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.') } else { text }
}

/// How long something takes: `45 s`, `7 min`, `2 h 10 min`, `3 days`.
pub(crate) fn duration(length: Duration) -> String {
    let seconds = length.as_secs_f64();
    let two = |large: f64, one: &str, small: f64, other: &str| {
        let smalls = (seconds / small).round();
        let (larges, rest) = ((smalls * small / large).floor(), (smalls * small % large / small).round());
        let larges = if one == "days" && larges == 1.0 { "1 day".to_owned() } else { format!("{larges} {one}") };
        if rest == 0.0 { larges } else { format!("{larges} {rest} {other}") }
    };
    match seconds {
        ..10.0 => format!("{} s", trimmed(&format!("{seconds:.1}"))),
        ..59.5 => format!("{seconds:.0} s"),
        ..600.0 => two(MINUTE, "min", 1.0, "s"),
        ..3570.0 => format!("{:.0} min", seconds / MINUTE),
        ..36_000.0 => two(HOUR, "h", MINUTE, "min"),
        ..86_100.0 => format!("{:.0} h", seconds / HOUR),
        ..864_000.0 => two(DAY, "days", HOUR, "h"),
        _ => format!("{:.0} days", seconds / DAY),
    }
}

/// The window of an SLO: `the month`, `the week`, `the day`, or `the 14 days`.
pub(crate) fn window(length: Duration) -> String {
    match length.as_secs_f64() / DAY {
        days if (27.5..31.5).contains(&days) => "the month".to_owned(),
        days if (6.9..7.1).contains(&days) => "the week".to_owned(),
        days if (0.95..1.05).contains(&days) => "the day".to_owned(),
        _ => format!("the {}", duration(length)),
    }
}

/// `a`, `a and b`, `a, b and c`; of more than so many `a, b and 5 more`.
pub(crate) fn list(all: &[String], most: usize) -> String {
    let shown = if all.len() > most { most.saturating_sub(1).max(1) } else { all.len() };
    let mut parts: Vec<String> = all.iter().take(shown).cloned().collect();
    if all.len() > shown {
        parts.push(format!("{} more", all.len() - shown));
    }
    match parts.split_last() {
        None => String::new(),
        Some((only, [])) => only.clone(),
        Some((last, others)) => format!("{} and {last}", others.join(", ")),
    }
}

/// With a capital at the beginning.
pub(crate) fn sentence(text: &str) -> String {
    let mut characters = text.chars();
    characters.next().map_or_else(String::new, |first| first.to_uppercase().chain(characters).collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_rounded_as_people_say_them() {
        let said = [0.0, 0.000_012, 0.0234, 0.02, 0.6, 1.394, 0.000_1, 24.8].map(share);
        assert_eq!(said, ["0 %", "0.0012 %", "2.3 %", "2 %", "60 %", "139 %", "0.01 %", "25 times the budget"]);
        assert_eq!(cost(0.6, Duration::from_secs(30 * 86_400)), "60 % of the month");
        let said = [0.6, 45.0, 90.0, 130.0, 420.0, 1_800.0, 3_600.0, 7_800.0, 86_400.0, 129_600.0, 259_200.0]
            .map(|seconds| duration(Duration::from_secs_f64(seconds)));
        let wanted = [
            "0.6 s",
            "45 s",
            "1 min 30 s",
            "2 min 10 s",
            "7 min",
            "30 min",
            "1 h",
            "2 h 10 min",
            "1 day",
            "1 day 12 h",
            "3 days",
        ];
        assert_eq!(said, wanted);
        assert_eq!([14.4, 1.5, 0.02, 144.0, 1.0].map(number), ["14.4", "1.5", "0.02", "144", "1"]);
    }

    #[test]
    fn one_and_many_are_told_apart() {
        assert_eq!([0, 1, 2].map(|calls| count(calls, "call", "calls")), ["no call", "1 call", "2 calls"]);
        let two_weeks = Duration::from_secs(14 * 86_400);
        let said = [0, 1, 2, 4, 24].map(|times| a_week(times, two_weeks));
        assert_eq!(said, ["never", "once in 14 days", "once a week", "twice a week", "12 times a week"]);
        let names = ["a", "b", "c", "d"].map(str::to_owned);
        assert_eq!(
            [0, 1, 2, 3, 4].map(|of| list(&names[..of], 3)),
            ["", "a", "a and b", "a, b and c", "a, b and 2 more"]
        );
    }

    #[test]
    fn a_window_has_its_name() {
        let windows = [1, 7, 14, 28, 30].map(|days| window(Duration::from_secs(days * 86_400)));
        assert_eq!(windows, ["the day", "the week", "the 14 days", "the month", "the month"]);
    }
}
