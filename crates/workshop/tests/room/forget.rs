//! A team begins anew.

use std::fs;

use movie_guru_workshop::evidence::Missing;
use movie_guru_workshop::{Answer, Forgotten, Room, RoomError};
use tempfile::tempdir;

use crate::stand_in::{StandIn, room};

/// A team that has done something of everything.
async fn at_work(room: &Room) {
    room.begin_workbook().await.unwrap();
    room.write("2", "answer", &Answer::default(), Answer::Text("ours".to_owned())).await.unwrap();
    room.start("1", false).await.unwrap();
    room.check("2").await.unwrap();
    room.hint("1", "journeys").await.unwrap();
    room.call_help(Some("1"), "stuck").await.unwrap();
    room.show_notice("Ten minutes left", 10).await.unwrap();
}

#[tokio::test]
async fn nothing_of_a_team_is_left_in_any_replica() {
    let (folder, lab) = (tempdir().unwrap(), StandIn::default());
    let blank = serde_json::to_value(room(folder.path(), &lab).state().await.unwrap()).unwrap();
    let (one, other) = (room(folder.path(), &lab), room(folder.path(), &lab));
    at_work(&one).await;
    // The other one has findings of its own, and shows the notice.
    other.check("2").await.unwrap();
    assert!(other.state().await.unwrap().notice.is_some());
    lab.0.lock().unwrap().cleared = Some(Ok(vec!["chat-is-fast".to_owned()]));
    let forgotten = one.forget().await.unwrap();
    assert_eq!(forgotten, Forgotten { slos: vec!["chat-is-fast".to_owned()], slos_stay: None });
    assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0, "no file is left");
    for room in [&one, &room(folder.path(), &lab)] {
        assert_eq!(serde_json::to_value(room.state().await.unwrap()).unwrap(), blank);
        assert!(room.record().await.unwrap().is_empty() && room.page("2").await.unwrap().is_empty());
    }
    let challenges = other.state().await.unwrap().challenges;
    assert!(challenges.iter().flat_map(|challenge| &challenge.criteria).all(|criterion| criterion.finding.is_none()));
    one.forget().await.unwrap();
    at_work(&one).await;
    assert_eq!(one.state().await.unwrap().current.as_deref(), Some("01-first-day"), "it begins anew");
}

#[tokio::test]
async fn slos_of_somebody_else_stay_and_a_board_that_fails_has_nothing_forgotten() {
    let (folder, lab) = (tempdir().unwrap(), StandIn::default());
    let room = room(folder.path(), &lab);
    at_work(&room).await;
    let before = room.state().await.unwrap();
    lab.0.lock().unwrap().cleared = Some(Err(Missing::TooSlow { what: "the monitor", seconds: 5 }));
    assert!(matches!(room.forget().await, Err(RoomError::Missing(Missing::TooSlow { .. }))));
    assert_eq!(room.state().await.unwrap(), before);
    lab.0.lock().unwrap().cleared = Some(Err(Missing::NotOurs { what: "that Prometheus" }));
    let stay = room.forget().await.unwrap().slos_stay.unwrap();
    assert!(stay.contains("that Prometheus") && stay.contains("Delete there"), "{stay}");
    assert_eq!(room.state().await.unwrap().current, None);
    lab.0.lock().unwrap().cleared = Some(Err(Missing::Unknown { what: "the monitor" }));
    assert_eq!(room.forget().await.unwrap(), Forgotten::default(), "a lab without a monitor has no SLOs");
}
