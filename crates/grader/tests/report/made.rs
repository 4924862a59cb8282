//! A grade made by hand.

use std::time::Duration;

use movie_guru_grader::Grade;
use movie_guru_grader::figures::{Caught, Figures};
use movie_guru_grader::findings::{Finding, Mistake};
use movie_guru_grader::report::{AlertName, BurnRate, Chart, GradedSubject, NotRead, OnAlert, OnReference, OnTimeline};
use movie_guru_grader::sli::SliVerdict;
use movie_guru_grader::verdict::Verdict;

const DAY: u64 = 86_400;

/// One SLO with two alerts on two timelines, and a rule that could not be read.
pub(crate) fn grade() -> Grade {
    Grade {
        subjects: vec![subject()],
        unread: vec![NotRead {
            what: "rules.yaml:12:5, `TooMany`".to_owned(),
            why: "a bracket is not closed".to_owned(),
            next: "Close it.".to_owned(),
        }],
    }
}

fn subject() -> GradedSubject {
    GradedSubject {
        title: "Chat answers".to_owned(),
        target: 0.999,
        window: Duration::from_secs(30 * DAY),
        alerts: vec![
            AlertName {
                name: "fast-burn".to_owned(),
                severity: "page".to_owned(),
                least_error_rate: Some(0.0144),
                when: "burn rate above 14.4 over 1h and 5m".to_owned(),
                burn_rate: Some(BurnRate {
                    factor: 14.4,
                    long: Duration::from_secs(3600),
                    short: Some(Duration::from_secs(300)),
                    after: Duration::ZERO,
                }),
            },
            AlertName {
                name: "many".to_owned(),
                severity: "ticket".to_owned(),
                least_error_rate: None,
                when: "sum(failed) > 100, for 5m".to_owned(),
                burn_rate: None,
            },
        ],
        timelines: vec![healthy(), outage()],
        sli: SliVerdict {
            says: vec!["It is what users feel.".to_owned()],
            next: vec!["Count what browsers see as well.".to_owned()],
        },
        findings: vec![Finding {
            kind: Mistake::CallsForNothing,
            alert: Some("many".to_owned()),
            says: "It compares a number of requests: on a busy day that is nothing.".to_owned(),
            next: "Compare the share of failed requests.".to_owned(),
        }],
        verdict: Verdict {
            headline: "You would be called 12 times a week for nothing.".to_owned(),
            says: vec![
                "An outage reaches you after 6 minutes, with 13 % of the month spent, and that is early enough."
                    .to_owned(),
            ],
            next: vec!["`many`: Compare the share of failed requests.".to_owned()],
        },
    }
}

fn healthy() -> OnTimeline {
    let nothing =
        Figures { pages: 24, for_nothing: 24, pages_a_week: 12.0, precision: Some(0.0), ..Figures::default() };
    OnTimeline {
        name: "healthy".to_owned(),
        title: "Healthy".to_owned(),
        story: "Nothing happens.".to_owned(),
        length: Duration::from_secs(14 * DAY),
        sli: None,
        alerts: vec![
            OnAlert::default(),
            OnAlert {
                figures: nothing.clone(),
                firing: vec![(3600.0, 7200.0)],
                pending: vec![(3300.0, 3600.0)],
                ..OnAlert::default()
            },
        ],
        together: nothing,
        references: ["The workshop's model", "The SRE Workbook's", "Best possible"]
            .map(|title| reference(title, Figures::default()))
            .to_vec(),
        chart: Chart { at: vec![0.0, 1.0], errors: vec![None, None], budget: vec![1.0, 1.0], ..Chart::default() },
    }
}

fn outage() -> OnTimeline {
    let caught = Caught {
        title: "Everything fails".to_owned(),
        is_significant: true,
        lasted: Duration::from_secs(1800),
        spent: 0.69,
        detection: Some(Duration::from_secs(360)),
        later_than_possible: Some(Duration::from_secs(240)),
        spent_at_page: Some(0.13),
        reset: Some(Duration::from_secs(3900)),
        refires: 0,
        covered: 0.8,
    };
    let figures = |detection: u64, spent| Figures {
        events: vec![Caught { detection: Some(Duration::from_secs(detection)), ..caught.clone() }],
        pages: 1,
        pages_a_week: 0.5,
        precision: Some(1.0),
        recall: Some(1.0),
        detection: Some(Duration::from_secs(detection)),
        reset: Some(Duration::from_secs(3900)),
        spent_at_page: Some(spent),
        ..Figures::default()
    };
    let missed =
        Figures { recall: Some(0.0), spent_at_page: Some(0.69), events: vec![caught.clone()], ..Figures::default() };
    let start = 3.0 * DAY as f64;
    OnTimeline {
        name: "sharp-outage".to_owned(),
        title: "A sharp outage that ends soon".to_owned(),
        story: "Everything fails for half an hour.".to_owned(),
        length: Duration::from_secs(14 * DAY),
        sli: None,
        alerts: vec![
            OnAlert {
                figures: figures(360, 0.13),
                firing: vec![(start + 360.0, start + 5700.0)],
                ..OnAlert::default()
            },
            OnAlert { figures: missed.clone(), ..OnAlert::default() },
        ],
        together: figures(360, 0.13),
        references: vec![
            reference("The workshop's model", figures(130, 0.05)),
            reference("The SRE Workbook's", missed),
            reference("Best possible", figures(60, 0.02)),
        ],
        chart: Chart {
            at: vec![0.0, start, start + 1800.0, 14.0 * DAY as f64],
            errors: vec![Some(0.0), Some(1.0), Some(0.0), Some(0.0)],
            burn_hour: vec![Some(0.0), Some(1000.0), Some(500.0), Some(0.0)],
            burn_six_hours: vec![Some(0.0), Some(80.0), Some(90.0), Some(0.0)],
            budget: vec![1.0, 0.31, 0.31, 0.31],
            events: vec![("Everything <fails>".to_owned(), start, start + 1800.0, true)],
        },
    }
}

fn reference(title: &str, figures: Figures) -> OnReference {
    OnReference { title: title.to_owned(), figures, firing: Vec::new() }
}
