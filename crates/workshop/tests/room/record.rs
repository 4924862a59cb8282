//! The record: what is started, checked, asked for, and what is read from it.

use std::fs;

use movie_guru_workshop::evidence::{Missing, People};
use movie_guru_workshop::record::Kind;
use movie_guru_workshop::{Answer, RoomError};
use tempfile::tempdir;

use crate::stand_in::{StandIn, room};

#[tokio::test]
async fn starting_sets_the_stage_and_begins_the_clock() {
    let (folder, lab) = (tempdir().unwrap(), StandIn::default());
    let started = room(folder.path(), &lab).start("1", false).await.unwrap();
    assert_eq!(lab.0.lock().unwrap().scenario.as_deref(), Some("challenge-1"));
    assert_eq!(lab.0.lock().unwrap().people, Some(People { is_running: true, users: 5 }));
    let (begin, end) = (started.started_at.unwrap(), started.ends_at.unwrap());
    assert_eq!(end.duration_since(begin).as_mins(), 30);
    // Another process reads the same from the folder.
    let other = room(folder.path(), &lab);
    assert_eq!(other.state().await.unwrap().current.as_deref(), Some("01-first-day"));
    let extended = other.extend("1", 10).await.unwrap();
    assert_eq!(extended.ends_at.unwrap().duration_since(begin).as_mins(), 40);
    assert_eq!(other.reset("1").await.unwrap().started_at, None);
}

#[tokio::test]
async fn a_stage_that_cannot_be_set_begins_no_clock() {
    let (folder, lab) = (tempdir().unwrap(), StandIn::default());
    lab.0.lock().unwrap().missing = Some(Missing::Locked { what: "the app" });
    let room = room(folder.path(), &lab);
    assert!(matches!(room.start("6", false).await, Err(RoomError::Missing(_))));
    assert_eq!(room.challenge_state("6").await.unwrap().started_at, None);
}

#[tokio::test]
async fn who_comes_late_is_brought_what_was_before_and_keeps_what_is_theirs() {
    let (folder, lab) = (tempdir().unwrap(), StandIn::default());
    let room = room(folder.path(), &lab);
    let ours = Answer::Text("We answered already.".to_owned());
    room.write("2", "answer", &Answer::default(), ours.clone()).await.unwrap();
    room.start("5", true).await.unwrap();
    assert_eq!(room.page("2").await.unwrap()["answer"], ours);
    assert_eq!(room.page("1").await.unwrap()["journeys"].rows().len(), 3);
    assert!(room.page("5").await.unwrap().is_empty(), "their own challenge is theirs to do");
}

#[tokio::test]
async fn hints_come_one_by_one_and_are_counted() {
    let (folder, lab) = (tempdir().unwrap(), StandIn::default());
    let room = room(folder.path(), &lab);
    let first = room.hint("1", "journeys").await.unwrap();
    let second = room.hint("1", "journeys").await.unwrap();
    assert_eq!((first.level, second.level, first.of), (1, 2, 3));
    assert_ne!(first.text, second.text);
    room.hint("1", "journeys").await.unwrap();
    assert!(matches!(room.hint("1", "journeys").await, Err(RoomError::NoMoreHints)));
    assert!(matches!(room.hint("1", "nothing").await, Err(RoomError::NoSuchCriterion { .. })));
    let state = room.challenge_state("1").await.unwrap();
    let journeys = state.criteria.iter().find(|criterion| criterion.name == "journeys").unwrap();
    assert_eq!(journeys.hints.len(), 3);
}

#[tokio::test]
async fn who_has_no_coach_is_told_what_a_coach_looks_at_and_that_counts_as_a_hint() {
    let (folder, lab) = (tempdir().unwrap(), StandIn::default());
    let room = room(folder.path(), &lab);
    let mut judged = 0;
    for challenge in room.library().challenges() {
        for criterion in challenge.criteria().iter().filter(|criterion| criterion.check.is_none()) {
            let before = room.challenge_state(&challenge.slug).await.unwrap();
            let state = before.criteria.iter().find(|state| state.name == criterion.name).unwrap();
            let coach = criterion.coach.as_deref().unwrap();
            assert!(state.hints.is_empty() && state.hints_of == criterion.hints.len() + 1, "{state:?}");
            assert!(!serde_json::to_string(&before).unwrap().contains(coach), "it may be the answer");
            for _ in &criterion.hints {
                room.hint(&challenge.slug, &criterion.name).await.unwrap();
            }
            let told = room.hint(&challenge.slug, &criterion.name).await.unwrap();
            assert_eq!((told.text.as_str(), told.level), (coach, state.hints_of));
            assert!(matches!(room.hint(&challenge.slug, &criterion.name).await, Err(RoomError::NoMoreHints)));
            judged += 1;
        }
    }
    assert!(judged >= 11, "{judged}");
    let record = room.record().await.unwrap();
    assert!(record.len() >= judged && record.iter().all(|event| event.kind == Kind::HintTaken));
    let checked = room.check("1").await.unwrap();
    let used = checked.criteria.iter().find(|criterion| criterion.name == "used").unwrap();
    assert!(used.finding.as_ref().unwrap().observed.contains("Without one, take its hint"), "{used:?}");
    assert_eq!(checked.passed, 0, "what is told is not judged");
}

#[tokio::test]
async fn the_coach_is_called_until_the_call_is_answered() {
    let (folder, lab) = (tempdir().unwrap(), StandIn::default());
    let room = room(folder.path(), &lab);
    let called = room.call_help(Some("3"), " <script>we are stuck</script> ").await.unwrap().help.unwrap();
    assert_eq!((called.challenge.as_deref(), called.text.as_str()), (Some("03-slos"), "<script>we are stuck</script>"));
    assert!(room.call_help(None, &"x".repeat(1001)).await.is_err());
    assert!(room.call_help(Some("99"), "x").await.is_err());
    assert_eq!(room.answer_help().await.unwrap().help, None);
    let events = room.record().await.unwrap().len();
    room.answer_help().await.unwrap();
    assert_eq!(room.record().await.unwrap().len(), events, "an answer to nothing is no event");
}

#[tokio::test]
async fn a_pass_is_kept_and_what_is_lost_is_said_beside_it() {
    let (folder, lab) = (tempdir().unwrap(), StandIn::default());
    let room = room(folder.path(), &lab);
    let model = room.challenge("2").unwrap().model.clone().unwrap();
    for (field, answer) in &model.workbook {
        room.write("2", field, &Answer::default(), answer.clone()).await.unwrap();
    }
    let passed = room.check("2").await.unwrap();
    assert_eq!((passed.passed, passed.of), (2, 2), "{:#?}", passed.criteria);
    room.check("2").await.unwrap();
    let kinds =
        |events: Vec<movie_guru_workshop::Event>| events.into_iter().map(|event| event.kind).collect::<Vec<_>>();
    assert_eq!(kinds(room.record().await.unwrap()), [Kind::CheckPassed, Kind::CheckPassed], "once each");
    room.write("2", "answer", &model.workbook["answer"], Answer::default()).await.unwrap();
    let lost = room.check("2").await.unwrap();
    let answer = &lost.criteria[0];
    assert_eq!(lost.passed, 2, "a pass is kept");
    assert!(answer.passed_at.is_some() && answer.lost_at.is_some(), "{answer:?}");
    room.write("2", "answer", &Answer::default(), model.workbook["answer"].clone()).await.unwrap();
    assert_eq!(room.check("2").await.unwrap().criteria[0].lost_at, None);
}

#[tokio::test]
async fn a_record_of_a_version_to_come_is_read_as_far_as_it_is_known() {
    let (folder, lab) = (tempdir().unwrap(), StandIn::default());
    let room = room(folder.path(), &lab);
    room.call_help(None, "").await.unwrap();
    let file = folder.path().join("record.jsonl");
    let known = fs::read_to_string(&file).unwrap();
    let newer =
        known.replace("help-called", "coach-danced").replace("\"version\":1", "\"version\":9,\"mood\":\"good\"");
    fs::write(&file, format!("{newer}not json\n{known}")).unwrap();
    assert_eq!(room.record().await.unwrap().len(), 1);
    room.answer_help().await.unwrap();
    assert!(fs::read_to_string(&file).unwrap().starts_with(&newer), "what is not known is kept");
}
