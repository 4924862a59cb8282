//! What only looks right: each with the criterion that refuses it, what it saw, and one next step.

use movie_guru_contract::PROCESS_CPU;
use movie_guru_workshop::check::Verdict;

use crate::attendee::{Attendee, Names};
use crate::rules::{Sli, by_hand, file, group, pyrra, rule, slis, sloth};

/// The four, with another in the place of one.
fn with(place: usize, change: impl FnOnce(&mut Sli)) -> [Sli; 4] {
    let mut slis = slis();
    change(&mut slis[place]);
    slis
}

/// The four by hand, without one, and a group beside them.
fn beside(without: usize, rules: &[String]) -> String {
    let left: Vec<_> =
        slis().into_iter().enumerate().filter(|(place, _)| *place != without).map(|(_, sli)| sli).collect();
    by_hand(&left) + &group("own", rules)
}

async fn refused(attendee: &Attendee, rules: &str, (challenge, criterion): (&str, &str), parts: &[&str]) {
    let (verdict, words) = attendee.says(rules, challenge, criterion).await;
    assert_eq!(verdict, Verdict::DoesNotHold, "{words}");
    for part in parts {
        assert!(words.contains(part), "{part} is not in: {words}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn slos_that_count_something_else_are_refused() {
    let Some(attendee) = Attendee::new().await else { return };
    let right = ("6", "right");
    let name = PROCESS_CPU.exposed();
    // CPU, as a share of itself.
    let cpu = with(0, |sli| {
        sli.bad = Box::new(|w| format!("sum(rate({}{{cpu=\"1\"}}[{w}]))", PROCESS_CPU.exposed()));
        sli.all = Box::new(|w| format!("sum(rate({}[{w}]))", PROCESS_CPU.exposed()));
    });
    for rules in [sloth(&cpu), pyrra(&cpu), by_hand(&cpu)] {
        refused(&attendee, &rules, right, &["No SLO measures that the main page loads.", "share of bad requests"])
            .await;
    }
    // CPU, as it is.
    let load = "slo: main-page-loads";
    let record = rule("record", "slo:sli_error:ratio_rate5m", &format!("avg(rate({name}[5m]))"), load, None);
    let extra = rule("alert", "Busy", &format!("sum(rate({name}[5m])) > 0.9"), "", None);
    refused(
        &attendee,
        &beside(0, &[record, extra]),
        ("6", "four"),
        &["There are 3:", "`slo:sli_error:ratio_rate5m` is not understood: it takes the avg of counts"],
    )
    .await;
    // Good and all.
    let Names { attempts, success, .. } = Names::new();
    let (one, two) = (attempts.clone(), success.clone());
    let swapped = with(0, move |sli| {
        sli.bad = Box::new(move |w| format!("sum(rate({two}[{w}])) - sum(rate({one}[{w}]))"));
        sli.all = Box::new(move |w| format!("sum(rate({success}[{w}]))"));
    });
    for rules in [sloth(&swapped), by_hand(&swapped)] {
        refused(&attendee, &rules, right, &["has good and all swapped", "what was tried is all"]).await;
    }
    // What went well, as what went badly.
    let (one, two) = (attempts.clone(), Names::new().success);
    let turned = with(0, move |sli| {
        sli.bad = Box::new(move |w| format!("sum(rate({two}[{w}]))"));
        sli.all = Box::new(move |w| format!("sum(rate({one}[{w}]))"));
    });
    refused(&attendee, &pyrra(&turned), right, &["others of them as good: it has 5 %, where 95 % is so"]).await;
    // A share for each kind of outcome: none of them is that of all.
    let outcome = Names::new().outcome;
    let split = with(2, move |sli| {
        let of = outcome.clone();
        sli.bad = Box::new(move |w| format!("sum by (Outcome) (rate({of}{{Outcome!~\"Engaged|Acknowledged\"}}[{w}]))"));
        sli.all = Box::new(move |w| format!("sum by (Outcome) (rate({outcome}[{w}]))"));
    });
    refused(&attendee, &pyrra(&split), right, &["3 shares, split by Outcome", "put sum( … ) around"]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn alerts_that_watch_something_else_or_cannot_fire_are_refused() {
    let Some(attendee) = Attendee::new().await else { return };
    let alerts = ("7", "alerts");
    let Names { attempts, success, .. } = Names::new();
    // On errors, and not on a share of all.
    let raw = format!("sum(rate({attempts}[5m])) - sum(rate({success}[5m])) > 5");
    let errors = rule("alert", "MainPageLoadsErrors", &raw, "", None);
    refused(
        &attendee,
        &beside(0, &[errors]),
        alerts,
        &["`MainPageLoadsErrors` is not understood: it compares how many there are", "factor times budget"],
    )
    .await;
    // The same beside an SLO that is right.
    let without = pyrra(&with(0, |sli| sli.alerts.clear()));
    let errors = rule("alert", "TooManyErrors", &raw, "slo: main-page-loads", None);
    refused(
        &attendee,
        &(without + &group("own", &[errors])),
        alerts,
        &["“main-page-loads” has no alert, and none for a slow burn. Its rule `TooManyErrors` is not understood: it compares how many"],
    )
    .await;
    // An SLO's alert on something else than the SLO.
    let other = format!("sum(rate({attempts}[5m])) / sum(rate({success}[5m])) > 5 * (1 - 0.9)");
    let other = rule("alert", "TooManyErrors", &other, "slo: main-page-loads", None);
    let without = pyrra(&with(0, |sli| sli.alerts.clear()));
    refused(
        &attendee,
        &(without + &group("own", &[other])),
        alerts,
        &["it counts other requests than another rule of the same SLO"],
    )
    .await;
    // On a share, without a budget.
    let share = format!("1 - sum(rate({success}[5m])) / sum(rate({attempts}[5m])) > 0.1");
    let plain = rule("alert", "MainPageLoadsErrors", &share, "", None);
    refused(
        &attendee,
        &beside(0, std::slice::from_ref(&plain)),
        alerts,
        &["nothing says the target of its SLO", "14.4 * (1 - 0.99)"],
    )
    .await;
    // With one, it is an alert at once the budget, and neither slow nor fast.
    let told = rule("alert", "MainPageLoadsErrors", &share, "objective: 90%", None);
    refused(&attendee, &beside(0, &[told]), alerts, &["has alerts at 1x, and none for a slow burn"]).await;
    // Ten times of a tenth.
    let ten = || with(0, |sli| sli.alerts[0].0 = 10.0);
    for rules in [sloth(&ten()), pyrra(&ten()), by_hand(&ten())] {
        refused(&attendee, &rules, alerts, &["has an alert at 10x; it burns at most 10 times as fast", "never fire"])
            .await;
    }
    // Two sides that never meet.
    let good = |w: &str| format!("1 - sum(rate({success}[{w}])) / sum(rate({attempts}[{w}]))");
    let short = rule("record", "job:errors:ratio5m", &good("5m"), "team: owls", None);
    let never = format!("({}) > 5 * (1 - 0.9) and job:errors:ratio5m > 5 * (1 - 0.9)", good("1h"));
    let never = rule("alert", "MainPageLoadsFast", &never, "", None);
    refused(&attendee, &beside(0, &[short, never]), alerts, &["the two sides of `and` have other labels"]).await;
    // Always.
    let always = rule("alert", "MainPageLoadsFast", &format!("{} > bool 5 * (1 - 0.9)", good("1h")), "", None);
    refused(&attendee, &beside(0, &[always]), alerts, &["it has `bool`, so it always has a result"]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn windows_for_thirty_days_are_late_on_a_window_of_seven() {
    let Some(attendee) = Attendee::new().await else { return };
    let weekly = |text: String| text.replace("vector(30)", "vector(7)").replace("2419200", "604800");
    let fast = with(3, |sli| sli.alerts[0].1 = "3d");
    refused(
        &attendee,
        &weekly(sloth(&fast)),
        ("7", "told"),
        &["fast alert of “movie-guru-chat-is-fast” fires", "late for a fast burn"],
    )
    .await;
    let slow = with(2, |sli| sli.alerts[1].1 = "4d");
    refused(&attendee, &weekly(pyrra(&slow)), ("7", "told"), &["No slow alert of “chat-engages” fires"]).await;
    // A minute alone is a call for nothing.
    let jumpy = with(0, |sli| sli.alerts[1] = (2.0, "10m", "5m", "0m"));
    refused(&attendee, &sloth(&jumpy), ("7", "quiet"), &["in which all is well", "A call for nothing"]).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_prometheus_cannot_evaluate_is_said_in_its_words() {
    let Some(attendee) = Attendee::new().await else { return };
    // Two series under one name.
    let many = format!(
        "{{__name__=~\"{}|{}\"}} + on() group_left() {{__name__=~\".+\"}}",
        Names::new().attempts,
        Names::new().success
    );
    let broken = rule("record", "slo:sli_error:ratio_rate5m", &many, "slo: main-page-loads", None);
    attendee.has(&beside(0, &[broken])).await;
    movie_guru_test_support::until("it was evaluated", async || {
        let (verdict, words) = crate::attendee::said(&attendee.check("6").await, "four");
        assert_eq!(verdict, Verdict::DoesNotHold);
        words.contains("Prometheus cannot evaluate it: found duplicate series") && words.contains("Mend the rule")
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn without_any_rule_the_labs_own_board_is_asked() {
    let Some(attendee) = Attendee::new().await else { return };
    let (verdict, words) = attendee.says("groups: []\n", "6", "four").await;
    assert!(verdict == Verdict::NotYet && words.contains("This lab was not told where the monitor is"), "{words}");
    let (verdict, words) =
        attendee.says(&file(&[group("other", &[rule("record", "a", "1", "", None)])]), "6", "four").await;
    assert!(
        verdict == Verdict::DoesNotHold && words.contains("There is no SLO yet. That is what its rules say."),
        "{words}"
    );
}
