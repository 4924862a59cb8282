//! The rules of a server, as the grader's subjects.

use movie_guru_grader::{Condition, Subject};
use movie_guru_slo::Target;
use movie_guru_workshop::evidence::PrometheusApi;
use movie_guru_workshop::grading::{Assumed, of_board, of_prometheus};

use crate::attendee::Attendee;
use crate::rules::{by_hand, pyrra, slis, sloth};

/// Target, and how many alerts there are, by what users do.
fn found(subjects: &[Subject]) -> Vec<(String, f64, usize)> {
    let one = |subject: &Subject| {
        let about = format!("{} {:?}", subject.concern.operation.name(), subject.concern.feature);
        (about, subject.target.share(), subject.alerts.len())
    };
    let mut found: Vec<_> = subjects.iter().map(one).collect();
    found.sort_by(|one, other| one.0.cmp(&other.0));
    found
}

#[tokio::test(flavor = "multi_thread")]
async fn rules_of_tools_and_people_are_the_same_subjects() {
    let Some(attendee) = Attendee::new().await else { return };
    let expected = [
        ("chat Fast(5000.0)", 0.99, 2),
        ("chat Pleases", 0.7, 2),
        ("startup Answers", 0.9, 2),
        ("startup Fast(1000.0)", 0.99, 2),
    ];
    let expected = expected.map(|(about, target, alerts)| (about.to_owned(), target, alerts));
    for rules in [sloth(&slis()), pyrra(&slis()), by_hand(&slis())] {
        attendee.has(&rules).await;
        let api = PrometheusApi::new(&attendee.server.url, None).unwrap();
        let assumed = Assumed { target: Target::new(0.999).unwrap(), is_asked_for: false };
        let reading = of_prometheus(&api, assumed).await.unwrap();
        assert_eq!(reading.submission.unread, Vec::new(), "{rules}");
        let subjects = &reading.submission.subjects;
        assert_eq!(found(subjects), expected, "{rules}");
        let alerts = subjects.iter().flat_map(|subject| &subject.alerts);
        assert!(alerts.into_iter().all(|alert| matches!(alert.condition, Condition::Query { .. })));
        // A board has the same, as burn rates.
        let board = of_board(&attendee.rules()).await.unwrap();
        assert_eq!(found(&board.submission.subjects), expected, "{rules}");
    }
}
