//! What is kept of a team, and what is told of it.

use movie_guru_classroom::lab::{AlertEpisode, History, PhaseSpan};
use movie_guru_classroom::report::{Archive, Matter, Report, archive, markdown, page};
use tempfile::TempDir;

use crate::stand_in::StandIn;

async fn a_day() -> StandIn {
    let team = StandIn::start("red").await;
    team.room.start("1", false).await.unwrap();
    let challenge = &team.room.library().challenges()[0];
    team.room.hint("1", &challenge.criteria()[0].name).await.unwrap();
    team.room.call_help(Some("1"), "What is | an *SLI*? <b>").await.unwrap();
    team.room.answer_help().await.unwrap();
    team.room.extend("1", 10).await.unwrap();
    team
}

#[tokio::test]
async fn a_teams_work_is_kept_whole_and_told_as_it_was() {
    let team = a_day().await;
    let folder = TempDir::new().unwrap();
    let kept = archive(&team.lab(), folder.path()).await.unwrap();
    let names = |path: &std::path::Path| {
        let mut names: Vec<_> = std::fs::read_dir(path).unwrap().map(|entry| entry.unwrap().file_name()).collect();
        names.sort();
        names
    };
    assert_eq!(names(&kept), ["history.json", "record.json", "state.json", "workbook.md"]);
    // Once more, in place of the first: nothing is left over.
    archive(&team.lab(), folder.path()).await.unwrap();
    assert_eq!(names(folder.path()), ["red"]);
    let read = Archive::read_all(folder.path()).unwrap();
    let live = Archive::of(&team.lab()).await.unwrap();
    assert_eq!(read, [live]);
    assert!(read[0].workbook.contains("red"));

    team.set(|stage| stage.is_away = true);
    archive(&StandIn::start("other").await.lab(), folder.path()).await.unwrap();
    let away = StandIn::start("red").await;
    away.set(|stage| stage.is_away = true);
    let error = archive(&away.lab(), folder.path()).await.unwrap_err().to_string();
    assert!(error.starts_with("team red: "), "{error}");
    assert_eq!(Archive::read(&kept).unwrap(), read[0], "what was kept before is there still");
}

#[tokio::test]
async fn a_report_tells_what_was_reached_when_and_what_happened() {
    let team = a_day().await;
    let mut kept = Archive::of(&team.lab()).await.unwrap();
    let at = kept.record[0].at;
    let later = |seconds| at.checked_add(jiff::SignedDuration::from_secs(seconds)).unwrap();
    kept.history = History {
        phases: vec![PhaseSpan { scenario: "challenge-1".to_owned(), from: at, to: later(600) }],
        alerts: vec![AlertEpisode { name: "ChatFast".to_owned(), fired_at: later(300), resolved_at: None }],
        unknown: vec!["the weather".to_owned()],
    };
    let report = Report::of(&[kept], later(3600));
    let told = &report.teams[0];
    assert_eq!((told.done(), told.challenges.len(), told.challenges[0].hints), (0, 1, 1));
    let matters: Vec<_> = told.timeline.iter().map(|entry| entry.matter).collect();
    for matter in [Matter::Phase, Matter::Alert, Matter::Hint, Matter::Call, Matter::Challenge] {
        assert!(matters.contains(&matter), "{matter:?} in {matters:?}");
    }
    assert!(told.timeline.is_sorted_by_key(|entry| entry.at));
    let scenarios = told.timeline.iter().filter(|entry| entry.matter == Matter::Phase).count();
    assert_eq!(scenarios, 1, "what the monitoring saw is not told twice");
    let text = markdown(&report);
    assert!(text.contains("called the coach: What is \\| an \\*SLI\\*? \\<b\\>"), "{text}");
    assert!(text.contains("| red | 0 of ") && text.contains("Not known: the weather"), "{text}");
    let html = page(&report);
    assert!(html.contains("What is | an *SLI*? &lt;b&gt;") && html.contains("<svg"), "{html}");
    assert!(!html.contains("http"), "it needs no network");
    let json = serde_json::to_value(&report).unwrap();
    assert_eq!(json["teams"][0]["timeline"][0]["matter"], "phase");
}
