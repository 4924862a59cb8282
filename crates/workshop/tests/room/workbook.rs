//! What attendees write is kept, whoever writes it and where.

use std::fs;
use std::sync::Arc;

use movie_guru_workshop::{Answer, RoomError};
use tempfile::tempdir;

use crate::stand_in::{StandIn, room};

fn text(text: &str) -> Answer {
    Answer::Text(text.to_owned())
}

fn rows(yaml: &[(&str, &str)]) -> Answer {
    Answer::Rows(vec![yaml.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect()])
}

#[tokio::test]
async fn what_was_written_is_there_for_another_process_and_in_the_file() {
    let folder = tempdir().unwrap();
    let answer =
        rows(&[("name", "Tonight: <b>#1</b>"), ("goal", "I know \"what\""), ("steps", "Log in.\n- ask\nread: it")]);
    room(folder.path(), &StandIn::default()).write("1", "journeys", &Answer::default(), answer.clone()).await.unwrap();
    let file = fs::read_to_string(folder.path().join("workbook/01-first-day.yaml")).unwrap();
    assert!(file.contains("# User journeys") && file.contains("Tonight: <b>#1</b>"), "{file}");
    let other = room(folder.path(), &StandIn::default());
    assert_eq!(other.page("01-first-day").await.unwrap()["journeys"], answer);
    let exported = other.export().await.unwrap();
    assert!(exported.contains(r"Tonight: \<b\>\#1\</b\>") && exported.contains("# The workbook of owls"), "{exported}");
}

#[tokio::test]
async fn a_file_that_was_edited_is_what_the_page_shows() {
    let folder = tempdir().unwrap();
    let room = room(folder.path(), &StandIn::default());
    room.begin_workbook().await.unwrap();
    let file = folder.path().join("workbook/02-there-are-others.yaml");
    let edited =
        fs::read_to_string(&file).unwrap().replace("answer:", "answer: |\n  No. But 99 % we can.\nown_notes: keep me");
    fs::write(&file, edited).unwrap();
    assert_eq!(room.page("2").await.unwrap()["answer"].text(), "No. But 99 % we can.");
    room.write("2", "stakeholders", &Answer::default(), rows(&[("group", "CEO")])).await.unwrap();
    let after = fs::read_to_string(&file).unwrap();
    assert!(after.contains("own_notes: keep me") && after.contains("99 % we can") && after.contains("CEO"), "{after}");
}

#[tokio::test]
async fn who_writes_over_what_was_not_seen_is_told_what_stands_there() {
    let folder = tempdir().unwrap();
    let room = room(folder.path(), &StandIn::default());
    room.write("2", "answer", &Answer::default(), text("ours")).await.unwrap();
    let conflict = room.write("2", "answer", &Answer::default(), text("theirs")).await.unwrap_err();
    assert!(matches!(conflict, RoomError::Conflict { now } if now == text("ours")));
    room.write("2", "answer", &text("ours"), text("both")).await.unwrap();
    // The same again is no conflict: an answer that was lost on its way is sent once more.
    room.write("2", "answer", &text("ours"), text("both")).await.unwrap();
    assert_eq!(room.page("2").await.unwrap()["answer"], text("both"));
}

#[tokio::test(flavor = "multi_thread")]
async fn two_who_write_different_fields_at_once_lose_nothing() {
    let folder = tempdir().unwrap();
    let room = Arc::new(room(folder.path(), &StandIn::default()));
    let write = |field: &'static str, answer: Answer| {
        let room = Arc::clone(&room);
        tokio::spawn(async move { room.write("4", field, &Answer::default(), answer).await })
    };
    let both = [write("login", text("a")), write("chat", text("b")), write("main_page", text("c"))];
    for written in both {
        written.await.unwrap().unwrap();
    }
    let page = room.page("4").await.unwrap();
    assert_eq!([&page["login"], &page["chat"], &page["main_page"]].map(Answer::text), ["a", "b", "c"]);
}

#[tokio::test]
async fn a_page_that_was_broken_is_told_with_its_line_and_kept() {
    let folder = tempdir().unwrap();
    let room = room(folder.path(), &StandIn::default());
    let file = folder.path().join("workbook/02-there-are-others.yaml");
    fs::create_dir_all(file.parent().unwrap()).unwrap();
    for broken in ["answer: [", "- a\n- b\n", "answer: {a: b}", "stakeholders:\n  - {size: 7}\n", "answer: \"\nx: y"] {
        fs::write(&file, broken).unwrap();
        let refused = room.write("2", "answer", &Answer::default(), text("x")).await.unwrap_err();
        assert!(matches!(refused, RoomError::BrokenPage { .. }), "{broken}: {refused:?}");
        assert!(refused.to_string().contains("02-there-are-others.yaml"), "{refused}");
        assert_eq!(fs::read_to_string(&file).unwrap(), broken);
        assert!(room.check("2").await.is_err(), "{broken}");
    }
}

#[tokio::test]
async fn what_a_field_cannot_have_is_refused() {
    let folder = tempdir().unwrap();
    let room = room(folder.path(), &StandIn::default());
    let long = "x".repeat(1_000_000);
    let many = Answer::Rows(vec![[("name".to_owned(), "x".to_owned())].into(); 101]);
    let bad = [
        ("1", "journeys", text("a list is meant")),
        ("1", "journeys", rows(&[("colour", "red")])),
        ("1", "journeys", many),
        ("1", "notes", text(&long)),
        ("7", "burns_fast", text("the moon")),
        ("2", "answer", rows(&[("a", "b")])),
    ];
    for (challenge, field, answer) in bad {
        let refused = room.write(challenge, field, &Answer::default(), answer).await.unwrap_err();
        assert!(matches!(refused, RoomError::BadAnswer(_)), "{field}: {refused:?}");
    }
    for (challenge, field) in [("1", "none"), ("99", "answer"), ("../1", "answer")] {
        let refused = room.write(challenge, field, &Answer::default(), text("x")).await.unwrap_err();
        assert!(matches!(refused, RoomError::NoSuchField { .. } | RoomError::NoSuchChallenge(_)), "{refused:?}");
    }
    assert!(!folder.path().join("workbook").exists(), "nothing was written");
}

#[tokio::test]
async fn where_nothing_can_be_written_it_is_said_and_nothing_is_lost() {
    let folder = tempdir().unwrap();
    // A file where the folder should be: as good as a disk that is full, and the same on every system.
    fs::write(folder.path().join("workbook"), "in the way").unwrap();
    let room = room(folder.path(), &StandIn::default());
    let refused = room.write("2", "answer", &Answer::default(), text("x")).await.unwrap_err();
    assert!(matches!(refused, RoomError::Shelf(_)), "{refused:?}");
    assert!(refused.to_string().contains("workbook"), "{refused}");
}

#[tokio::test]
async fn what_ends_in_blank_lines_does_not_grow_and_is_no_conflict() {
    let folder = tempdir().unwrap();
    let room = room(folder.path(), &StandIn::default());
    let typed = [text("one\n\ntwo \n\n"), text("one\r\n\r\ntwo\n"), rows(&[("group", " CEO \n"), ("role", "\n")])];
    for (field, typed) in [("answer", &typed[0]), ("answer", &typed[1]), ("stakeholders", &typed[2])] {
        let was = room.page("2").await.unwrap().get(field).cloned().unwrap_or_default();
        room.write("2", field, &was, typed.clone()).await.unwrap();
        // The same again, as it was typed: what is kept is what was meant.
        room.write("2", field, typed, typed.clone()).await.unwrap();
    }
    let page = room.page("2").await.unwrap();
    assert_eq!(page["answer"].text(), "one\n\ntwo");
    assert_eq!(page["stakeholders"].rows()[0]["group"], " CEO");
    // Another field of the page is written: what stood there is as it was.
    room.write("2", "answer", &text("one\n\ntwo"), text("three\n\n\n")).await.unwrap();
    assert_eq!(room.page("2").await.unwrap()["stakeholders"].rows()[0]["group"], " CEO");
}
