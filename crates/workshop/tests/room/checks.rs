//! What checks say of evidence that is not there: a next step each, and never that it holds.

use std::collections::BTreeSet;

use movie_guru_workshop::check::Verdict;
use movie_guru_workshop::evidence::{Missing, People};
use movie_guru_workshop::{Answer, Library};
use tempfile::tempdir;

use crate::stand_in::{StandIn, room};

#[tokio::test]
async fn nothing_holds_in_an_empty_workbook_on_an_empty_lab() {
    let (folder, lab) = (tempdir().unwrap(), StandIn::default());
    let room = room(folder.path(), &lab);
    for challenge in Library::embedded().unwrap().challenges() {
        for criterion in room.check(&challenge.slug).await.unwrap().criteria {
            let finding = criterion.finding.unwrap();
            assert_ne!(finding.verdict, Verdict::Holds, "{}: {finding:?}", criterion.name);
            assert_eq!(finding.next.is_some(), criterion.is_checked, "{}: {finding:?}", criterion.name);
            assert!(finding.observed.ends_with(['.', '?', '!']), "{}: {finding:?}", criterion.name);
        }
    }
}

#[tokio::test]
async fn a_lab_that_cannot_be_asked_is_not_yet_and_says_what_to_do() {
    let (folder, lab) = (tempdir().unwrap(), StandIn::default());
    let room = room(folder.path(), &lab);
    for challenge in ["1", "4", "5", "6", "7", "8"] {
        let model = room.challenge(challenge).unwrap().model.clone().unwrap();
        for (field, answer) in &model.workbook {
            room.write(challenge, field, &Answer::default(), answer.clone()).await.unwrap();
        }
    }
    let missing = [
        Missing::Unreachable { what: "the monitor", address: "http://127.0.0.1:9".to_owned() },
        Missing::TooSlow { what: "the monitor", seconds: 5 },
        Missing::Refused { what: "the monitor", detail: "<b>no</b>".to_owned() },
        Missing::Locked { what: "the monitor" },
        Missing::Unknown { what: "the monitor" },
    ];
    for missing in missing {
        lab.0.lock().unwrap().missing = Some(missing.clone());
        for (challenge, criterion) in
            [("1", "people"), ("5", "achievable"), ("6", "four"), ("7", "alerts"), ("7", "inbox"), ("8", "gap")]
        {
            let state = room.check(challenge).await.unwrap();
            let found = state.criteria.into_iter().find(|found| found.name == criterion).unwrap();
            let finding = found.finding.unwrap();
            assert_eq!(finding.verdict, Verdict::NotYet, "{missing:?}, {criterion}: {finding:?}");
            assert!(finding.observed.contains("monitor") && finding.next.is_some(), "{finding:?}");
        }
    }
}

#[tokio::test]
async fn people_without_requests_are_not_yet_at_work() {
    let (folder, lab) = (tempdir().unwrap(), StandIn::default());
    let room = room(folder.path(), &lab);
    let people = async || room.check("1").await.unwrap().criteria.remove(0).finding.unwrap();
    assert_eq!(people().await.verdict, Verdict::DoesNotHold);
    lab.0.lock().unwrap().people = Some(People { is_running: true, users: 5 });
    assert_eq!(people().await.verdict, Verdict::NotYet);
    lab.0.lock().unwrap().answers.insert("rate".to_owned(), Ok(vec![0.0]));
    assert_eq!(people().await.verdict, Verdict::NotYet, "they are there, and ask for nothing");
    lab.0.lock().unwrap().answers.insert("rate".to_owned(), Ok(vec![0.5]));
    assert_eq!(people().await.verdict, Verdict::Holds);
    lab.0.lock().unwrap().people = Some(People { is_running: false, users: 5 });
    assert_eq!(people().await.verdict, Verdict::DoesNotHold, "a run that has ended sends nothing");
}

#[tokio::test]
async fn a_query_is_previewed_in_words() {
    let (folder, lab) = (tempdir().unwrap(), StandIn::default());
    let refused = Missing::Refused { what: "the monitoring", detail: "parse error at 1:4".to_owned() };
    {
        let mut said = lab.0.lock().unwrap();
        let answers = [
            ("half", Ok(vec![0.5])),
            ("two", Ok(vec![1.0, 2.0])),
            ("time", Ok(vec![4600.0])),
            ("nan", Ok(vec![f64::NAN])),
            ("wrong", Err(refused)),
        ];
        said.answers = answers.map(|(part, answer)| (part.to_owned(), answer)).into();
    }
    let room = room(folder.path(), &lab);
    let expected = [
        ("half", Verdict::Holds, "50 %"),
        ("two", Verdict::DoesNotHold, "2 numbers"),
        ("time", Verdict::DoesNotHold, "4600"),
        ("nan", Verdict::DoesNotHold, "NaN"),
        ("wrong", Verdict::DoesNotHold, "parse error at 1:4"),
        ("nothing", Verdict::DoesNotHold, "no series"),
        (" ", Verdict::NotYet, "Nothing"),
    ];
    for (query, verdict, says) in expected {
        let finding = room.preview(query).await;
        assert!(finding.verdict == verdict && finding.observed.contains(says), "{query}: {finding:?}");
    }
}

#[tokio::test]
async fn a_row_is_complete_with_all_its_columns_and_enough_lines() {
    let (folder, lab) = (tempdir().unwrap(), StandIn::default());
    let room = room(folder.path(), &lab);
    let journey = |name: &str, goal: &str, steps: &str| {
        [("name", name), ("goal", goal), ("steps", steps)]
            .map(|(column, text)| (column.to_owned(), text.to_owned()))
            .into()
    };
    let whole = || journey("Tonight", "I know what we watch.", "Log in.\nAsk.\nRead.");
    let cases = [
        (vec![whole()], "1 more"),
        (vec![whole(), journey("Again", "", "a\nb\nc")], "goal"),
        (vec![whole(), journey("Again", "I find it again.", "a\n\n b \n")], "a line of its own"),
        (vec![whole(), journey("", "I find it again.", "a\nb\nc")], "name"),
        (vec![whole(), journey("tonight", "The same.", "a\nb\nc")], "another"),
    ];
    let mut was = Answer::default();
    for (rows, next) in cases {
        let rows = Answer::Rows(rows);
        room.write("1", "journeys", &was, rows.clone()).await.unwrap();
        was = rows;
        let state = room.check("1").await.unwrap();
        let finding = state.criteria[2].finding.clone().unwrap();
        assert_eq!(finding.verdict, Verdict::DoesNotHold, "{finding:?}");
        assert!(finding.next.as_deref().unwrap_or_default().contains(next), "{next}: {finding:?}");
    }
    room.write("1", "journeys", &was, Answer::Rows(vec![whole(), journey("Again", "I find it again.", "a\nb\nc")]))
        .await
        .unwrap();
    assert_eq!(room.check("1").await.unwrap().criteria[2].finding.as_ref().unwrap().verdict, Verdict::Holds);
}

#[tokio::test]
async fn all_criteria_judge_one_moment_and_one_look_at_the_board() {
    let (folder, lab) = (tempdir().unwrap(), StandIn::default());
    // Enough requests, of which no SLO is made.
    lab.0.lock().unwrap().answers.insert("increase".to_owned(), Ok(vec![100.0]));
    let room = room(folder.path(), &lab);
    for challenge in ["6", "7", "8"] {
        {
            let mut said = lab.0.lock().unwrap();
            (said.boards, said.queries) = (0, Vec::new());
        }
        let state = room.check(challenge).await.unwrap();
        assert!(state.criteria.iter().all(|criterion| criterion.finding.is_some()));
        let said = lab.0.lock().unwrap();
        assert_eq!(said.boards, 1, "challenge {challenge}");
        let moments: BTreeSet<_> = said.queries.iter().map(|(_, at)| at.unwrap()).collect();
        assert!(moments.len() <= 1, "challenge {challenge}: {moments:?}");
        let queries: BTreeSet<_> = said.queries.iter().collect();
        assert_eq!(queries.len(), said.queries.len(), "challenge {challenge}: {:#?}", said.queries);
        assert!(challenge != "7" || !queries.is_empty());
    }
}
