//! Verdicts in words, held to the numbers that they are made of.

use movie_guru_grader::figures::Caught;
use movie_guru_grader::findings::of_figures;
use movie_guru_grader::report::{GradedSubject, OnAlert};
use movie_guru_grader::verdict::{Verdict, verdict};

use crate::answers::{DAY, is_a_sentence};
use crate::played::{event, figures, graded, on_alert, reference, timeline};

fn said(graded: &mut GradedSubject) -> Verdict {
    graded.findings = of_figures(graded);
    let verdict = verdict(graded);
    for sentence in [&verdict.headline].into_iter().chain(&verdict.says).chain(&verdict.next) {
        is_a_sentence(sentence);
    }
    verdict
}

fn leak(spent_at_page: Option<f64>) -> Caught {
    Caught { lasted: 4 * DAY, ..event("Slow leak", 0.6, spent_at_page) }
}

#[test]
fn noise_and_what_nobody_hears_of() {
    let noisy = on_alert(figures(vec![event("Sharp outage", 0.5, Some(0.03))], 25, 24));
    let mut unheard = timeline("Slow leak", vec![on_alert(figures(vec![leak(None)], 0, 0))]);
    unheard.references = vec![
        reference("The Workbook's pairs", vec![leak(Some(0.1))]),
        reference("Best possible", vec![leak(Some(0.05))]),
    ];
    let verdict = said(&mut graded(&["Fast"], vec![timeline("Low traffic", vec![noisy]), unheard]));
    assert_eq!(
        verdict.headline,
        "You would be called 12 times a week for nothing (“Low traffic”); “Slow leak” of day 1 would cost 60 % of the \
         month, and nobody would know."
    );
    assert_eq!(
        verdict.says[0],
        "25 pages in 28 days, on 1 timeline of 2, most on “Low traffic”, 12 times a week, never at night; 24 of them for nothing."
    );
    assert!(
        verdict.says[1].contains(
            "Nobody hears of “Slow leak” of day 1, which costs 60 % of the month. The Workbook's pairs: called at 10 %; \
             Best possible: called at 5 %."
        ),
        "{verdict:#?}"
    );
    assert!(verdict.next[0].contains("1x over 3 days"), "{verdict:#?}");
    assert!(verdict.next[1].starts_with("`Fast`: "), "{verdict:#?}");
}

#[test]
fn what_is_heard_of_late() {
    let mut late = timeline("Slow leak", vec![on_alert(figures(vec![leak(Some(0.6))], 1, 0))]);
    late.references = vec![reference("Best possible", vec![leak(Some(0.05))])];
    let verdict = said(&mut graded(&["Fast"], vec![late]));
    assert_eq!(
        verdict.headline,
        "People could sleep with these alerts, and should not: “Slow leak” of day 1 would cost 60 % of the month before \
         anybody knew."
    );
    assert!(
        verdict.says.iter().any(|says| says.contains("before anybody knew, 30 min after it began.")),
        "{verdict:#?}"
    );
}

#[test]
fn alerts_that_people_can_live_with() {
    let fine = |title: &str| timeline(title, vec![on_alert(figures(vec![event(title, 0.5, Some(0.03))], 1, 0))]);
    let one = said(&mut graded(&["Fast"], vec![fine("Sharp outage")]));
    assert_eq!(
        one.headline,
        "People can live with these alerts: the one trouble that deserves a call gets one, and of the calls none comes for nothing."
    );
    assert_eq!(one.says[0], "1 page in 14 days, never at night; none for nothing.");
    assert_eq!(one.next, Vec::<String>::new());
    let two = said(&mut graded(&["Fast"], vec![fine("Sharp outage"), fine("Recovery")]));
    assert!(two.headline.contains("both troubles"), "{two:?}");
    let three = said(&mut graded(&["Fast"], ["Sharp outage", "Recovery", "Flapping"].map(fine).into()));
    assert!(three.headline.contains("all 3 troubles"), "{three:?}");
}

#[test]
fn alerts_that_never_call() {
    let silent = |events| timeline("Slow leak", vec![OnAlert { figures: figures(events, 0, 0), ..OnAlert::default() }]);
    let unheard = said(&mut graded(&["Fast"], vec![silent(vec![leak(None)])]));
    assert!(unheard.headline.starts_with("Nobody would ever be called: “Slow leak”"), "{unheard:?}");
    assert_eq!(unheard.says[0], "No page is ever sent.");
    let quiet = said(&mut graded(&["Fast"], vec![silent(Vec::new())]));
    assert_eq!(quiet.headline, "Nobody would be called, and nothing that happens deserves it.");
    assert!(said(&mut graded(&[], Vec::new())).headline.contains("no alert"));
    assert!(said(&mut graded(&["Fast"], Vec::new())).headline.contains("No timeline was played"));
}

#[test]
fn pages_and_tickets_are_told_apart() {
    let page = on_alert(figures(vec![event("Sharp outage", 0.5, Some(0.03))], 1, 0));
    let ticket =
        |pages, for_nothing| on_alert(figures(vec![event("Sharp outage", 0.5, Some(0.03))], pages, for_nothing));
    let mut answer = graded(&["Fast", "Slow"], vec![timeline("Sharp outage", vec![page, ticket(3, 2)])]);
    answer.alerts[1].severity = "ticket".to_owned();
    let verdict = said(&mut answer);
    assert_eq!(
        verdict.says[..2],
        [
            "1 page in 14 days, never at night; none for nothing.",
            "3 tickets in 14 days, never at night; 2 of them for nothing."
        ]
    );
    // Two tickets in two weeks are no reason to despair.
    assert!(verdict.headline.starts_with("People can live"), "{verdict:#?}");
    answer.timelines[0].alerts[0].firing[0] = (3_600.0, 7_200.0);
    assert!(said(&mut answer).says[0].starts_with("1 page in 14 days, at night"), "{:?}", said(&mut answer).says);
    // What a ticket alone knows of wakes nobody.
    answer.timelines[0].alerts[0].firing.clear();
    assert!(said(&mut answer).headline.starts_with("Nobody would ever be woken: "), "{:?}", said(&mut answer));
    answer.alerts[0].severity = "ticket".to_owned();
    assert!(said(&mut answer).headline.starts_with("People can live"), "{:?}", said(&mut answer));
}
