use std::fs;

use serde_json::{Value, json};

use crate::google::Google;
use crate::run::Desk;

const TEAMS: &str = "version: 1
defaults: {context: gke_my-project_europe-west4-a_movie-guru, overlay: gke}
teams:
  - {name: red, namespace: movie-guru-red, project: my-project}
  - {name: blue, namespace: movie-guru-blue, project: my-project}
  - {name: green, namespace: movie-guru-green}
";

#[tokio::test(flavor = "multi_thread")]
async fn all_teams_with_a_project_get_theirs_and_a_second_run_writes_nothing() {
    let google = Google::start().await;
    let desk = Desk::new(&google, TEAMS);
    google.put("dashboards/mine", json!({"displayName": "of a person"}));
    for what in [&["dashboards"][..], &["channels", "--email", "coach@example.com"], &["slos"]] {
        let command = [&["gcp"], what].concat();
        let first = desk.coach(&command).await;
        assert_eq!(first.code, 0, "{}{}", first.out, first.err);
        assert!(
            first.out.contains("red") && first.out.contains("blue") && !first.out.contains("green"),
            "{}",
            first.out
        );
        let (written, at_once) = google.written();
        assert!(written > 1);
        assert_eq!(at_once, 1, "Google refuses many edits of a project at once");
        let second = desk.coach(&[&command[..], &["--output", "json"]].concat()).await;
        assert_eq!(google.written().0, 0, "{}", second.out);
        for team in second.json()["teams"].as_array().unwrap() {
            let changes = team["changes"].as_array().unwrap();
            assert!(!changes.is_empty() && changes.iter().all(|change| change["did"] == "unchanged"), "{team}");
        }
    }
    let text = json!(google.things()).to_string();
    assert!(text.contains(r#"cluster=\"movie-guru\",namespace=\"movie-guru-blue\""#), "narrowed to a team's series");

    let dry = desk.coach(&["gcp", "remove", "red", "--dry-run"]).await;
    assert!(dry.out.contains("- red: Dashboard/login") && dry.out.contains("Nothing was changed"), "{}", dry.out);
    assert_eq!(google.written().0, 0);
    let gone = desk.coach(&["gcp", "remove"]).await;
    assert_eq!(gone.code, 0, "{}", gone.err);
    assert_eq!(google.things().into_keys().collect::<Vec<_>>(), ["dashboards/mine"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn one_team_that_fails_does_not_hold_up_the_others() {
    let google = Google::start().await;
    let teams = TEAMS.replace(
        "name: red, namespace: movie-guru-red, project: my-project",
        "name: red, namespace: r, project: other",
    );
    let desk = Desk::new(&google, &teams);
    let denied = json!({"error": {"code": 403, "message": "no", "details": [
        {"reason": "IAM_PERMISSION_DENIED", "metadata": {"permission": "monitoring.dashboards.list"}}]}});
    google.says("/v1/projects/other/dashboards", 403, denied);
    let said = desk.coach(&["gcp", "dashboards", "--output", "json"]).await;
    assert_eq!(said.code, 1);
    let teams = said.json();
    let words = teams["teams"][0]["problem"]["words"].as_str().unwrap();
    assert!(words.contains("monitoring.dashboards.list is missing in project other"), "{words}");
    assert_eq!(teams["teams"][1]["problem"], Value::Null);
    assert!(google.things().contains_key("dashboards/movie-guru-blue-login"));
}

#[tokio::test(flavor = "multi_thread")]
async fn what_attendees_made_is_told_apart_from_the_model() {
    let google = Google::start().await;
    let desk = Desk::new(&google, TEAMS);
    desk.coach(&["gcp", "slos", "red"]).await;
    let mine = google.things()["services/red-movie-guru/serviceLevelObjectives/chat-engages"].clone();
    google.put("services/movie-guru", json!({"displayName": "Movie Guru"}));
    google.put("services/movie-guru/serviceLevelObjectives/ours", mine);
    google.written();
    let said = desk.coach(&["gcp", "slos", "--check", "--output", "json"]).await;
    assert_eq!(said.code, 0, "{}{}", said.out, said.err);
    assert_eq!(google.written().0, 0);
    let teams = said.json();
    let slos = teams["teams"][0]["slos"].as_array().unwrap();
    let theirs: Vec<_> = slos.iter().filter(|slo| slo["model"] == false).collect();
    assert_eq!(theirs.len(), 1, "{slos:?}");
    assert_eq!(theirs[0]["alerts"], 0);
    assert!(slos.len() > 1 && slos.iter().any(|slo| slo["model"] == true && slo["alerts"] != 0));
    assert_eq!(teams["teams"][1]["slos"], json!([]), "the other team's are not its own");
}

#[tokio::test(flavor = "multi_thread")]
async fn wrong_use_says_what_would_be_right() {
    let google = Google::start().await;
    let desk = Desk::new(&google, TEAMS);
    for (arguments, words) in [
        (&["gcp", "dashboards", "green"][..], "green has no Google Cloud project: give it a line `project: ID`"),
        (&["gcp", "dashboards", "rad"], "no team `rad` in teams.yaml: red, blue, green"),
        (&["gcp", "channels"], "--email"),
        (&["gcp", "channels", "--email", "coach"], "coach@example.com is one"),
        (&["gcp", "channels", "--webhook", "http://x.example"], "https:// alone"),
    ] {
        let said = desk.coach(arguments).await;
        assert!(said.code == 2 && said.err.contains(words), "{} {}", said.code, said.err);
    }
    assert_eq!(google.written().0, 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn application_default_credentials_are_found_as_googles_programs_find_them() {
    let google = Google::start().await;
    let desk = Desk::new(&google, TEAMS);
    let file = desk.folder.path().join("adc.json");
    let person = |refresh: &str| {
        json!({"type": "authorized_user", "client_id": "c", "client_secret": "not-told", "refresh_token": refresh,
            "token_uri": format!("http://{}/token", google.address)})
    };
    fs::write(&file, person("of-a-person").to_string()).unwrap();
    let desk = desk.setting("GOOGLE_APPLICATION_CREDENTIALS", file.to_str().unwrap());
    let said = desk.coach(&["gcp", "dashboards", "red"]).await;
    assert_eq!(said.code, 0, "{}{}", said.out, said.err);

    for content in [person("revoked").to_string(), "{}".to_owned(), String::new()] {
        fs::write(&file, content).unwrap();
        let said = desk.coach(&["gcp", "dashboards", "red"]).await;
        let all = format!("{}{}", said.out, said.err);
        assert_eq!(said.code, 3, "{all}");
        assert!(
            all.contains("no Google credentials: ") && all.contains("gcloud auth application-default login"),
            "{all}"
        );
        assert!(!all.contains("not-told") && !all.contains("revoked"), "{all}");
    }
    fs::write(&file, person("revoked").to_string()).unwrap();
    let said = desk.coach(&["gcp", "dashboards", "red"]).await;
    assert_eq!(said.out.matches("invalid_grant").count(), 1, "{}", said.out);
    fs::remove_file(&file).unwrap();
    let said = desk.coach(&["gcp", "dashboards", "red"]).await;
    assert!(said.code == 3 && said.err.contains("gcloud auth application-default login"), "{} {}", said.code, said.err);
}
