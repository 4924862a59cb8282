//! Is the SLI what users feel, and its target a sensible one?

use std::collections::BTreeSet;
use std::time::Duration;

use movie_guru_grader::replay::Stage;
use movie_guru_grader::sli::{SliOnTimeline, SliVerdict, on_timeline, verdict};
use movie_guru_grader::timeline::{Amount, Calm, Harm, Shape, Traffic, Trouble};
use movie_guru_grader::{Subject, Timeline, World};
use movie_guru_slo::Target;

use crate::answers::{DAY, is_a_sentence, subject};
use crate::model;

fn on(measured: f64, lived: f64, seen: f64, cost: f64) -> SliOnTimeline {
    SliOnTimeline {
        measured: Some(measured),
        lived: Some(lived),
        seen: Some(seen),
        is_met: Some(measured >= 0.99),
        cost_of_one: Some(cost),
    }
}

fn said(target: f64, on: Vec<(&str, SliOnTimeline)>) -> SliVerdict {
    let on: Vec<_> = on.into_iter().map(|(name, on)| (name.to_owned(), on)).collect();
    let verdict = verdict(&subject(target, 30 * DAY, Vec::new()), &on);
    verdict.says.iter().chain(&verdict.next).for_each(|sentence| is_a_sentence(sentence));
    verdict
}

#[test]
fn an_sli_that_is_blind_to_what_users_feel() {
    let verdict =
        said(0.99, vec![("healthy", on(0.999, 0.999, 1.0, 1e-6)), ("lost-on-the-way", on(0.999, 0.95, 0.02, 1e-6))]);
    assert!(
        verdict.says[0].contains("on “Lost on the way” it knows of 2 % of the requests that were bad"),
        "{verdict:#?}"
    );
    assert!(verdict.next[0].contains("operation=\"login\""), "{verdict:#?}");
    let verdict =
        said(0.99, vec![("healthy", on(0.999, 0.999, 1.0, 1e-6)), ("sharp-outage", on(0.95, 0.95, 0.99, 1e-6))]);
    assert!(verdict.says[0].contains("is what users feel: it knows of at least 99 %"), "{verdict:#?}");
    assert!(verdict.says.last().unwrap().contains("met on 1 of 2 timelines, not on “Sharp outage”"), "{verdict:#?}");
}

#[test]
fn a_target_that_cannot_be_attained_or_that_nothing_endangers() {
    let verdict = said(0.9999, vec![("healthy", on(0.999, 0.999, 1.0, 1e-6))]);
    assert!(
        verdict.says.iter().any(|says| says.starts_with("99.99 % is not attainable: when all is well, 99.9 %")),
        "{verdict:#?}"
    );
    assert!(verdict.next[0].starts_with("Aim at 99.5 %"), "{verdict:#?}");
    let lax = said(0.5, vec![("healthy", on(0.999, 0.999, 1.0, 1e-6)), ("sharp-outage", on(0.995, 0.995, 1.0, 1e-6))]);
    assert!(lax.says.last().unwrap().contains("met on all 2 timelines"), "{lax:#?}");
}

#[test]
fn one_failure_where_few_come() {
    let verdict =
        said(0.99, vec![("healthy", on(0.999, 0.999, 1.0, 1e-6)), ("low-traffic", on(0.999, 0.999, 1.0, 0.139))]);
    let says = verdict.says.iter().find(|says| says.contains("failed request costs 14 %")).unwrap();
    assert!(says.contains("“Low traffic”") && says.contains("so 8 failures spend it"), "{verdict:#?}");
    let cheap = said(0.99, vec![("healthy", on(0.999, 0.999, 1.0, 0.000_02))]);
    assert!(cheap.says.iter().any(|says| says.contains("at most 0.002 % of the budget of the month")), "{cheap:#?}");
}

#[test]
fn an_sli_that_counts_nothing() {
    let nothing = SliOnTimeline { measured: None, lived: Some(0.99), seen: Some(0.0), is_met: None, cost_of_one: None };
    let verdict = said(0.99, vec![("healthy", nothing)]);
    assert!(verdict.says[0].contains("counts no request"), "{verdict:#?}");
    assert_eq!(said(0.99, Vec::new()), SliVerdict::default());
}

/// Logins of the model, with another target and window.
fn logins(target: f64, window: Duration) -> Subject {
    let set = model::model();
    let slo = set.slos.iter().find(|slo| slo.metadata.name == "login-works").unwrap();
    Subject { target: Target::new(target).unwrap(), window, ..model::subject(slo) }
}

/// A week with so many logins an hour, exactly, of which all have one trouble for six hours.
fn week(an_hour: f64, harm: Option<Harm>) -> Timeline {
    let hours = |hours: u64| Duration::from_secs(hours * 3600);
    let trouble = |harm| Trouble {
        title: "It".to_owned(),
        from: hours(60),
        lasts: hours(6),
        harms: vec![harm],
        amount: Amount::Share(1.0),
        shape: Shape::Constant,
        instances: None,
    };
    Timeline {
        name: "week".to_owned(),
        title: "A week".to_owned(),
        story: "A week.".to_owned(),
        length: 7 * DAY,
        every: Duration::from_secs(30),
        seed: 1,
        traffic: Traffic { per_second: an_hour / 3600.0, at_night: 1.0, instances: 1, is_exact: true },
        calm: Calm::default(),
        troubles: harm.map(trouble).into_iter().collect(),
        restarts: Vec::new(),
    }
}

fn in_week(an_hour: f64, harm: Option<Harm>, subject: &Subject) -> SliOnTimeline {
    let metrics: BTreeSet<_> = movie_guru_grader::replay::metrics(subject, &[]);
    let world = World::of(&week(an_hour, harm), subject, &metrics);
    on_timeline(&Stage::set(&world, &[], subject).0, subject).unwrap()
}

#[test]
fn one_failure_of_ten_an_hour_costs_what_the_closed_form_says() {
    let ten = in_week(10.0, None, &logins(0.999, 30 * DAY));
    assert!((ten.cost_of_one.unwrap() - 0.139).abs() < 0.0005, "{ten:?}");
    assert_eq!((ten.measured, ten.lived, ten.seen, ten.is_met), (Some(1.0), Some(1.0), None, Some(true)));
    let none = in_week(0.0, None, &logins(0.999, 30 * DAY));
    assert_eq!((none.measured, none.is_met, none.cost_of_one), (None, None, None));
}

#[test]
fn what_users_live_is_seen_or_not() {
    let subject = logins(0.9, 7 * DAY);
    let failing = in_week(360.0, Some(Harm::Failing), &subject);
    assert!(failing.seen.unwrap() > 0.999 && (failing.measured.unwrap() - 162.0 / 168.0).abs() < 1e-3, "{failing:?}");
    let lost = in_week(360.0, Some(Harm::Lost), &subject);
    assert_eq!((lost.seen, lost.measured), (Some(0.0), Some(1.0)));
    assert!((lost.lived.unwrap() - 162.0 / 168.0).abs() < 1e-3, "{lost:?}");
}

#[test]
fn a_target_is_met_where_no_window_is_below_it() {
    // Six hours are 3.6 % of the week, and a quarter of a day.
    assert_eq!(in_week(360.0, Some(Harm::Failing), &logins(0.9, 7 * DAY)).is_met, Some(true));
    assert_eq!(in_week(360.0, Some(Harm::Failing), &logins(0.9, DAY)).is_met, Some(false));
    assert_eq!(in_week(360.0, Some(Harm::Failing), &logins(0.7, DAY)).is_met, Some(true));
}

#[test]
fn an_sli_whose_counts_are_not_known_is_not_judged() {
    let subject = subject(0.9, 7 * DAY, Vec::new());
    let world = World::of(&week(360.0, None), &subject, &BTreeSet::new());
    assert_eq!(on_timeline(&Stage::set(&world, &[], &subject).0, &subject), None);
}
