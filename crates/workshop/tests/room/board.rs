//! What checks say of a team's own SLOs and alerts: figures of theirs, titles, and nothing of what was not counted yet.

use jiff::Timestamp;
use movie_guru_slo::{KnownMetrics, SloSet, Source, Target};
use movie_guru_workshop::Answer;
use movie_guru_workshop::challenge::slo_file;
use movie_guru_workshop::check::Verdict;
use movie_guru_workshop::evidence::{BoardSlo, Fired};
use tempfile::tempdir;

use crate::stand_in::{StandIn, room};

/// The model's, after some requests.
fn model() -> Vec<BoardSlo> {
    let texts = ["achievable.yaml", "alerts.yaml", "movie-guru.yaml"].map(|file| (file, slo_file(file).unwrap()));
    let sources: Vec<_> = texts.iter().map(|(name, text)| Source { name, text }).collect();
    let set = SloSet::parse(&sources, &KnownMetrics::default().open()).unwrap_or_else(|problems| panic!("{problems}"));
    set.slos.into_iter().take(4).map(|slo| BoardSlo::new(slo, Some(0.85), None)).collect()
}

/// The model's, with one changed.
fn with(name: &str, change: impl FnOnce(&mut BoardSlo)) -> Vec<BoardSlo> {
    let mut slos = model();
    change(slos.iter_mut().find(|slo| slo.slo.metadata.name == name).unwrap());
    slos
}

fn aim(slo: &mut BoardSlo, target: f64) {
    slo.slo.target = Target::new(target).unwrap();
}

async fn says(slos: Vec<BoardSlo>, challenge: &str, criterion: &str) -> (Verdict, String) {
    let (folder, lab) = (tempdir().unwrap(), StandIn::default());
    lab.0.lock().unwrap().slos = slos;
    let state = room(folder.path(), &lab).check(challenge).await.unwrap();
    let found = state.criteria.into_iter().find(|found| found.name == criterion).unwrap().finding.unwrap();
    (found.verdict, format!("{} {}", found.observed, found.next.unwrap_or_default()))
}

#[tokio::test]
async fn an_slo_that_has_counted_nothing_is_not_yet_right() {
    let (verdict, words) = says(model(), "6", "right").await;
    assert_eq!(verdict, Verdict::Holds, "{words}");
    assert!(words.contains("“Chat engages” has 85 %, with a target of 70 %"), "{words}");
    let (verdict, words) = says(with("chat-engages", |slo| slo.sli = None), "6", "right").await;
    assert_eq!(verdict, Verdict::NotYet, "{words}");
    assert!(words.contains("“Chat engages” has counted no request yet") && words.contains("look again"), "{words}");
    let derived = |slo: &mut BoardSlo| (slo.sli, slo.derived) = (None, Some("target 70 % by `x`".to_owned()));
    let (verdict, words) = says(with("chat-engages", derived), "6", "right").await;
    assert_eq!(verdict, Verdict::NotYet, "nothing was counted there either: {words}");
}

#[tokio::test]
async fn a_slow_burn_is_that_of_the_teams_own_target() {
    let (verdict, words) = says(model(), "7", "told").await;
    assert_eq!(verdict, Verdict::Holds, "{words}");
    let late = |slo: &mut BoardSlo| slo.slo.alerts.iter_mut().for_each(|alert| alert.long = "4d".parse().unwrap());
    let factor = |slo: &mut BoardSlo, factor: f64| {
        slo.slo.alerts.iter_mut().filter(|alert| alert.factor < 2.0).for_each(|alert| alert.factor = factor);
    };
    let (_, words) = says(with("chat-engages", late), "7", "told").await;
    assert!(words.contains("burns at 1.67 times the speed it may. Its factor is below that"), "{words}");
    let change = |slo: &mut BoardSlo| {
        aim(slo, 0.75);
        factor(slo, 2.0);
        late(slo);
    };
    let (verdict, words) = says(with("chat-engages", change), "7", "told").await;
    assert_eq!(verdict, Verdict::DoesNotHold);
    assert!(words.contains("burns at 2 times the speed it may. Lower its factor below that"), "{words}");
    let (_, words) = says(with("chat-engages", |slo| aim(slo, 0.6)), "7", "told").await;
    assert!(words.contains("A slow alert begins at 1.5x") && words.contains("above 66.67 %"), "{words}");
}

#[tokio::test]
async fn a_fast_alert_that_is_late_says_by_how_much() {
    let held = |slo: &mut BoardSlo| slo.slo.alerts.iter_mut().for_each(|alert| alert.after = "2h".parse().unwrap());
    let (verdict, words) = says(with("chat-is-fast", held), "7", "told").await;
    assert_eq!(verdict, Verdict::DoesNotHold, "{words}");
    assert!(words.contains("fires 5 min ") && !words.contains("fires 5 min after"), "{words}");
    assert!(words.contains("5 min would be soon") && words.contains("Shorten its windows"), "{words}");
    let out_of_reach = |slo: &mut BoardSlo| {
        aim(slo, 0.8);
        slo.slo.alerts.iter_mut().filter(|alert| alert.factor > 2.0).for_each(|alert| alert.factor = 4.9);
    };
    let (_, words) = says(with("chat-is-fast", out_of_reach), "7", "told").await;
    assert!(words.contains("burns at 4.29 times the speed it may") && words.contains("ower its factor"), "{words}");
}

#[tokio::test]
async fn a_target_without_room_for_a_fast_alert_is_named() {
    let change = |slo: &mut BoardSlo| {
        aim(slo, 0.45);
        slo.slo.alerts.retain(|alert| alert.factor < 1.8);
    };
    let (verdict, words) = says(with("chat-engages", change), "7", "alerts").await;
    assert_eq!(verdict, Verdict::DoesNotHold, "{words}");
    assert!(words.contains("a target of 45 %, with which its budget burns at most 1.82 times"), "{words}");
    assert!(words.contains("Aim above 50 %"), "{words}");
}

#[tokio::test]
async fn alerts_and_choices_are_called_by_their_titles() {
    let (folder, lab) = (tempdir().unwrap(), StandIn::default());
    {
        let mut said = lab.0.lock().unwrap();
        said.slos = model();
        let slo = said.slos.iter().find(|slo| slo.slo.metadata.name == "chat-is-fast").unwrap();
        let fast = slo.slo.alerts.iter().find(|alert| alert.factor > 2.0).unwrap().policy.name.clone();
        said.fired = vec![Fired { slo: "chat-is-fast".to_owned(), policy: fast, at: Timestamp::UNIX_EPOCH }];
        said.answers.insert("challenge-7".to_owned(), Ok(vec![1.0]));
    }
    let room = room(folder.path(), &lab);
    for (field, slug) in [("burns_fast", "chat-engages"), ("burns_slowly", "main-page-loads")] {
        room.write("7", field, &Answer::default(), Answer::Text(slug.to_owned())).await.unwrap();
    }
    let state = room.check("7").await.unwrap();
    let observed = |name: &str| {
        let found = state.criteria.iter().find(|found| found.name == name).unwrap();
        found.finding.clone().unwrap().observed
    };
    assert_eq!(observed("burning"), "You say: burns fast, “chat engages”; burns slowly, “the main page loads”.");
    assert_eq!(observed("inbox"), "Burns fast (10x) of “Chat is fast” fired at 00:00 UTC.");
    // The lab's own API says an alert's name and factor.
    for slo in &mut lab.0.lock().unwrap().slos {
        slo.slo.alerts.iter_mut().for_each(|alert| alert.policy.display_name = None);
    }
    let state = room.check("7").await.unwrap();
    let inbox = state.criteria.iter().find(|found| found.name == "inbox").unwrap().finding.clone().unwrap();
    assert_eq!(inbox.observed, "The alert at 10x of “Chat is fast” fired at 00:00 UTC.");
}
