//! Durations as Prometheus writes them, `1h30m` (<https://prometheus.io/docs/prometheus/2.42/configuration/configuration/>).

use std::time::Duration;

const UNITS: [(&str, u64); 7] = [
    ("y", 365 * 86_400_000),
    ("w", 7 * 86_400_000),
    ("d", 86_400_000),
    ("h", 3_600_000),
    ("m", 60_000),
    ("s", 1_000),
    ("ms", 1),
];

/// A duration from its text; none where it is not one, or too long to be told. Each unit at most once, longer ones first.
pub fn parse(text: &str) -> Option<Duration> {
    if text == "0" {
        return Some(Duration::ZERO);
    }
    let mut left = text;
    let mut units = UNITS.iter();
    let mut total: u64 = 0;
    while !left.is_empty() {
        let digits = left.find(|character: char| !character.is_ascii_digit())?;
        let count: u64 = left[..digits].parse().ok()?;
        let name = &left[digits..];
        let name = &name[..name.find(|character: char| !character.is_ascii_alphabetic()).unwrap_or(name.len())];
        let (_, ms) = units.find(|(unit, _)| *unit == name)?;
        total = total.checked_add(count.checked_mul(*ms)?)?;
        left = &left[digits + name.len()..];
    }
    // A moment is a signed number of milliseconds.
    (!text.is_empty() && i64::try_from(total).is_ok()).then(|| Duration::from_millis(total))
}

/// A duration in whole milliseconds, as far as they can be told.
pub fn milliseconds(duration: Duration) -> i64 {
    i64::try_from(duration.as_millis()).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn durations_are_read_as_prometheus_reads_them() {
        assert_eq!(parse("1h30m"), Some(Duration::from_secs(5400)));
        assert_eq!(parse("5m"), Some(Duration::from_secs(300)));
        assert_eq!(parse("500ms"), Some(Duration::from_millis(500)));
        assert_eq!(parse("1d500ms"), Some(Duration::from_millis(86_400_500)));
        assert_eq!(parse("0"), Some(Duration::ZERO));
        for wrong in
            ["", "5", "m", "5x", "1m1h", "1m1m", "-5m", "1.5h", "5 m", "99999999999999999999s", "999999999999y"]
        {
            assert_eq!(parse(wrong), None, "{wrong}");
        }
    }
}
