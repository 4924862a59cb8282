//! Grades that are made.

use std::num::NonZeroUsize;
use std::sync::Mutex;
use std::time::Duration;

use movie_guru_contract::Operation;
use movie_guru_grader::findings::Mistake;
use movie_guru_grader::page::changed;
use movie_guru_grader::report::{Options, grade_on};
use movie_guru_grader::{Concern, Condition, Feature, Grade, GradedAlert, Subject, Submission, Timeline};
use movie_guru_slo::Target;

const QUERIES: [&str; 2] = ["vector(1) == 2", "sum(rate("];

/// Two alerts that are queries: one that never holds, and one that cannot be evaluated.
fn submission() -> Submission {
    let alert = |(at, query): (usize, &&str)| GradedAlert {
        name: format!("alert {at}"),
        severity: "page".to_owned(),
        condition: Condition::Query { query: (*query).to_owned(), after: Duration::ZERO, keep: Duration::ZERO },
    };
    let subject = Subject {
        title: "Chat answers".to_owned(),
        concern: Concern { operation: Operation::Chat, feature: Feature::Answers },
        target: Target::new(0.99).unwrap(),
        window: Duration::from_secs(28 * 86_400),
        slo: None,
        pace: 1.0,
        alerts: QUERIES.iter().enumerate().map(alert).collect(),
    };
    Submission { subjects: vec![subject.clone(), subject], ..Submission::default() }
}

fn graded(timelines: &[Timeline], threads: usize, progress: &(dyn Fn(usize, usize) + Sync)) -> Grade {
    let options = Options { timelines, recorded: Vec::new(), progress };
    grade_on(&submission(), options, NonZeroUsize::new(threads).unwrap())
}

#[test]
fn a_query_that_fails_is_a_finding_and_threads_change_nothing() {
    let timelines: Vec<_> = Timeline::all().into_iter().take(2).collect();
    let told = Mutex::new(Vec::new());
    let alone = graded(&timelines, 1, &|done, of| told.lock().unwrap().push((done, of)));
    assert_eq!(*told.lock().unwrap(), [(1, 4), (2, 4), (3, 4), (4, 4)]);
    let together = graded(&timelines, 4, &|_, _| ());
    assert_eq!(serde_json::to_value(&alone).unwrap(), serde_json::to_value(&together).unwrap());
    let [subject, _] = alone.subjects.as_slice() else { panic!("{alone:?}") };
    let failures: Vec<_> =
        subject.findings.iter().filter(|finding| finding.kind == Mistake::CannotBeEvaluated).collect();
    // Once, and not on each timeline.
    assert_eq!(failures.iter().map(|finding| finding.alert.as_deref()).collect::<Vec<_>>(), [Some("alert 1")]);
    let names: Vec<_> = subject.timelines.iter().map(|on| on.name.as_str()).collect();
    assert_eq!(names, timelines.iter().map(|timeline| timeline.name.as_str()).collect::<Vec<_>>());
    for on in &subject.timelines {
        assert_eq!(on.alerts.len(), 2);
        let points = on.chart.at.len();
        assert!((300..=700).contains(&points), "{points} points");
        assert_eq!(on.references.last().map(|reference| reference.title.as_str()), Some("Best possible"));
    }
}

#[test]
fn other_numbers_are_taken_and_what_is_none_is_said() {
    let subject = &submission().subjects[0];
    assert_eq!(
        changed(subject, [("target", "0.9"), ("slo", "x"), ("factor-7", "2")]).unwrap().target,
        Target::new(0.9).unwrap()
    );
    let error = changed(subject, [("target", "1.5")]).unwrap_err();
    assert_eq!(error, "`1.5` is no target: it is at least 0 and below 1.");
}
