//! What happened, as counts over time, and what an SLO makes of it: for charts, and for asking what would have been.

use std::time::Duration;

use jiff::Timestamp;

use crate::alert_windows::AlertWindows;
use crate::count::{Count, Exhaustion, Span};
use crate::model::{Alert, Slo};
use crate::time_scale::TimeScale;
use crate::window::{Period, Window, earlier};

/// The long and the short time over which a status shows the burn rate: those of the first page of the SRE
/// Workbook, chapter 5 (Alerting on SLOs), "6: Multiwindow, Multi-Burn-Rate Alerts".
pub const BURN_WINDOWS: (Duration, Duration) = (Duration::from_secs(3600), Duration::from_secs(300));

/// Requests of a stretch of time, which lasts from the end of the one before up to `end`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bin {
    /// Its end.
    pub end: Timestamp,
    /// The requests in it.
    pub count: Count,
}

/// Counts over time. Any period is summed up in the time of two look-ups, so that a chart of a long window is cheap.
#[derive(Clone, Debug, Default)]
pub struct History {
    ends: Vec<Timestamp>,
    /// One more than `ends`: what came before each bin, and at last all.
    sums: Vec<Count>,
}

impl History {
    /// From bins in any order.
    pub fn new(mut bins: Vec<Bin>) -> Self {
        bins.sort_by_key(|bin| bin.end);
        let mut sums = vec![Count::default()];
        let mut sum = Count::default();
        for bin in &bins {
            sum = sum + bin.count;
            sums.push(sum);
        }
        Self { ends: bins.iter().map(|bin| bin.end).collect(), sums }
    }

    /// The end of each bin, in order of time.
    pub fn ends(&self) -> &[Timestamp] {
        &self.ends
    }

    /// The requests of the bins that end in a period, its last moment included and its first not.
    pub fn count(&self, period: Period) -> Count {
        let before = |moment| self.ends.partition_point(|end| *end <= moment);
        let sum = |moment| self.sums.get(before(moment)).copied().unwrap_or_default();
        if period.start < period.end { sum(period.end) - sum(period.start) } else { Count::default() }
    }

    fn last(&self, length: Duration, now: Timestamp) -> Count {
        self.count(Period { start: earlier(now, length), end: now })
    }

    /// How an SLO stands at a moment. `since` is the moment at which it was made; none counts the whole window.
    pub fn status(&self, slo: &Slo, now: Timestamp, since: Option<Timestamp>, scale: &TimeScale) -> Status {
        let (long, short) = BURN_WINDOWS;
        let counted = self.count(slo.window.counted(now, since, scale));
        let (long, short) = (self.last(scale.length(long), now), self.last(scale.length(short), now));
        Status::new(slo, Counted { window: counted, long, short }, now, since, scale)
    }

    /// Whether the condition of an alert holds at a moment.
    pub fn holds(&self, slo: &Slo, alert: &Alert, now: Timestamp, scale: &TimeScale) -> bool {
        self.exceeded(slo, alert, now, scale).is_some()
    }

    /// The burn rate over the long window of an alert while its condition holds; none while it does not.
    pub fn exceeded(&self, slo: &Slo, alert: &Alert, now: Timestamp, scale: &TimeScale) -> Option<f64> {
        let windows = scale.windows(alert);
        let long = self.last(windows.long, now);
        let short = windows.short.map(|short| self.last(short, now));
        alert.holds(slo.target, long, short).then(|| long.burn_rate(slo.target))
    }

    /// When an alert would have fired, evaluated at each of `moments`, in order. One that still fires at the last
    /// moment ends there.
    pub fn fired(
        &self,
        slo: &Slo,
        alert: &Alert,
        scale: &TimeScale,
        moments: impl IntoIterator<Item = Timestamp>,
    ) -> Vec<Period> {
        let AlertWindows { after, keep, .. } = scale.windows(alert);
        let mut watch = Watch::default();
        let mut fired: Vec<Period> = Vec::new();
        let mut fires = false;
        for now in moments {
            let state = watch.update(now, self.holds(slo, alert, now, scale), after, keep);
            match (state, fired.last_mut()) {
                (AlertState::Firing, Some(period)) if fires => period.end = now,
                (AlertState::Firing, _) => fired.push(Period { start: now, end: now }),
                (_, Some(period)) if fires => period.end = now,
                _ => {}
            }
            fires = state == AlertState::Firing;
        }
        fired
    }
}

/// What was counted of an SLO's requests, over each time that a [`Status`] needs.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Counted {
    /// Over what counts of the window: [`Window::counted`].
    pub window: Count,
    /// Over the longer of [`BURN_WINDOWS`], scaled.
    pub long: Count,
    /// Over the shorter.
    pub short: Count,
}

/// How an SLO stands.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Status {
    /// The SLI over the window; none without requests.
    pub sli: Option<f64>,
    /// The part of the budget that is left, at most 1.
    pub budget_left: f64,
    /// The burn rate over the longer of [`BURN_WINDOWS`].
    pub burn_long: f64,
    /// And over the shorter.
    pub burn_short: f64,
    /// When the budget is spent if things go on as over the longer of them.
    pub exhaustion: Exhaustion,
}

impl Status {
    /// From counts, wherever they come from.
    pub fn new(slo: &Slo, counted: Counted, now: Timestamp, since: Option<Timestamp>, scale: &TimeScale) -> Self {
        let budget_left = counted.window.budget_left(slo.target);
        let burn_long = counted.long.burn_rate(slo.target);
        let so_far = slo.window.counted(now, since, scale).length();
        let rolls = matches!(slo.window, Window::Rolling(_));
        let period = slo.window.period(now, scale);
        // A period of the calendar in which the SLO was made is as long as what is left of it from then.
        let ahead = Period { start: now, end: period.end }.length();
        let length = if rolls { period.length() } else { so_far + ahead };
        Self {
            sli: counted.window.sli(),
            budget_left,
            burn_long,
            burn_short: counted.short.burn_rate(slo.target),
            exhaustion: Exhaustion::project(budget_left, burn_long, Span { counted: so_far, length, rolls }),
        }
    }
}

/// The state of an alert, as Prometheus names it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AlertState {
    /// The condition does not hold.
    Inactive,
    /// It holds, but not yet long enough.
    Pending,
    /// It has held long enough, and was over no longer than the alert is kept.
    Firing,
}

/// Follows one alert from evaluation to evaluation.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Watch {
    held_since: Option<Timestamp>,
    fires: bool,
    kept_since: Option<Timestamp>,
}

impl Watch {
    /// Takes note of an evaluation: whether the condition holds, how long it must before the alert fires, and how long
    /// the alert is kept once it does not.
    pub fn update(&mut self, now: Timestamp, holds: bool, after: Duration, keep: Duration) -> AlertState {
        let since = |start| Period { start, end: now }.length();
        if holds {
            self.kept_since = None;
            let held = since(*self.held_since.get_or_insert(now));
            self.fires |= held >= after;
            return if self.fires { AlertState::Firing } else { AlertState::Pending };
        }
        // As in Prometheus, `keep_firing_for` counts from the first evaluation at which the condition did not hold.
        if self.fires && since(*self.kept_since.get_or_insert(now)) < keep {
            return AlertState::Firing;
        }
        *self = Self::default();
        AlertState::Inactive
    }

    /// Since when the condition has held.
    pub const fn held_since(&self) -> Option<Timestamp> {
        self.held_since
    }
}
