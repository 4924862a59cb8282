//! Several replicas on one database: none holds what another needs.

use movie_guru::service::{Config, Database};
use serde_json::json;
use sqlx::{Connection, PgConnection};

use crate::app_under_test::{TestApp, until};
use crate::home::{at, fresh};
use crate::phases::phase_with;

async fn replicas(url: &str) -> [TestApp; 3] {
    let replica = || TestApp::with(Config { database: at(url), ..Config::default() });
    let (one, two, three) = tokio::join!(replica(), replica(), replica());
    [one, two, three]
}

#[tokio::test(flavor = "multi_thread")]
async fn three_that_start_at_once_on_an_empty_database_are_all_ready() {
    for _ in 0..5 {
        let Some(url) = fresh().await else { return };
        for replica in replicas(&url).await {
            assert_eq!(replica.stranger().get("/readyz").await.status, 200);
        }
        let mut database = PgConnection::connect(&url).await.unwrap();
        let films: i64 = sqlx::query_scalar("SELECT count(*) FROM films").fetch_one(&mut database).await.unwrap();
        assert_eq!(films, 420, "the catalogue was filled in twice, or not wholly");
        let migrations: i64 =
            sqlx::query_scalar("SELECT count(*) FROM _sqlx_migrations").fetch_one(&mut database).await.unwrap();
        assert_eq!(migrations, 3);
    }
}

#[tokio::test]
async fn a_person_goes_from_one_to_the_next_without_noticing() {
    let Some(url) = fresh().await else { return };
    let [one, two, three] = replicas(&url).await;
    let mut person = one.person("ann").await;
    assert_eq!(person.chat("Something scary from the eighties, please").await.status, 200);
    let films = person.get("/history").await.json()[1]["content"].clone();
    person.address = two.address;
    assert_eq!(person.get("/history").await.json()[1]["content"], films);
    let answer = person.chat("who directed the second one?").await;
    assert_eq!(
        answer.json()["context"].as_array().unwrap().len(),
        1,
        "it does not know which films: {}",
        answer.text()
    );
    person.chat("I love westerns").await;
    person.address = three.address;
    assert_eq!(person.get("/preferences").await.json()["likes"]["genres"], json!(["Western"]));
    assert_eq!(person.get("/logout").await.status, 200);
    person.address = one.address;
    person.get("/history").await.problem(401);
}

#[tokio::test]
async fn turns_of_one_person_on_several_replicas_at_once_all_count() {
    let Some(url) = fresh().await else { return };
    let replicas = replicas(&url).await;
    let person = replicas[0].person("ann").await;
    let genres = ["westerns", "musicals", "comedies", "documentaries", "thrillers", "dramas"];
    let turns = genres.iter().zip(replicas.iter().cycle()).map(|(genre, replica)| {
        let mut there = person.clone();
        there.address = replica.address;
        async move { there.chat(&format!("I love {genre}")).await.status }
    });
    assert_eq!(futures::future::join_all(turns).await, [200; 6]);
    let liked = person.get("/preferences").await.json()["likes"]["genres"].as_array().unwrap().len();
    assert_eq!(liked, genres.len(), "one replica wrote over what another had learned");
}

async fn scenario(replica: &TestApp) -> String {
    replica.stranger().get("/phase").await.json()["scenario"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn what_is_set_on_one_is_on_for_all_and_for_those_that_start_later() {
    let Some(url) = fresh().await else { return };
    let [one, two, three] = replicas(&url).await;
    let coach = one.stranger();
    assert_eq!(coach.post("/phase", &json!({"scenario": "challenge-7"})).await.status, 200);
    assert_eq!(scenario(&one).await, "challenge-7", "whoever set it sees it at once");
    for other in [&two, &three] {
        until("the others play it", async || scenario(other).await == "challenge-7").await;
    }
    let custom = phase_with(&[("ChatSuccess", json!(0.25))]);
    let set = three.stranger().post("/phase", &custom).await.json();
    for other in [&one, &two] {
        until("the others play it", async || other.stranger().get("/phase").await.json() == set).await;
    }
    let later = TestApp::with(Config { database: at(&url), scenario: "challenge-1".into(), ..Config::default() }).await;
    assert_eq!(later.stranger().get("/phase").await.json(), set, "it plays what it was started with");
}

#[tokio::test]
async fn until_somebody_sets_one_each_plays_what_it_was_started_with() {
    let Some(url) = fresh().await else { return };
    let config = Config { database: at(&url), scenario: "challenge-6".into(), ..Config::default() };
    let app = TestApp::with(config).await;
    assert_eq!(scenario(&app).await, "challenge-6");
}

/// What the tests above show is the database's doing.
#[tokio::test]
async fn without_a_database_in_common_a_person_is_a_stranger_next_door() {
    let Some(url) = fresh().await else { return };
    let one = TestApp::with(Config { database: at(&url), ..Config::default() }).await;
    let two = TestApp::with(Config { database: Database::Memory, ..Config::default() }).await;
    let mut person = one.person("ann").await;
    person.address = two.address;
    person.get("/history").await.problem(401);
}
