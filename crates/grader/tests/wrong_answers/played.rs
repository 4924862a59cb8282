//! What is seen in figures, on timelines that are made by hand.

use std::time::Duration;

use movie_guru_grader::figures::{Caught, Figures};
use movie_guru_grader::findings::{Finding, Mistake, of_figures};
use movie_guru_grader::report::{AlertName, BurnRate, Chart, GradedSubject, OnAlert, OnReference, OnTimeline};

use crate::answers::{DAY, is_a_sentence};

pub(crate) const HOUR: Duration = Duration::from_secs(3600);

/// An event of two hours that deserves a call.
pub(crate) fn event(title: &str, spent: f64, spent_at_page: Option<f64>) -> Caught {
    Caught {
        title: title.to_owned(),
        is_significant: true,
        lasted: 2 * HOUR,
        spent,
        detection: spent_at_page.map(|_| HOUR / 2),
        later_than_possible: spent_at_page.map(|_| HOUR / 4),
        spent_at_page,
        reset: spent_at_page.map(|_| HOUR / 6),
        refires: 0,
        covered: if spent_at_page.is_some() { 0.7 } else { 0.0 },
    }
}

/// What an alert did that was called so often, so often of them for nothing.
pub(crate) fn figures(events: Vec<Caught>, pages: usize, for_nothing: usize) -> Figures {
    Figures {
        pages,
        for_nothing,
        pages_a_week: pages as f64 / 2.0,
        refires: events.iter().map(|event| event.refires).max().unwrap_or_default(),
        reset: events.iter().filter_map(|event| event.reset).max(),
        events,
        ..Figures::default()
    }
}

/// One alert on two weeks of a timeline. It begins to fire at noon of as many days as it calls.
pub(crate) fn on_alert(figures: Figures) -> OnAlert {
    let firing = (0..figures.pages).map(|day| (day as f64 * 86_400.0 + 43_200.0, day as f64 * 86_400.0 + 46_800.0));
    OnAlert { firing: firing.collect(), figures, ..OnAlert::default() }
}

/// Two weeks with alerts, of which the first is all that anybody hears.
pub(crate) fn timeline(title: &str, alerts: Vec<OnAlert>) -> OnTimeline {
    let together = alerts.first().map(|alert| alert.figures.clone()).unwrap_or_default();
    let events = together.events.iter().enumerate();
    let events = events.map(|(index, event)| {
        let start = index as f64 * 86_400.0 + 43_000.0;
        (event.title.clone(), start, start + event.lasted.as_secs_f64(), event.is_significant)
    });
    OnTimeline {
        name: title.to_lowercase().replace(' ', "-"),
        title: title.to_owned(),
        length: 14 * DAY,
        chart: Chart { events: events.collect(), ..Chart::default() },
        alerts,
        together,
        ..OnTimeline::default()
    }
}

pub(crate) fn reference(title: &str, events: Vec<Caught>) -> OnReference {
    let pages = events.iter().filter(|event| event.detection.is_some()).count();
    OnReference { title: title.to_owned(), figures: figures(events, pages, 0), firing: Vec::new() }
}

/// Pages of burn rates over an hour, for 99.9 % over 30 days.
pub(crate) fn graded(alerts: &[&str], timelines: Vec<OnTimeline>) -> GradedSubject {
    let alert = |name: &&str| AlertName {
        name: (*name).to_owned(),
        severity: "page".to_owned(),
        least_error_rate: Some(0.0144),
        burn_rate: Some(BurnRate { factor: 14.4, long: HOUR, short: None, after: Duration::ZERO }),
        ..AlertName::default()
    };
    GradedSubject {
        title: "Login works".to_owned(),
        target: 0.999,
        window: 30 * DAY,
        alerts: alerts.iter().map(alert).collect(),
        timelines,
        ..GradedSubject::default()
    }
}

fn one(graded: &GradedSubject, kind: Mistake) -> Finding {
    let findings = of_figures(graded);
    let [only] = findings.as_slice() else { panic!("{findings:#?}") };
    assert_eq!(only.kind, kind, "{only:#?}");
    is_a_sentence(&only.says);
    is_a_sentence(&only.next);
    only.clone()
}

/// An alert that did what it should.
fn fine() -> OnAlert {
    on_alert(figures(vec![event("Sharp outage", 0.5, Some(0.03))], 1, 0))
}

#[test]
fn an_alert_that_does_what_it_should_has_none() {
    assert_eq!(of_figures(&graded(&["Fast"], vec![timeline("Sharp outage", vec![fine()])])), []);
    assert_eq!(of_figures(&graded(&["Fast"], Vec::new())), []);
    assert_eq!(of_figures(&graded(&[], vec![timeline("Sharp outage", Vec::new())])), []);
}

#[test]
fn an_alert_that_no_timeline_triggers() {
    let never = OnAlert::default();
    let mut answer = graded(&["Fast", "Slow"], vec![timeline("Sharp outage", vec![fine(), never.clone()])]);
    let finding = one(&answer, Mistake::NeverFires);
    assert_eq!(finding.alert.as_deref(), Some("Slow"));
    assert!(finding.says.contains("on “Sharp outage”") && finding.says.contains("1.4 %"), "{finding:?}");
    answer.alerts[1].least_error_rate = None;
    answer.timelines.push(timeline("Healthy", vec![on_alert(figures(Vec::new(), 0, 0)), never]));
    let finding = one(&answer, Mistake::NeverFires);
    assert!(finding.says.contains("any of 2 timelines, and would not if every request failed"), "{finding:?}");
    answer.timelines[0].alerts[1].pending = vec![(0.0, 60.0)];
    assert!(one(&answer, Mistake::NeverFires).says.contains("holds once, and never long enough"));
}

#[test]
fn two_alerts_that_always_fire_together() {
    let twin = |title| timeline(title, vec![fine(), fine(), fine()]);
    let mut answer = graded(&["One", "Other", "Third"], vec![twin("Sharp outage"), twin("Flapping")]);
    let finding = one(&answer, Mistake::Twins);
    assert!(
        finding.says.contains("`One` and `Other` and `Third`") || finding.says.contains("`Other` and `Third`"),
        "{finding:?}"
    );
    assert!(finding.says.contains("3 times"), "{finding:?}");
    // A minute later somewhere is the same; a quarter of an hour is not.
    answer.timelines[1].alerts[1].firing[0].0 += 60.0;
    answer.timelines[1].alerts[2].firing[0].0 += 900.0;
    let finding = one(&answer, Mistake::Twins);
    assert!(finding.says.contains("`One` and `Other` always") && finding.says.contains("twice"), "{finding:?}");
    // Two that are silent are no twins.
    let silent = timeline("Healthy", vec![OnAlert::default(), OnAlert::default()]);
    let findings = of_figures(&graded(&["One", "Other"], vec![silent]));
    assert!(findings.iter().all(|finding| finding.kind == Mistake::NeverFires) && findings.len() == 2);
}

#[test]
fn a_page_for_one_failure_at_night() {
    let mut answer = graded(&["Fast"], vec![timeline("No traffic at night", vec![fine()])]);
    answer.timelines[0].alerts[0].fewest_failures = Some(1.0);
    let finding = one(&answer, Mistake::PagesForOneFailure);
    assert!(finding.says.contains("a single failed request on “No traffic at night”"), "{finding:?}");
    assert!(finding.next.contains("at least 139 requests"), "{finding:?}");
    answer.timelines[0].alerts[0].fewest_failures = Some(2.0);
    assert_eq!(of_figures(&answer), []);
}

#[test]
fn calls_for_nothing() {
    let noisy =
        |pages, for_nothing| on_alert(figures(vec![event("Sharp outage", 0.5, Some(0.03))], pages, for_nothing));
    let mut answer =
        graded(&["Fast"], vec![timeline("Flapping", vec![noisy(3, 2)]), timeline("Low traffic", vec![noisy(25, 24)])]);
    let finding = one(&answer, Mistake::CallsForNothing);
    assert!(finding.says.contains("12 times a week on “Low traffic”, and on “Flapping”"), "{finding:?}");
    answer.timelines.truncate(1);
    assert!(one(&answer, Mistake::CallsForNothing).says.contains("once a week on “Flapping”."));
}

#[test]
fn what_deserves_a_call_and_gets_none() {
    let leak = Caught { lasted: 4 * DAY, ..event("Slow leak", 0.6, None) };
    let missed = on_alert(figures(vec![leak], 0, 0));
    let mut answer =
        graded(&["Fast"], vec![timeline("Slow leak", vec![missed.clone()]), timeline("Sharp outage", vec![fine()])]);
    let finding = one(&answer, Mistake::Misses);
    assert!(finding.says.contains("Nobody is called for “Slow leak”, which costs 60 % of the month."), "{finding:?}");
    assert!(finding.next.contains("1x over 3 days, with a second, shorter window of 6 h"), "{finding:?}");
    answer.timelines.push(timeline("Another", vec![missed]));
    let finding = one(&answer, Mistake::Misses);
    assert!(finding.says.contains("2 of 3 troubles"), "{finding:?}");
}

#[test]
fn what_is_called_for_late() {
    let mut on = timeline("Sharp outage", vec![on_alert(figures(vec![event("Sharp outage", 1.5, Some(1.39))], 1, 0))]);
    let best = reference("Best possible", vec![event("Sharp outage", 1.5, Some(0.02))]);
    let pairs = |at| reference("The Workbook's pairs", vec![event("Sharp outage", 1.5, Some(at))]);
    on.references = vec![pairs(0.025), best.clone()];
    let finding = one(&graded(&["Fast"], vec![on.clone()]), Mistake::Late);
    assert!(
        finding.says.contains("139 %") && finding.says.contains("The Workbook's pairs calls at 2.5 %"),
        "{finding:?}"
    );
    assert!(finding.says.contains("at 2 %."), "{finding:?}");
    // Nobody real would have known earlier.
    on.references = vec![pairs(1.39), best.clone()];
    assert_eq!(of_figures(&graded(&["Fast"], vec![on.clone()])), []);
    on.references = vec![best];
    assert_eq!(one(&graded(&["Fast"], vec![on]), Mistake::Late).kind, Mistake::Late);
}

#[test]
fn an_alert_that_goes_on_or_comes_again() {
    let slow = Caught { reset: Some(36 * HOUR), lasted: HOUR, ..event("Sharp outage", 0.5, Some(0.03)) };
    let mut answer = graded(&["Fast"], vec![timeline("Sharp outage", vec![on_alert(figures(vec![slow], 1, 0))])]);
    let finding = one(&answer, Mistake::SlowReset);
    assert!(finding.says.contains("1 day 12 h after “Sharp outage” is over, which lasted 1 h"), "{finding:?}");
    assert_eq!(finding.next, "Add a second, shorter window of 5 min: it is over soon after the trouble.");
    // A ticket may stay open over night.
    answer.alerts[0].severity = "ticket".to_owned();
    answer.timelines[0].alerts[0].figures.events[0].reset = Some(5 * HOUR);
    assert_eq!(of_figures(&answer), []);
    let again = Caught { refires: 5, ..event("Flapping", 0.5, Some(0.03)) };
    let answer = graded(&["Fast"], vec![timeline("Flapping", vec![on_alert(figures(vec![again], 6, 0))])]);
    assert!(one(&answer, Mistake::Refires).says.contains("calls 6 times for one trouble, “Flapping”."));
}
