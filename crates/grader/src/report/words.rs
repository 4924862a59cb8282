//! Numbers as tables and pages have them: short, and never nothing where there is something.

use std::time::Duration;

const WEEK: f64 = 7.0 * 86_400.0;

/// A duration in its two largest units: `45s`, `2m 10s`, `1h 5m`, `2d 3h`. Above ten minutes no seconds, above ten hours
/// no minutes, above ten days no hours.
pub(crate) fn duration(duration: Duration) -> String {
    let seconds = duration.as_secs_f64();
    let unit = match seconds {
        s if s < 1.0 && s > 0.0 => return format!("{s:.1}s"),
        s if s < 600.0 => 1.0,
        s if s < 36_000.0 => 60.0,
        s if s < 864_000.0 => 3600.0,
        _ => 86_400.0,
    };
    let rounded = ((seconds / unit).round() * unit) as u64;
    let parts = [(rounded / 86_400, "d"), (rounded / 3600 % 24, "h"), (rounded / 60 % 60, "m"), (rounded % 60, "s")];
    let said: Vec<_> =
        parts.iter().filter(|(number, _)| *number > 0).map(|(number, unit)| format!("{number}{unit}")).collect();
    if said.is_empty() { "0s".to_owned() } else { said.join(" ") }
}

/// How long something must hold, after a comma, as rules write it; nothing where it need not.
pub(crate) fn when(after: Duration) -> String {
    if after.is_zero() { String::new() } else { format!(", for {}", duration(after)) }
}

/// A share with two digits that count: `0.31 %`, `2.1 %`, `139 %`.
pub(crate) fn share(share: f64) -> String {
    let percent = share * 100.0;
    match percent.abs() {
        p if p > 0.0 && p < 0.01 => "<0.01 %".to_owned(),
        _ => format!("{} %", number(percent)),
    }
}

/// A number with two digits that count, and all before the point.
pub(crate) fn number(number: f64) -> String {
    let places = match number.abs() {
        n if n >= 9.95 => 0,
        n if n >= 0.995 => 1,
        _ => 2,
    };
    // A factor such as 14.4 is a name of its own.
    let places = if places == 0 && number.abs() < 100.0 && (number * 10.0).fract().abs() < 1e-9 { 1 } else { places };
    let text = format!("{number:.places$}");
    match text.contains('.') {
        true => text.trim_end_matches('0').trim_end_matches('.').to_owned(),
        false => text,
    }
}

/// So many in a time, as so many a week.
pub(crate) fn a_week(count: usize, length: Duration) -> f64 {
    if length.is_zero() { 0.0 } else { count as f64 * WEEK / length.as_secs_f64() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_have_two_units_at_most() {
        let cases = [
            (0.0, "0s"),
            (0.6, "0.6s"),
            (45.0, "45s"),
            (130.0, "2m 10s"),
            (600.0, "10m"),
            (3900.0, "1h 5m"),
            (3929.0, "1h 5m"),
            (35_990.0, "10h"),
            (129_600.0, "1d 12h"),
            (183_600.0, "2d 3h"),
            (1_209_570.0, "14d"),
        ];
        for (seconds, wanted) in cases {
            assert_eq!(duration(Duration::from_secs_f64(seconds)), wanted, "{seconds}");
        }
    }

    #[test]
    fn a_share_is_not_nothing_where_there_is_something() {
        let cases = [
            (0.0, "0 %"),
            (0.000_001, "<0.01 %"),
            (0.0031, "0.31 %"),
            (0.021, "2.1 %"),
            (0.116, "11.6 %"),
            (0.1164, "12 %"),
            (1.39, "139 %"),
            (-0.5, "-50 %"),
        ];
        for (of, wanted) in cases {
            assert_eq!(share(of), wanted, "{of}");
        }
        assert_eq!([14.4, 1000.0, 1.0, 0.5].map(number), ["14.4", "1000", "1", "0.5"]);
        assert_eq!(a_week(24, Duration::from_secs(14 * 86_400)), 12.0);
    }
}
