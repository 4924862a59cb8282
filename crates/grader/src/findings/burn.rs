//! Factors and windows of burn rates. At a burn rate of just the factor, `factor * long window / window of the SLO` of the
//! budget is spent before somebody is called (SRE Workbook, chapter 5, table 5-6, which has 2 %, 5 % and 10 %).

use std::ops::RangeInclusive;
use std::time::Duration;

use movie_guru_slo::{Alert, Target};

use crate::finding::{Finding, Mistake};
use crate::plain;

/// What may be spent before somebody is called: ten times less or more than the Workbook's 5 %.
const SENSIBLE: RangeInclusive<f64> = 0.005..=0.5;
/// The Workbook's middle.
const USUAL: f64 = 0.05;
/// Numbers of the Workbook's pairs for 30 days: the factor, and the parts of the SLO's window that the long and the short window
/// are.
const PAIRS: [(f64, f64, f64); 3] = [(14.4, 720.0, 8_640.0), (6.0, 120.0, 1_440.0), (1.0, 10.0, 120.0)];
/// For a window that is shorter than this.
const SHORT: Duration = Duration::from_secs(6 * 86_400);
/// An hour and two of a day.
const PAIRS_OF_DAYS: [(f64, f64, f64); 2] = [(3.0, 24.0, 288.0), (1.5, 12.0, 144.0)];
/// Windows that people take.
const USUAL_MINUTES: [f64; 23] = [
    2.0, 5.0, 10.0, 15.0, 20.0, 30.0, 45.0, 60.0, 90.0, 120.0, 180.0, 240.0, 360.0, 480.0, 720.0, 1080.0, 1440.0,
    2160.0, 2880.0, 4320.0, 5760.0, 10_080.0, 20_160.0,
];

/// Two windows and a factor that suit an SLO.
pub(super) struct Pair {
    pub(super) factor: f64,
    pub(super) long: Duration,
    pub(super) short: Duration,
}

impl std::fmt::Display for Pair {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (factor, long, short) =
            (plain::number(self.factor), plain::duration(self.long), plain::duration(self.short));
        write!(f, "{factor}x over {long}, with a second, shorter window of {short}")
    }
}

/// Pairs for an SLO's window, the quickest first, with factors that its target can exceed: the Workbook's, or for a window of
/// some days those of this workshop, since the Workbook's would be of minutes.
pub(super) fn pairs(target: Target, window: Duration) -> impl Iterator<Item = Pair> {
    let pairs = if window < SHORT { PAIRS_OF_DAYS.as_slice() } else { PAIRS.as_slice() };
    pairs.iter().filter(move |(factor, ..)| target.can_exceed(*factor)).map(move |(factor, long, short)| Pair {
        factor: *factor,
        long: rounded(window.div_f64(*long)),
        short: rounded(window.div_f64(*short)),
    })
}

/// As rules have them.
fn rounded(window: Duration) -> Duration {
    let minutes = window.as_secs_f64() / 60.0;
    let distance = |usual: &f64| (usual / minutes.max(1.0)).ln().abs();
    let nearest = USUAL_MINUTES.into_iter().min_by(|one, other| distance(one).total_cmp(&distance(other)));
    Duration::from_secs_f64(nearest.unwrap_or(minutes) * 60.0)
}

/// A pair for the fast burn and one for the slow, in a sentence.
pub(super) fn proposal(target: Target, window: Duration) -> String {
    let pairs: Vec<_> = pairs(target, window).collect();
    match (pairs.first(), pairs.last()) {
        (Some(fast), Some(slow)) if fast.factor > slow.factor => {
            format!("Add a page for a burn rate above {fast}, and a ticket for one above {slow}.")
        }
        _ => format!("Add an alert for a burn rate above {}x.", plain::number(target.proposed_factor())),
    }
}

/// What is wrong with an alert that is a document.
pub(super) fn of_burn_rate(subject: &crate::subject::Subject, name: &str, alert: &Alert) -> Vec<Finding> {
    let target = subject.target;
    let mut findings = Vec::new();
    let long = alert.long.fixed().unwrap_or_default();
    if target.can_exceed(alert.factor) {
        let after = alert.after.fixed().unwrap_or_default();
        findings.extend(wrong_window(name, Threshold { factor: alert.factor, long, after }, target, subject.window));
    } else {
        findings.push(out_of_reach(name, alert.factor, target));
    }
    let suitable = Alert::suitable_requests(target, alert.factor);
    if let Some(least) = alert.min_requests
        && 1.0 / f64::from(least.max(1)) > alert.factor * target.budget()
    {
        let requests = plain::count(least.max(1) as usize, "request", "requests");
        findings.push(Finding::of(
            Mistake::PagesForOneFailure,
            name,
            format!("`{name}` calls for a single failure: one of {requests} is more than it allows."),
            format!("Ask for at least {suitable} requests in its window of {}.", plain::duration(long)),
        ));
    }
    findings
}

/// A burn rate that cannot be reached.
pub(super) fn out_of_reach(name: &str, factor: f64, target: Target) -> Finding {
    let (share, highest) = (plain::share(target.share()), target.highest_burn_rate());
    Finding::of(
        Mistake::FactorOutOfReach,
        name,
        format!(
            "`{name}` can never fire: with a target of {share} nothing burns faster than {}x, when every request fails, \
             and it asks for more than {}x.",
            plain::number(highest),
            plain::number(factor)
        ),
        format!(
            "Take a factor below {}x; {}x makes sense for a fast burn.",
            plain::number(highest),
            plain::number(target.proposed_factor())
        ),
    )
}

/// When an alert fires at the least.
#[derive(Clone, Copy)]
pub(super) struct Threshold {
    pub(super) factor: f64,
    /// Over which time, on the calendar.
    pub(super) long: Duration,
    /// `for`, on the calendar.
    pub(super) after: Duration,
}

/// Whether far too little or far too much of the budget is spent before somebody is called.
pub(super) fn wrong_window(name: &str, threshold: Threshold, target: Target, window: Duration) -> Option<Finding> {
    let Threshold { factor, long, after } = threshold;
    let whole = window.as_secs_f64();
    if factor <= 0.0 || whole <= 0.0 || long.is_zero() {
        return None;
    }
    let spent = factor * (long + after).as_secs_f64() / whole;
    if SENSIBLE.contains(&spent) {
        return None;
    }
    let (factor_said, long_said, share) = (plain::number(factor), plain::duration(long), plain::share(spent));
    let of = plain::window(window);
    let waits = if after.is_zero() { String::new() } else { format!(" and held for {}", plain::duration(after)) };
    let says = if spent < *SENSIBLE.start() {
        format!(
            "`{name}` calls for next to nothing: {factor_said}x over {long_said}{waits} is {share} of the budget of {of}, \
             which comes and goes."
        )
    } else {
        format!(
            "`{name}` calls when much is lost: at {factor_said}x over {long_said}{waits}, {share} of the budget of {of} is \
             spent before somebody knows."
        )
    };
    let next = better(threshold, target, window);
    Some(Finding::of(Mistake::WrongWindow, name, says, next))
}

/// The same factor over another window, and another factor over the same window, so that 5 % of the budget is spent.
fn better(threshold: Threshold, target: Target, window: Duration) -> String {
    let Threshold { factor, long, .. } = threshold;
    let other_window = rounded(window.mul_f64((USUAL / factor).min(1.0)));
    let other_factor = (USUAL * window.as_secs_f64() / long.as_secs_f64() * 10.0).round() / 10.0;
    let said = |factor: f64, long| format!("{}x over {}", plain::number(factor), plain::duration(long));
    let by_window = (other_window * 4 < window).then(|| said(factor, other_window));
    let by_factor = (other_factor >= 1.0 && target.can_exceed(other_factor)).then(|| said(other_factor, long));
    let ways: Vec<_> = by_window.into_iter().chain(by_factor).collect();
    match ways.is_empty() {
        true => {
            "Spend 2 to 10 % of the budget before somebody is called: factor x window / window of the SLO.".to_owned()
        }
        false => format!("Look at {}: that is 5 % of the budget.", ways.join(", or at ")),
    }
}
