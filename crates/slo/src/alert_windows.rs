//! The windows of an alert on the clock.

use std::time::Duration;

use crate::model::Alert;
use crate::time_scale::TimeScale;

/// The windows of an alert, scaled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AlertWindows {
    /// The long window.
    pub long: Duration,
    /// The short one, where there is one.
    pub short: Option<Duration>,
    /// How long the condition must hold.
    pub after: Duration,
    /// How long the alert goes on firing once the condition holds no more.
    pub keep: Duration,
}

impl TimeScale {
    /// The windows of an alert on the clock. The time it must hold is scaled too, and may be nothing.
    pub fn windows(&self, alert: &Alert) -> AlertWindows {
        AlertWindows {
            long: self.length(alert.long.about()),
            short: alert.short.map(|short| self.length(short.about())),
            after: self.wait(alert.after.about()),
            keep: self.kept(alert.keep.about()),
        }
    }
}
