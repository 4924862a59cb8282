//! What was acknowledged is there afterwards, and what is damaged is set aside and said.

use std::fs;

use jiff::Timestamp;
use serde_json::json;

use crate::board::{TestBoard, Wanted, at, the_four};
use crate::lifecycle::{chat_is_fast, live, state};
use crate::write_api::slo;

#[tokio::test]
async fn slos_and_their_beginnings_survive_without_a_goodbye() {
    let lab = TestBoard::new().await;
    lab.apply(&the_four()).await;
    lab.set_clock(at(30));
    lab.apply(&slo("chat-is-fast").replace("5000", "4000")).await;
    let before = lab.get("/api/slos?format=json").await;
    let again = lab.again(Wanted::default(), at(60)).await;
    assert_eq!(again.get("/api/slos").await, before);
    assert_eq!(again.get("/api/slos/chat-is-fast").await["since"], at(30).to_string());
    assert!(again.board.said().is_empty());
    let kept = fs::read_to_string(again.folder.path().join("slos.yaml")).unwrap();
    assert!(kept.contains("kind: SLO") && kept.contains("name: inbox"), "a file for lab slo validate: {kept}");
}

#[tokio::test]
async fn damaged_files_are_set_aside_and_said() {
    for (file, damage) in [
        ("slos.yaml", Some("apiVersion: openslo/v1\nkind: SL")),
        ("slos.yaml", Some("")),
        ("slos.yaml", None),
        ("alerts.json", Some("{\"active\": [")),
        ("slos-since.json", Some("[1")),
    ] {
        let lab = TestBoard::new().await;
        lab.apply(&chat_is_fast()).await;
        live(&lab, 0..120, 0.0).await;
        let path = lab.folder.path().join(file);
        let whole = fs::read(&path).unwrap();
        // None: cut in the middle, as a file that is not written whole would be.
        let damaged = damage.map_or_else(|| whole[..whole.len() / 2].to_vec(), |damage| damage.as_bytes().to_vec());
        fs::write(&path, &damaged).unwrap();
        let again = lab.again(Wanted::default(), at(200)).await;
        assert!(again.board.said()[0].contains(file), "{:?}", again.board.said());
        assert_eq!(fs::read(again.folder.path().join(format!("{file}.damaged-1"))).unwrap(), damaged);
        again.apply(&chat_is_fast()).await;
        assert_eq!(again.get("/api/slos").await["slos"].as_array().unwrap().len(), 1, "{file}: it goes on");
    }
}

#[tokio::test]
async fn a_leftover_of_an_unfinished_write_does_no_harm() {
    let lab = TestBoard::new().await;
    lab.apply(&the_four()).await;
    fs::write(lab.folder.path().join("slos.unfinished"), "half of a fi").unwrap();
    let again = lab.again(Wanted::default(), at(60)).await;
    assert_eq!(again.get("/api/slos").await["slos"].as_array().unwrap().len(), 4);
}

#[tokio::test]
async fn a_folder_that_cannot_be_written_changes_nothing() {
    let lab = TestBoard::new().await;
    lab.apply(&slo("chat-is-fast")).await;
    // A folder where the unfinished file would be: nobody, not even root, can write there.
    fs::create_dir(lab.folder.path().join("slos.unfinished")).unwrap();
    let (status, problem) = lab.put("/api/slos/chat-engages", &slo("chat-engages")).await;
    assert_eq!(status, 507, "{problem}");
    assert_eq!(lab.get("/api/slos").await["slos"].as_array().unwrap().len(), 1);
}

#[tokio::test]
async fn a_firing_alert_goes_on_and_is_not_told_twice() {
    let lab = TestBoard::new().await;
    lab.apply(&chat_is_fast()).await;
    live(&lab, 0..150, 0.0).await;
    let inbox = lab.get("/api/inbox").await;
    let lab = lab.again(Wanted::default(), at(150)).await;
    assert_eq!(state(&lab).await, "firing");
    live(&lab, 150..160, 0.0).await;
    assert_eq!(lab.get("/api/inbox").await, inbox);
    live(&lab, 160..2000, 10.0).await;
    let history = lab.get("/api/alerts").await["history"].clone();
    assert!(history.as_array().unwrap().iter().all(|episode| episode["resolved_at"].is_string()), "{history}");
}

#[tokio::test]
async fn while_the_lab_was_away_a_pending_alert_did_not_hold() {
    let lab = TestBoard::new().await;
    lab.apply(&chat_is_fast()).await;
    live(&lab, 0..300, 10.0).await;
    live(&lab, 300..320, 0.0).await;
    assert_eq!(state(&lab).await, "pending");
    // The lab comes back ten minutes later, and looks at figures of which nobody saw those in between.
    let away = 600;
    let now: Timestamp = at(315 + away);
    for second in (320..315 + away).step_by(5) {
        lab.figures.chats(at(second), 10.0, 0.0);
    }
    let Wanted { scale, admin_token, notifier } = Wanted::default();
    let folder = lab.folder;
    let kept: serde_json::Value =
        serde_json::from_slice(&fs::read(folder.path().join("alerts.json")).unwrap()).unwrap();
    assert_eq!(kept["seen"], json!(at(315)));
    let lab = TestBoard::on_at(folder, lab.figures, Wanted { scale, admin_token, notifier }, now).await;
    lab.evaluate(now).await;
    assert_eq!(state(&lab).await, "pending");
    live(&lab, 315 + away..345 + away, 0.0).await;
    assert_eq!(state(&lab).await, "firing");
}
