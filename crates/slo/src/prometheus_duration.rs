//! Durations in Prometheus' notation (<https://prometheus.io/docs/prometheus/latest/querying/basics/#time-durations>).

use std::time::Duration;

/// A duration as Prometheus writes it: `2m30s`.
pub fn duration(length: Duration) -> String {
    let mut left = length.as_millis();
    let mut text = String::new();
    for (unit, ms) in [("d", 86_400_000), ("h", 3_600_000), ("m", 60_000), ("s", 1_000), ("ms", 1)] {
        let whole = left / ms;
        if whole > 0 {
            text.push_str(&format!("{whole}{unit}"));
            left %= ms;
        }
    }
    if text.is_empty() { "0s".to_owned() } else { text }
}
