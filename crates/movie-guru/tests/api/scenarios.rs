//! `POST /phase` with a scenario in its own form: every operation can be shaped, failures look as asked for, title and
//! faults stay, and other versions are understood.

use std::time::{Duration, Instant};

use movie_guru::phase::Shaped;
use movie_guru_contract::{CallResult, Operation};
use reqwest::Method;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::app_under_test::{Answer, Person, TestApp};
use crate::phases::phase_with;

async fn call(person: &Person, operation: Shaped) -> Answer {
    match operation {
        Shaped::Measured(Operation::Login) => person.post("/login", &json!({"user": "ann"})).await,
        Shaped::Measured(Operation::Logout) => person.post("/logout", &json!({})).await,
        Shaped::Measured(Operation::Startup) => person.get("/startup").await,
        Shaped::Measured(Operation::Chat) => person.chat("Something funny").await,
        Shaped::Measured(Operation::PrefGet) => person.get("/preferences").await,
        Shaped::Measured(Operation::PrefUpdate) => {
            let tastes = json!({"actors": [], "directors": [], "genres": [], "others": []});
            person.post("/preferences", &json!({"content": {"likes": tastes, "dislikes": tastes}})).await
        }
        Shaped::Measured(Operation::Search) => person.get("/search?q=night").await,
        Shaped::Measured(Operation::HealthCheck) => person.get("/").await,
        Shaped::History => person.get("/history").await,
    }
}

#[tokio::test]
async fn every_operation_waits_and_fails_as_its_scenario_says() {
    let app = TestApp::start().await;
    for operation in Shaped::ALL {
        let person = app.person("ann").await;
        let failing = json!({"title": "it fails", "behaviour": {operation.name(): {
            "success": 0, "latency_ms": {"min": 200, "max": 200}, "failure": {"status": 503, "detail": "No more connections"},
        }}});
        let set = person.post("/phase", &failing).await;
        assert_eq!((set.status, &set.json()["title"]), (200, &json!("it fails")), "{operation:?}");
        let before = app.scrape().await;
        let asked = Instant::now();
        let refused = call(&person, operation).await;
        assert!(asked.elapsed() >= Duration::from_millis(200), "{operation:?}");
        assert!(refused.problem(503).contains("No more connections"), "{operation:?}");
        if let Some(measured) = operation.measured() {
            let after = app.scrape().await;
            let took = |scrape: &crate::scrape::Scrape| scrape.latency_sum_ms(measured, CallResult::Error);
            assert!(took(&after) - took(&before) >= 200.0, "{operation:?}");
        }
        // The others are as they were, and so is this one afterwards.
        for other in Shaped::ALL.into_iter().filter(|other| *other != operation && other.name() != "logout") {
            assert_eq!(call(&person, other).await.status, 200, "{other:?} while {operation:?} fails");
        }
        person.post("/phase", &json!({"scenario": "healthy"})).await;
        assert_eq!(call(&person, operation).await.status, 200, "{operation:?}");
    }
}

#[tokio::test]
async fn a_deletion_that_fails_leaves_the_history() {
    let app = TestApp::start().await;
    let person = app.person("ann").await;
    person.chat("I love westerns").await;
    let said = person.get("/history").await.json();
    assert_eq!(said.as_array().unwrap().len(), 2);
    person.post("/phase", &json!({"title": "t", "behaviour": {"history": {"success": 0}}})).await;
    person.delete("/history").await.problem(500);
    person.post("/phase", &json!({"scenario": "healthy"})).await;
    assert_eq!(person.get("/history").await.json(), said);
}

#[tokio::test]
async fn a_scenario_in_its_own_form_is_shown_as_it_was_set() {
    let app = TestApp::start().await;
    let coach = app.stranger();
    let wanted = json!({
        "version": 1,
        "title": "Search is slow",
        "behaviour": {"search": {"success": 0.9, "latency_ms": {"min": 0, "max": 3}}},
        "faults": [{"name": "web.drop", "share": 0.25}],
    });
    let set = coach.post("/phase", &wanted).await.json();
    assert_eq!(coach.get("/phase").await.json(), set);
    for (field, value) in wanted.as_object().unwrap() {
        assert_eq!(&set[field], value, "{field}");
    }
    // Of the five operations and the chat's mixes nothing is said.
    assert_eq!((&set["CurrentProbMetrics"], &set["scenario"]), (&Value::Null, &json!("custom")));
    assert_eq!(set["web"], json!({"drop": 0.25}));
    assert_eq!(set.get("unknown"), None);
    // Where the 24 fields say a part of it, they do.
    let mut more = wanted.clone();
    more["mixes"] = json!({"outcome": {"Engaged": 1}, "sentiment": {"Neutral": 1}});
    more["behaviour"]["chat"] = json!({"success": 0.5});
    let set = coach.post("/phase", &more).await.json();
    let phase = &set["CurrentProbMetrics"];
    assert_eq!(
        (&phase["ChatSuccess"], &phase["LoginSuccess"], &phase["ChatEngaged"]),
        (&json!(0.5), &json!(1.0), &json!(1.0))
    );
    assert_eq!(set["behaviour"]["search"]["success"], 0.9);
}

#[tokio::test]
async fn a_bad_part_is_named_and_nothing_changes() {
    let app = TestApp::start().await;
    let coach = app.stranger();
    coach.post("/phase", &json!({"scenario": "challenge-6"})).await;
    let bad = json!({"title": "t", "behaviour": {"chat": {"sucess": 1}}, "faults": [{"name": "web.drop"}], "x": 1});
    let answer = coach.post("/phase", &bad).await;
    assert_eq!(answer.bad_fields(), ["x", "behaviour.chat.sucess", "faults[0].share"]);
    answer.problem(422);
    assert_eq!(coach.post("/phase", &json!({"version": 1})).await.bad_fields(), ["title"]);
    let both = json!({"scenario": "challenge-1", "title": "t"});
    assert_eq!(coach.post("/phase", &both).await.bad_fields(), ["title"]);
    assert_eq!(coach.get("/phase").await.json()["scenario"], "challenge-6");
}

/// What stands in the row of `stage` once a version before the form has set challenge 8, as PostgreSQL gives it back.
pub(crate) const KEPT_BEFORE: &str = r#"{"web": {"drop": 0.5}, "name": "challenge-8", "phase": {"ChatEngaged": 0.7,
    "ChatSuccess": 0.95, "ChatRejected": 0.05, "ChatSNeutral": 0.2, "LoginSuccess": 0.999, "ChatSNegative": 0.1,
    "ChatSPositive": 0.6, "PrefGetSuccess": 0.999, "StartupSuccess": 0.95, "ChatSafetyIssue": 0.1,
    "ChatAcknowledged": 0.15, "ChatLatencyMaxMS": 4683, "ChatLatencyMinMS": 906, "ChatUnclassified": 0.1,
    "ChatSUnclassified": 0.1, "LoginLatencyMaxMS": 200, "LoginLatencyMinMS": 10, "PrefUpdateSuccess": 0.99,
    "PrefGetLatencyMaxMS": 348, "PrefGetLatencyMinMS": 153, "StartupLatencyMaxMS": 1000, "StartupLatencyMinMS": 400,
    "PrefUpdateLatencyMaxMS": 645, "PrefUpdateLatencyMinMS": 363},
    "title": "The backend is green; every second call from the browser fails"}"#;

/// What a newer version may send.
pub(crate) fn newer() -> Value {
    json!({
        "version": 2,
        "title": "From a newer version",
        "behaviour": {"search": {"success": 0, "jitter_ms": 5}, "watch": {"success": 0}},
        "faults": [{"name": "net.slow", "ms": 300, "between": ["web", "backend"]}, {"name": "web.drop", "share": 0.5}],
    })
}

#[tokio::test]
async fn a_newer_versions_scenario_is_played_as_far_as_it_is_known() {
    let app = TestApp::start().await;
    let person = app.person("ann").await;
    let set = person.post("/phase", &newer()).await;
    assert_eq!(set.status, 200);
    let unknown: Vec<_> = set.json()["unknown"]
        .as_array()
        .unwrap()
        .iter()
        .map(|part| part["field"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(unknown, ["behaviour.watch", "behaviour.search.jitter_ms", "faults[0].name"]);
    let shown = person.get("/phase").await.json();
    // It is said once, to whoever asked for it.
    assert_eq!(shown.get("unknown"), None);
    assert_eq!((&shown["title"], &shown["web"]), (&json!("From a newer version"), &json!({"drop": 0.5})));
    assert_eq!(shown["faults"], newer()["faults"]);
    person.get("/search?q=night").await.problem(500);
}

/// What programs from before the form read of the answer, as they had it.
#[derive(Debug, Deserialize)]
struct ReadBefore {
    #[serde(rename = "CurrentProbMetrics")]
    phase: Option<PhaseBefore>,
    scenario: String,
    #[serde(default)]
    web: WebBefore,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct WebBefore {
    pub(crate) drop: f64,
}

/// The 24 fields and no others, as before the form.
#[derive(Clone, Debug, Deserialize, PartialEq)]
#[serde(rename_all = "PascalCase", deny_unknown_fields)]
pub(crate) struct PhaseBefore {
    pub(crate) chat_success: f64,
    pub(crate) chat_safety_issue: f64,
    pub(crate) chat_engaged: f64,
    pub(crate) chat_acknowledged: f64,
    pub(crate) chat_rejected: f64,
    pub(crate) chat_unclassified: f64,
    pub(crate) chat_s_positive: f64,
    pub(crate) chat_s_negative: f64,
    pub(crate) chat_s_neutral: f64,
    pub(crate) chat_s_unclassified: f64,
    pub(crate) login_success: f64,
    pub(crate) startup_success: f64,
    pub(crate) pref_update_success: f64,
    pub(crate) pref_get_success: f64,
    #[serde(rename = "LoginLatencyMinMS")]
    pub(crate) login_latency_min_ms: u64,
    #[serde(rename = "LoginLatencyMaxMS")]
    pub(crate) login_latency_max_ms: u64,
    #[serde(rename = "ChatLatencyMinMS")]
    pub(crate) chat_latency_min_ms: u64,
    #[serde(rename = "ChatLatencyMaxMS")]
    pub(crate) chat_latency_max_ms: u64,
    #[serde(rename = "StartupLatencyMinMS")]
    pub(crate) startup_latency_min_ms: u64,
    #[serde(rename = "StartupLatencyMaxMS")]
    pub(crate) startup_latency_max_ms: u64,
    #[serde(rename = "PrefGetLatencyMinMS")]
    pub(crate) pref_get_latency_min_ms: u64,
    #[serde(rename = "PrefGetLatencyMaxMS")]
    pub(crate) pref_get_latency_max_ms: u64,
    #[serde(rename = "PrefUpdateLatencyMinMS")]
    pub(crate) pref_update_latency_min_ms: u64,
    #[serde(rename = "PrefUpdateLatencyMaxMS")]
    pub(crate) pref_update_latency_max_ms: u64,
}

#[tokio::test]
async fn an_older_program_reads_every_answer_and_its_requests_are_taken() {
    let app = TestApp::start().await;
    let coach = app.stranger();
    for (wanted, success, drop) in [
        (json!({"scenario": "challenge-8"}), Some(0.95), 0.5),
        (json!({"scenario": "healthy"}), None, 0.0),
        (phase_with(&[("ChatSuccess", json!(0.25))]), Some(0.25), 0.0),
        (newer(), None, 0.5),
    ] {
        let answer = coach.post("/phase", &wanted).await;
        assert_eq!(answer.status, 200);
        let read: ReadBefore = serde_json::from_slice(&answer.body).unwrap();
        assert_eq!(read.phase.map(|phase| phase.chat_success), success, "{}", read.scenario);
        assert_eq!(read.web.drop, drop);
    }
}

#[tokio::test]
async fn what_is_kept_and_sent_of_numbers_is_exact() {
    let app = TestApp::start().await;
    let coach = app.stranger();
    // Numbers that a reader that rounds gets wrong in the last digit.
    for success in [0.1 + 0.2, 1.0 / 3.0, 0.999_999_999_999_999_9, 5e-324, 2.225_073_858_507_201e-308, 1e-7] {
        let text = format!("{{\"title\":\"t\",\"behaviour\":{{\"login\":{{\"success\":{success:e}}}}}}}");
        let set = coach.post_text("/phase", "application/json", text).await;
        let request = coach.request(Method::GET, "/phase");
        for answer in [set, Answer::to(request).await] {
            assert_eq!(answer.json()["behaviour"]["login"]["success"].as_f64(), Some(success), "{success:e}");
        }
    }
}
