//! Replicas of several versions on one database: each plays what another has set, as far as it knows it.

use std::time::Duration;

use movie_guru::service::Config;
use serde::Deserialize;
use serde_json::{Value, json};
use sqlx::types::Json;
use sqlx::{Connection, PgConnection};
use tempfile::TempDir;

use crate::app_under_test::{Person, TestApp, until};
use crate::binary::{ANY_PORT, Binary, command};
use crate::home::{at, fresh};
use crate::phases::phase_with;
use crate::scenarios::{KEPT_BEFORE, PhaseBefore, WebBefore, newer};

/// Sets a scenario for all, as a replica of another version would write it.
async fn set_by_another(database: &mut PgConnection, scenario: &Value) {
    let set = "INSERT INTO stage (revision, scenario) VALUES (1, $1)
        ON CONFLICT (only_row) DO UPDATE SET revision = stage.revision + 1, scenario = excluded.scenario";
    sqlx::query(set).bind(Json(scenario)).execute(database).await.unwrap();
}

async fn shown(replica: &Person) -> Value {
    replica.get("/phase").await.json()
}

#[tokio::test]
async fn what_another_version_has_set_is_played_as_far_as_it_is_known() {
    let Some(url) = fresh().await else { return };
    let replica = TestApp::with(Config { database: at(&url), ..Config::default() }).await;
    let person = replica.person("ann").await;
    let mut database = PgConnection::connect(&url).await.unwrap();

    let before: Value = serde_json::from_str(KEPT_BEFORE).unwrap();
    set_by_another(&mut database, &before).await;
    until("the older version's is on", async || shown(&person).await["scenario"] == "challenge-8").await;
    assert_eq!(shown(&person).await["web"], json!({"drop": 0.5}));
    assert_eq!(shown(&person).await["CurrentProbMetrics"]["LoginSuccess"], 0.999);

    let mut kept = newer();
    kept["name"] = json!("challenge-99");
    kept["phase"] = json!({"PhaseOfTheMoon": 0.5});
    kept["web"] = json!({"drop": 0.5, "colour": "red"});
    set_by_another(&mut database, &kept).await;
    until("the newer version's is on", async || shown(&person).await["scenario"] == "challenge-99").await;
    assert_eq!(shown(&person).await["title"], "From a newer version");
    assert_eq!(shown(&person).await["faults"], newer()["faults"]);
    person.get("/search?q=night").await.problem(500);
}

/// What a replica from before the form reads of the row, as it had it.
#[derive(Deserialize)]
struct KeptBefore {
    name: String,
    title: String,
    phase: Option<PhaseBefore>,
    web: WebBefore,
}

#[tokio::test]
async fn a_replica_from_before_the_form_reads_what_is_set() {
    let Some(url) = fresh().await else { return };
    let replica = TestApp::with(Config { database: at(&url), ..Config::default() }).await;
    let coach = replica.stranger();
    let mut database = PgConnection::connect(&url).await.unwrap();
    for (wanted, name, success, drop) in [
        (json!({"scenario": "challenge-8"}), "challenge-8", Some(0.95), 0.5),
        (json!({"scenario": "healthy"}), "healthy", None, 0.0),
        (phase_with(&[("ChatSuccess", json!(0.25))]), "custom", Some(0.25), 0.0),
        (newer(), "custom", None, 0.5),
    ] {
        assert_eq!(coach.post("/phase", &wanted).await.status, 200);
        let Json(kept): Json<KeptBefore> =
            sqlx::query_scalar("SELECT scenario FROM stage").fetch_one(&mut database).await.unwrap();
        assert_eq!((kept.name.as_str(), kept.phase.map(|phase| phase.chat_success)), (name, success));
        assert_eq!(kept.web.drop, drop);
        assert!(!kept.title.is_empty());
    }
}

#[tokio::test]
async fn what_is_not_known_or_cannot_be_read_is_said_once() {
    let Some(url) = fresh().await else { return };
    let folder = TempDir::new().unwrap();
    let mut program = command(folder.path(), ANY_PORT);
    program.args(["--database-url", &url]);
    let replica = Binary::start(program);
    let person = Person::at(replica.address);
    until("it is ready", async || person.get("/readyz").await.status == 200).await;
    let warnings = |part: &str| {
        let log = replica.log();
        let warned = log.iter().filter(|line| line["severity"] == "WARNING" && line.to_string().contains(part));
        warned.count()
    };
    let mut database = PgConnection::connect(&url).await.unwrap();
    let mut kept = newer();
    kept["name"] = json!("custom");
    set_by_another(&mut database, &kept).await;
    until("it is on", async || shown(&person).await["title"] == kept["title"]).await;
    set_by_another(&mut database, &json!({"version": 7, "name": "custom", "title": "t", "behaviour": "all of it"}))
        .await;
    until("it is said", async || warnings("cannot read") > 0).await;
    // It looks once a second.
    tokio::time::sleep(Duration::from_millis(2500)).await;
    assert_eq!((warnings("net.slow"), warnings("cannot read")), (1, 1), "{:?}", replica.log());
    // What was on stays on.
    assert_eq!(shown(&person).await["title"], kept["title"]);
    assert_eq!(person.post("/phase", &json!({"scenario": "challenge-6"})).await.status, 200);
    assert_eq!(shown(&person).await["scenario"], "challenge-6");
}
