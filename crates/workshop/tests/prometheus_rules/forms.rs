//! Right ways to write the same, each taken as right.

use movie_guru_slo::render::prometheus;
use movie_guru_slo::{KnownMetrics, SloSet, Source, TimeScale};
use movie_guru_workshop::challenge::slo_file;
use movie_guru_workshop::check::Verdict;
use movie_guru_workshop::evidence::Board;

use crate::attendee::{Attendee, said};
use crate::rules::{by_hand, pyrra, slis, sloth};

pub(crate) fn model() -> SloSet {
    let texts = ["achievable.yaml", "alerts.yaml", "movie-guru.yaml"].map(|file| (file, slo_file(file).unwrap()));
    let sources: Vec<_> = texts.iter().map(|(name, text)| Source { name, text }).collect();
    SloSet::parse(&sources, &KnownMetrics::default().open()).unwrap_or_else(|problems| panic!("{problems}"))
}

/// Challenges 6 and 7, as far as the rules say something of them.
async fn all_hold(attendee: &Attendee, rules: &str) {
    attendee.has(rules).await;
    for (challenge, criteria) in [("6", &["four", "right"][..]), ("7", &["alerts", "quiet", "told"])] {
        let state = attendee.check(challenge).await;
        for criterion in criteria {
            let (verdict, words) = said(&state, criterion);
            assert_eq!(verdict, Verdict::Holds, "{challenge}, {criterion}: {words}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_lab_renders_is_read_back_as_the_same() {
    let Some(attendee) = Attendee::new().await else { return };
    let set = model();
    let workshop = TimeScale::new(24.0, std::time::Duration::from_secs(5), jiff::Timestamp::UNIX_EPOCH).unwrap();
    for scale in [TimeScale::REAL, workshop] {
        all_hold(&attendee, &prometheus::rules(&set, &scale).unwrap()).await;
        let mut found = attendee.rules().slos().await.unwrap();
        // Prometheus has groups in the order of their names.
        found.sort_by_key(|found| set.slos.iter().position(|slo| slo.metadata.name == found.slo.metadata.name));
        assert_eq!(attendee.rules().unread().await.unwrap(), Vec::new());
        assert_eq!(found.len(), set.slos.len());
        for (found, expected) in found.iter().zip(&set.slos) {
            let name = &expected.metadata.name;
            assert_eq!((&found.slo.metadata.name, &found.unmatched), (name, &None));
            assert_eq!(found.slo.indicator.measure, expected.indicator.measure, "{name}");
            assert_eq!((found.slo.target, &found.slo.service), (expected.target, &expected.service), "{name}");
            let period = |slo: &movie_guru_slo::Slo| {
                slo.window.period("2026-11-28T10:00:00Z".parse().unwrap(), &TimeScale::REAL).length()
            };
            assert_eq!(period(&found.slo), period(expected), "{name}, {scale}: {:?}", found.derived);
            let alerts = |slo: &movie_guru_slo::Slo| {
                let alert = |alert: &movie_guru_slo::Alert| {
                    // On the clock, where no window is shorter than four scrapes.
                    let windows = scale.windows(alert);
                    let least = alert.min_requests.unwrap_or_else(|| alert.least_requests(slo.target));
                    (
                        alert.policy.name.clone(),
                        alert.severity.clone(),
                        alert.factor,
                        windows.long,
                        windows.short,
                        least,
                    )
                };
                slo.alerts.iter().map(alert).collect::<Vec<_>>()
            };
            assert_eq!(alerts(&found.slo), alerts(expected), "{name}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn sloths_rules_are_read() {
    let Some(attendee) = Attendee::new().await else { return };
    all_hold(&attendee, &sloth(&slis())).await;
    let (_, words) = said(&attendee.check("6").await, "four");
    assert!(
        words.contains(
            "“movie-guru-chat-is-fast” (target 99 % by `slo:objective:ratio`, window 30d by `slo:time_period:days`)"
        ),
        "{words}"
    );
    assert_eq!(attendee.rules().unread().await.unwrap(), Vec::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn pyrras_rules_are_read() {
    let Some(attendee) = Attendee::new().await else { return };
    all_hold(&attendee, &pyrra(&slis())).await;
    let (_, words) = said(&attendee.check("6").await, "four");
    assert!(
        words.contains("“chat-engages” (target 70 % by `pyrra_objective`, window 28d by `pyrra_window`)"),
        "{words}"
    );
    assert_eq!(attendee.rules().unread().await.unwrap(), Vec::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn alerts_by_hand_are_read_and_say_the_target_themselves() {
    let Some(attendee) = Attendee::new().await else { return };
    all_hold(&attendee, &by_hand(&slis())).await;
    let (_, words) = said(&attendee.check("6").await, "four");
    assert!(
        words.contains("“ChatIsFastBurns10” (target 99 % by the budget 0.01 in `ChatIsFastBurns10`, window 30d as no rule names one)"),
        "{words}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn what_fires_there_is_told_and_what_browsers_saw_counts() {
    let Some(attendee) = Attendee::new().await else { return };
    let browsers = {
        use movie_guru_contract::{WEB_REQUESTS, label};
        let (web, result) = (WEB_REQUESTS.exposed(), label::exposed(label::RESULT));
        let share = format!("sum(rate({web}{{{result}!=\"success\"}}[1h])) / sum(rate({web}[1h]))");
        crate::rules::rule("alert", "BrowsersSeeFailures", &format!("{share} > 5 * (1 - 0.9)"), "", None)
    };
    let rules = by_hand(&slis()) + &crate::rules::group("browsers", &[browsers]);
    attendee.has(&rules).await;
    let found = async |challenge: &str, criterion: &str| said(&attendee.check(challenge).await, criterion);
    movie_guru_test_support::until("the fast alert of chat fires", async || {
        found("7", "inbox").await.0 == Verdict::Holds
    })
    .await;
    let (_, words) = found("7", "inbox").await;
    assert!(words.starts_with("ChatIsFastBurns10 of “ChatIsFastBurns10” fired at "), "{words}");
    let (verdict, words) = found("8", "gap").await;
    assert!(
        verdict == Verdict::Holds && words.contains("“BrowsersSeeFailures” shows 50 %, where the server has 95 %"),
        "{words}"
    );
}
