//! SLOs as documents.

use std::time::Duration;

use movie_guru_contract::WEB_REQUESTS;
use movie_guru_grader::Condition;

use crate::text::{about, borrowed, read, unread, workshop};

#[test]
fn the_workshops_slos_are_subjects_with_their_alerts() {
    let files = workshop(&[
        "achievable.yaml",
        "alerts.yaml",
        "movie-guru.yaml",
        "browsers.yaml",
        "further.yaml",
        "alerts-workbook.yaml",
        "aspirational.yaml",
    ]);
    let reading = read(&borrowed(&files));
    assert_eq!(unread(&reading), Vec::<String>::new());
    let subjects = &reading.submission.subjects;
    let fast = subjects.iter().find(|subject| subject.title == "Chat is fast").unwrap();
    assert_eq!(about(fast), "chat within 5000");
    assert_eq!((fast.target.share(), fast.window, fast.pace), (0.99, Duration::from_secs(86_400), 1.0));
    let names: Vec<_> = fast.alerts.iter().map(|alert| (alert.name.as_str(), alert.severity.as_str())).collect();
    assert_eq!(names, [("Burns fast (10x)", "page"), ("Burns slowly (2x)", "ticket")]);
    assert!(fast.alerts.iter().all(|alert| matches!(&alert.condition, Condition::BurnRate(_))));
    assert_eq!(fast.slo.as_ref().unwrap().metadata.name, "chat-is-fast");
    let found: Vec<_> = subjects.iter().map(about).collect();
    for wanted in ["startup answers", "startup within 1000", "chat pleases"] {
        assert!(found.contains(&wanted.to_owned()), "{found:?}");
    }
    // All operations together are held against the chat, and that is said.
    assert!(
        reading.notes.iter().any(|note| note.contains("Browsers are answered") && note.contains("all operations")),
        "{reading:?}"
    );
}

#[test]
fn a_document_that_is_wrong_is_said_with_its_place_and_the_others_are_graded() {
    let alone = read(&borrowed(&workshop(&["achievable.yaml", "movie-guru.yaml"])));
    let said = unread(&alone);
    assert!(
        alone.submission.subjects.is_empty() && said[0].contains("Name the file with what it refers to"),
        "{said:?}"
    );
    // Where alerts go changes nothing of what they are worth.
    let without_inbox = read(&borrowed(&workshop(&["achievable.yaml", "alerts.yaml"])));
    assert_eq!((unread(&without_inbox), without_inbox.submission.subjects.len()), (Vec::new(), 4));
    let mut files = workshop(&["achievable.yaml", "alerts.yaml", "movie-guru.yaml"]);
    let line = files[0].1.lines().position(|line| line.contains("value: 5000")).unwrap() + 1;
    files[0].1 = files[0].1.replace("value: 5000", "value: 4900");
    let reading = read(&borrowed(&files));
    let said = unread(&reading);
    assert_eq!(said.len(), 1, "{said:?}");
    assert!(said[0].starts_with(&format!("achievable.yaml:{line}:")), "{said:?}");
    assert!(said[0].contains("4000 or 5000 would do"), "{said:?}");
    let titles: Vec<_> = reading.submission.subjects.iter().map(|subject| subject.title.as_str()).collect();
    assert_eq!(titles, ["Main page loads", "Main page is fast", "Chat engages"]);
}

#[test]
fn what_counts_no_operation_is_said_with_what_does() {
    let browsers = workshop(&["browsers.yaml"])[0].1.clone();
    let (metric, dance) = (WEB_REQUESTS.exposed(), "operation=\"dance\"");
    let wrong = browsers.replace(&format!("{metric}{{"), &format!("{metric}{{{dance},"));
    let wrong = wrong.replace(&format!("{metric}\n"), &format!("{metric}{{{dance}}}\n"));
    let reading = read(&[("mine.yaml", &wrong)]);
    let said = unread(&reading);
    assert!(
        said.len() == 1 && said[0].contains("`dance`") && said[0].contains("login, logout, startup, chat"),
        "{said:?}"
    );
    assert!(reading.submission.subjects.is_empty());
}
