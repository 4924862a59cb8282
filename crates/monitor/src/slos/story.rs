//! An SLO over time: SLI and budget as they went, and when its alerts would have fired. The same for an SLO that is, for
//! one that is not yet, and for one that might be otherwise.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use movie_guru_slo::{Alert, Count, History, Period, Slo, Status, TimeScale, Window, earlier};
use serde::Serialize;
use utoipa::ToSchema;

use crate::alerts::Subject;

/// So many points a chart has.
const POINTS: u32 = 120;
/// So often alerts are evaluated in a story, at most.
const EVALUATIONS: u32 = 20_000;

/// What a chart shows.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct Story {
    #[serde(skip)]
    pub(crate) status: Status,
    pub(crate) from: Timestamp,
    pub(crate) to: Timestamp,
    pub(crate) objective: f64,
    /// Requests that were counted.
    pub(crate) requests: f64,
    pub(crate) points: Vec<Point>,
    pub(crate) alerts: Vec<Fired>,
}

/// How it stood at a moment.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
pub(crate) struct Point {
    pub(crate) at: Timestamp,
    pub(crate) sli: Option<f64>,
    pub(crate) budget_left: f64,
}

/// When an alert would have fired.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub(crate) struct Fired {
    pub(crate) policy: String,
    pub(crate) title: String,
    pub(crate) factor: f64,
    /// So many requests there had to be over the long window.
    pub(crate) min_requests: u32,
    pub(crate) periods: Vec<Stretch>,
}

/// From a moment to another.
#[derive(Clone, Copy, Debug, Serialize, ToSchema)]
pub(crate) struct Stretch {
    pub(crate) from: Timestamp,
    pub(crate) to: Timestamp,
}

impl Story {
    /// The story that requests tell: of an SLO up to now, from `since` on where that is within its window. Alerts are evaluated
    /// `every` so often.
    pub(super) fn of(
        history: &History,
        slo: &Slo,
        since: Option<Timestamp>,
        scale: &TimeScale,
        every: Duration,
        now: Timestamp,
    ) -> Self {
        let shown = slo.window.counted(now, since, scale);
        let every = every.max(shown.length() / EVALUATIONS);
        let fired = |alert: &Alert| Fired {
            policy: alert.policy.name.clone(),
            title: Subject::of(slo, alert).title,
            factor: alert.factor,
            min_requests: alert.least_requests(slo.target),
            periods: stretches(history.fired(slo, alert, scale, moments(shown, every))),
        };
        let count = |at| -> Count { history.count(slo.window.counted(at, since, scale)) };
        let points = moments(shown, shown.length() / POINTS).into_iter().map(|at| {
            let count = count(at);
            Point { at, sli: count.sli(), budget_left: count.budget_left(slo.target) }
        });
        Self {
            status: history.status(slo, now, since, scale),
            from: shown.start,
            to: shown.end,
            objective: slo.target.share(),
            requests: count(now).total,
            points: points.collect(),
            alerts: slo.alerts.iter().map(fired).collect(),
        }
    }
}

/// From when on requests have to be known for a story.
pub(super) fn looked_back(slo: &Slo, since: Option<Timestamp>, scale: &TimeScale, now: Timestamp) -> Timestamp {
    let shown = slo.window.counted(now, since, scale);
    let longest = slo.alerts.iter().map(|alert| scale.windows(alert).long).max().unwrap_or_default();
    // Without a beginning, the first point of a rolling window counts a whole window as well.
    let before = match (&slo.window, since) {
        (Window::Rolling(_), None) => slo.window.period(now, scale).length().max(longest),
        _ => longest,
    };
    earlier(shown.start, before)
}

fn stretches(periods: Vec<Period>) -> Vec<Stretch> {
    periods.into_iter().map(|Period { start, end }| Stretch { from: start, to: end }).collect()
}

/// The end of a period, and every moment before it.
fn moments(period: Period, every: Duration) -> Vec<Timestamp> {
    let every = SignedDuration::try_from(every).unwrap_or(SignedDuration::MAX).max(SignedDuration::from_millis(1));
    let back = std::iter::successors(Some(period.end), |moment| moment.checked_sub(every).ok());
    let mut moments: Vec<_> = back.take_while(|moment| *moment > period.start).collect();
    moments.reverse();
    moments
}
