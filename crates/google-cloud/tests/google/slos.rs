use movie_guru_google_cloud::{Did, Trouble};
use serde_json::json;

use crate::server::Server;
use crate::team::{all, dashboards, did, slos, team};

const SLOS: &str = "services/red-movie-guru/serviceLevelObjectives";

#[tokio::test(flavor = "multi_thread")]
async fn they_are_made_with_their_alerts_and_a_second_run_writes_nothing() {
    let server = Server::start().await;
    let red = team(&server.google(), "red");
    let made = red.slos(&slos()).await.unwrap();
    assert!(all(&made, Did::Created), "{made:?}");
    let set = slos();
    let alerts: usize = set.slos.iter().map(|slo| slo.alerts.len()).sum();
    assert!(alerts > 0);
    assert_eq!(made.len(), set.services.len() + set.slos.len() + alerts);
    assert_eq!(server.judged(), made.len());
    assert_eq!((server.of(SLOS).len(), server.of("alertPolicies").len()), (set.slos.len(), alerts));

    let own = r#"AND resource.labels.cluster="movie-guru" AND resource.labels.namespace="movie-guru-red""#;
    let filters = json!(server.of(SLOS)).to_string().replace("\\\"", "\"");
    assert!(filters.matches(own).count() >= set.slos.len(), "{filters}");
    for policy in server.of("alertPolicies").values() {
        let filter = policy["conditions"][0]["conditionThreshold"]["filter"].as_str().unwrap();
        let slo = policy["userLabels"]["slo"].as_str().unwrap();
        assert!(filter.contains(&format!("projects/my-project/{SLOS}/{slo}\"")), "{filter}");
        assert!(policy["displayName"].as_str().unwrap().starts_with("red: "));
        assert_eq!(policy["severity"] == "CRITICAL", policy["userLabels"]["severity"] == "page");
    }
    server.asked();

    let again = red.slos(&slos()).await.unwrap();
    assert!(all(&again, Did::Unchanged), "{again:?}");
    assert_eq!(server.written(), Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread")]
async fn only_fields_that_differ_are_written_and_what_is_gone_from_the_set_goes() {
    let server = Server::start().await;
    let red = team(&server.google(), "red");
    red.slos(&slos()).await.unwrap();
    let mut less = slos();
    let gone = less.slos.pop().unwrap();
    let first = less.slos[0].metadata.name.clone();
    server.edit(&format!("{SLOS}/{first}"), |there| there["goal"] = 0.5.into());
    server.edit("services/red-movie-guru", |there| there["displayName"] = "mine".into());
    let done = red.slos(&less).await.unwrap();
    assert_eq!(did(&done, Did::Changed), ["Service/red-movie-guru".to_owned(), format!("SLO/{first}")]);
    let deleted = did(&done, Did::Deleted);
    assert_eq!(deleted.len(), 1 + gone.alerts.len(), "{deleted:?}");
    assert_eq!(
        deleted.last(),
        Some(&format!("SLO/{}", gone.metadata.name).as_str()),
        "policies name SLOs, so they go first"
    );
    assert!(all(&red.slos(&less).await.unwrap(), Did::Unchanged));
    server.judged();
}

#[tokio::test(flavor = "multi_thread")]
async fn the_attendees_own_and_terraforms_are_not_taken_over() {
    let server = Server::start().await;
    let red = team(&server.google(), "red");
    // As `lab slo render --to gcp` has it, sent by attendees.
    server.put(
        "services/movie-guru",
        json!({"displayName": "Movie Guru", "userLabels": {"managed_by": "movie-guru-lab"}}),
    );
    server.put("services/movie-guru/serviceLevelObjectives/chat", json!({"goal": 0.9}));
    server.put(
        "alertPolicies/1",
        json!({"displayName": "ours", "userLabels": {"managed_by": "movie-guru-lab", "team": "red"}}),
    );
    server.put("dashboards/mine", json!({"displayName": "mine"}));
    let before = server.things();
    red.slos(&slos()).await.unwrap();
    red.dashboards(&dashboards()).await.unwrap();
    red.channels(&[movie_guru_google_cloud::Channel::Email("a@example.com".to_owned())]).await.unwrap();
    assert!(server.things().len() > before.len() + 10);
    let removed = red.remove().await.unwrap();
    assert!(all(&removed, Did::Deleted), "{removed:?}");
    assert_eq!(server.things(), before);
    assert_eq!(red.remove().await.unwrap(), []);

    server.put("services/red-movie-guru", json!({"displayName": "by Terraform"}));
    let stopped = red.slos(&slos()).await.unwrap_err();
    let Trouble::NotOurs { object, why } = &stopped.why else { panic!("{stopped}") };
    assert_eq!(object, "Service/red-movie-guru");
    assert!(why.contains("objectives = false"), "{why}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_service_in_which_a_person_has_an_slo_stays() {
    let server = Server::start().await;
    let red = team(&server.google(), "red");
    red.slos(&slos()).await.unwrap();
    server.put(&format!("{SLOS}/theirs"), json!({"goal": 0.9}));
    let stopped = red.remove().await.unwrap_err();
    assert!(stopped.to_string().contains("theirs"), "{stopped}");
    assert_eq!(did(&stopped.done, Did::Deleted).len(), stopped.done.len());
    assert_eq!(server.of(SLOS).keys().collect::<Vec<_>>(), ["theirs"]);
    assert!(server.of("services").contains_key("red-movie-guru"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_dry_run_of_a_project_without_any_says_what_would_be_made() {
    let server = Server::start().await;
    let red = team(&server.google(), "red");
    let said = red.clone().dry().slos(&slos()).await.unwrap();
    assert_eq!(server.written(), Vec::<String>::new());
    assert_eq!(said, red.slos(&slos()).await.unwrap());
    let said = red.clone().dry().remove().await.unwrap();
    assert_eq!(said.len(), server.things().len());
    assert_eq!(said, red.remove().await.unwrap());
}
