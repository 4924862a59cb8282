//! What the coach tells everybody.

use std::fs;

use jiff::{SignedDuration, Timestamp};
use movie_guru_workshop::record::Kind;
use movie_guru_workshop::{RoomError, RoomState};
use serde_json::json;
use tempfile::tempdir;

use crate::stand_in::{StandIn, room};

#[tokio::test]
async fn a_notice_is_shown_by_every_replica_until_it_is_taken_away_and_the_record_has_it() {
    let (folder, lab) = (tempdir().unwrap(), StandIn::default());
    let (one, other) = (room(folder.path(), &lab), room(folder.path(), &lab));
    assert_eq!(one.state().await.unwrap().notice, None);
    let shown = one.show_notice("  Ten minutes <b>left</b>\n ", 10).await.unwrap();
    assert_eq!(shown.text, "Ten minutes <b>left</b>");
    assert_eq!(shown.until.duration_since(shown.at), SignedDuration::from_mins(10));
    assert_eq!(one.state().await.unwrap().notice.as_ref(), Some(&shown));
    assert_eq!(other.notice().await.unwrap(), Some(shown.clone()));
    let next = one.show_notice("Now!", 1).await.unwrap();
    assert_eq!(one.notice().await.unwrap(), Some(next), "one at a time");
    let record = one.record().await.unwrap();
    assert!(record.iter().all(|event| event.kind == Kind::NoticeShown), "{record:?}");
    assert_eq!(serde_json::to_value(&record[0]).unwrap()["detail"], json!({"text": shown.text, "minutes": 10}));
    one.end_notice().await.unwrap();
    assert_eq!((one.notice().await.unwrap(), one.state().await.unwrap().notice), (None, None));
    assert_eq!(room(folder.path(), &lab).notice().await.unwrap(), None);
    one.end_notice().await.unwrap();
    assert_eq!(one.record().await.unwrap().len(), 2);
}

#[tokio::test]
async fn what_is_over_or_no_notice_is_not_shown_and_a_state_of_before_is_read() {
    let (folder, lab) = (tempdir().unwrap(), StandIn::default());
    let room = || room(folder.path(), &lab);
    let until = Timestamp::now() - SignedDuration::from_secs(1);
    let over = json!({"text": "x", "at": until - SignedDuration::from_mins(1), "until": until});
    for kept in [over.to_string(), String::new(), "no JSON".to_owned()] {
        fs::write(folder.path().join("notice"), &kept).unwrap();
        assert_eq!(room().notice().await.unwrap(), None, "{kept}");
    }
    let mut state = serde_json::to_value(room().state().await.unwrap()).unwrap();
    state.as_object_mut().unwrap().remove("notice").unwrap();
    assert_eq!(serde_json::from_value::<RoomState>(state).unwrap().notice, None);
}

#[tokio::test]
async fn a_notice_out_of_bounds_is_refused_and_what_cannot_be_read_leaves_what_was_shown() {
    let (folder, lab) = (tempdir().unwrap(), StandIn::default());
    let room = room(folder.path(), &lab);
    let most = "ä".repeat(500);
    for (text, minutes) in [("", 5), (" \n", 5), (&*"x".repeat(501), 5), ("x", 0), ("x", 601)] {
        let refused = room.show_notice(text, minutes).await.unwrap_err();
        assert!(matches!(refused, RoomError::BadAnswer(_)), "{refused:?}");
    }
    assert!(!folder.path().join("notice").exists() && room.record().await.unwrap().is_empty());
    let shown = room.show_notice(&most, 600).await.unwrap();
    fs::remove_file(folder.path().join("notice")).unwrap();
    fs::create_dir(folder.path().join("notice")).unwrap();
    assert!(matches!(room.show_notice("x", 5).await, Err(RoomError::Shelf(_))));
    assert_eq!(room.last_notice(), Some(shown));
}
