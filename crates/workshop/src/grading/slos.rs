//! SLOs as documents.

use std::time::Duration;

use jiff::Timestamp;
use movie_guru_grader::{Concern, Condition, GradedAlert, Subject};
use movie_guru_slo::{Alert, Measure, Slo, TimeScale};

use super::concern::{Asked, concern};
use super::reading::{Reading, distinct};
use crate::evidence::{BoardSlo, Share};

const NO_CONCERN: &str = "Count what the app measures of an operation: its attempts and successes, its latency within a bound, the outcomes of \
                          the chat, or what browsers saw.";

/// The subjects of SLOs, each with its alerts. One whose SLI says of no operation how it went cannot be graded.
pub fn of_slos(slos: &[Slo]) -> Reading {
    let mut reading = Reading::default();
    for slo in slos {
        let title = slo.metadata.title().to_owned();
        match about(slo, None) {
            Ok((about, note)) => {
                reading.notes.extend(note.map(|note| format!("{title}: {note}")));
                let alerts = of_documents(&slo.alerts);
                let window = window(slo);
                let (target, slo) = (slo.target, Some(slo.clone()));
                reading.submission.subjects.push(Subject {
                    title,
                    concern: about,
                    target,
                    window,
                    slo,
                    pace: 1.0,
                    alerts,
                });
            }
            Err(why) => reading.refuse(format!("SLO {title}"), why, NO_CONCERN),
        }
    }
    reading
}

/// The subject of an SLO that stands on a board, without its alerts. It has a document only where that says what it counts.
pub(super) fn of_board_slo(on_board: &BoardSlo, reading: &mut Reading) -> Option<Subject> {
    let slo = &on_board.slo;
    let title = slo.metadata.title().to_owned();
    match about(slo, on_board.counts.as_ref()) {
        Ok((concern, note)) => {
            reading.notes.extend(note.map(|note| format!("{title}: {note}")));
            let is_counted = on_board.counts.as_ref().is_none_or(|share| share.measure().is_some());
            let document = is_counted.then(|| slo.clone());
            let window = window(slo);
            Some(Subject { title, concern, target: slo.target, window, slo: document, pace: 1.0, alerts: Vec::new() })
        }
        Err(why) => {
            let why = on_board.unmatched.clone().unwrap_or(why);
            reading.refuse(format!("SLO {title}"), why, NO_CONCERN);
            None
        }
    }
}

/// Alerts on burn rates, by names that no two share.
pub(super) fn of_documents(alerts: &[Alert]) -> Vec<GradedAlert> {
    let mut names = Vec::new();
    let graded = |alert: &Alert| GradedAlert {
        name: distinct(&mut names, alert.policy.title()),
        severity: alert.severity.clone(),
        condition: Condition::BurnRate(Box::new(alert.clone())),
    };
    alerts.iter().map(graded).collect()
}

fn about(slo: &Slo, counts: Option<&Share>) -> Result<(Concern, Option<&'static str>), String> {
    let bound = match &slo.indicator.measure {
        Measure::Threshold { bound, .. } => Some(*bound),
        Measure::Good { .. } | Measure::Bad { .. } => None,
    };
    let asked: Vec<_> = match counts {
        Some(share) => share.all.selectors().chain(share.bad.selectors()).map(Asked::of_selector).collect(),
        None => {
            let counters = slo.indicator.measure.counters();
            [counters.part, counters.all].iter().map(Asked::of_selector).collect()
        }
    };
    concern(&asked, bound)
}

/// The length of an SLO's window at the usual pace.
pub(super) fn window(slo: &Slo) -> Duration {
    slo.window.period(Timestamp::UNIX_EPOCH, &TimeScale::REAL).length()
}
