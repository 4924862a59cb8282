//! What a slow burn is, and what a fast one.

use movie_guru_slo::{Alert, Target};

/// What a slow alert may be: 1.5 to 2 times as fast as it should be.
const SLOW: std::ops::RangeInclusive<f64> = 1.5..=2.0;
/// What a fast one is at least, where its target lets it: 6x is the second page of the SRE Workbook, chapter 5.
const FAST: f64 = 6.0;

/// What people call an alert: its policy's title, and where it has none, its factor.
pub(super) fn called(alert: &Alert) -> String {
    alert.policy.display_name.clone().unwrap_or_else(|| format!("The alert at {}x", alert.factor))
}

/// The lowest and the highest factor of a slow alert.
pub(super) fn slow_factors() -> (f64, f64) {
    (*SLOW.start(), *SLOW.end())
}

pub(super) fn is_slow(alert: &Alert) -> bool {
    SLOW.contains(&alert.factor)
}

/// Fast, as far as the target lets it: a burn rate is at most 1 / (1 - target).
pub(super) fn is_fast(alert: &Alert, target: Target) -> bool {
    let reach = target.highest_burn_rate();
    alert.factor > *SLOW.end() && alert.factor < reach && (alert.factor >= FAST || !has_room(target))
}

/// Whether any factor is above the slow ones and can still fire.
pub(super) fn has_any_room(target: Target) -> bool {
    target.highest_burn_rate() > *SLOW.end()
}

/// Whether a fast alert has room for the factors that are usual.
pub(super) fn has_room(target: Target) -> bool {
    target.highest_burn_rate() >= 2.0 * FAST
}
