//! `/phase` as attendees use it: what it shows, what it takes, what it refuses.

use movie_guru::service::Config;
use movie_guru_contract::{PHASE_INFO, label};
use reqwest::Method;
use serde_json::{Value, json};

use crate::app_under_test::{Answer, Person, TestApp};

/// The workshop's own values, as its organisers gave them.
pub(crate) const SHIPPED: &str = include_str!("shipped-phases.json");

/// A phase in which all goes well at once, but for these fields.
pub(crate) fn phase_with(fields: &[(&str, Value)]) -> Value {
    let shipped: Value = serde_json::from_str(SHIPPED).unwrap();
    let mut phase = shipped["challenge-6"]["phase"].clone();
    for (name, value) in phase.as_object_mut().unwrap() {
        match name.as_str() {
            name if name.contains("Latency") => *value = 0.into(),
            name if name.ends_with("Success") => *value = 1.into(),
            "ChatSafetyIssue" => *value = 0.into(),
            _ => {}
        }
    }
    for (name, value) in fields {
        phase[*name] = value.clone();
    }
    phase
}

/// The numbers of a phase, 1 and 1.0 being the same.
fn numbers(phase: &Value) -> Vec<(&str, f64)> {
    let fields = phase.as_object().unwrap().iter();
    let mut numbers: Vec<_> = fields.map(|(name, value)| (name.as_str(), value.as_f64().unwrap())).collect();
    numbers.sort_by_key(|(name, _)| *name);
    numbers
}

async fn current(coach: &Person) -> Value {
    let answer = coach.get("/phase").await;
    assert_eq!(answer.status, 200);
    answer.json()
}

#[tokio::test]
async fn a_fresh_app_has_no_phase() {
    let app = TestApp::start().await;
    assert_eq!(current(&app.stranger()).await, json!({"CurrentProbMetrics": null, "scenario": "healthy"}));
}

#[tokio::test]
async fn each_scenario_has_the_workshops_own_values() {
    let app = TestApp::start().await;
    let coach = app.stranger();
    let shipped: Value = serde_json::from_str(SHIPPED).unwrap();
    for (name, scenario) in shipped.as_object().unwrap() {
        let set = coach.post("/phase", &json!({"scenario": name})).await;
        assert_eq!((set.status, &set.json()["scenario"]), (200, &json!(name)));
        assert_eq!(current(&coach).await, set.json());
        // What browsers are to do stands there only where it is something.
        assert_eq!(set.json().get("web"), scenario.get("web"), "{name}");
        let phase = &set.json()["CurrentProbMetrics"];
        if scenario["phase"].is_null() {
            assert!(phase.is_null(), "{name}");
        } else {
            assert_eq!(numbers(phase), numbers(&scenario["phase"]), "{name}");
            assert_eq!(numbers(phase).len(), 24);
        }
        let scrape = app.scrape().await;
        for other in shipped.as_object().unwrap().keys() {
            let on = scrape.value(&PHASE_INFO.exposed(), &[(label::SCENARIO, other)]);
            assert_eq!(on, f64::from(other == name), "{other} while {name} is on");
        }
    }
}

#[tokio::test]
async fn the_app_starts_in_the_scenario_it_is_told() {
    let app = TestApp::with(Config { scenario: "challenge-7".into(), ..Config::default() }).await;
    assert_eq!(current(&app.stranger()).await["scenario"], "challenge-7");
}

#[tokio::test]
async fn the_24_fields_set_a_phase_of_ones_own() {
    let app = TestApp::start().await;
    let coach = app.stranger();
    let wanted = phase_with(&[("ChatSuccess", json!(0.25)), ("LoginLatencyMaxMS", json!(29_000))]);
    let set = coach.post("/phase", &wanted).await;
    assert_eq!(set.status, 200);
    assert_eq!(numbers(&set.json()["CurrentProbMetrics"]), numbers(&wanted));
    assert_eq!(current(&coach).await, set.json());
    // What GET shows can be sent back.
    assert_eq!(coach.post("/phase", &set.json()["CurrentProbMetrics"]).await.json(), set.json());
}

#[tokio::test]
async fn a_mix_may_be_off_by_a_thousandth() {
    let app = TestApp::start().await;
    let engaged = |share: f64| phase_with(&[("ChatEngaged", json!(share))]);
    assert_eq!(app.stranger().post("/phase", &engaged(0.7009)).await.status, 200);
    assert_eq!(app.stranger().post("/phase", &engaged(0.6991)).await.status, 200);
    app.stranger().post("/phase", &engaged(0.702)).await.problem(422);
    app.stranger().post("/phase", &engaged(0.698)).await.problem(422);
}

/// Fields that are changed, and those that must be named.
type Refused<'a> = (&'a [(&'a str, Value)], &'a [&'a str]);

#[tokio::test]
async fn every_bad_field_is_named_and_nothing_changes() {
    let app = TestApp::start().await;
    let coach = app.stranger();
    coach.post("/phase", &json!({"scenario": "challenge-6"})).await;
    let before = current(&coach).await;
    let outcomes = "ChatEngaged+ChatAcknowledged+ChatRejected+ChatUnclassified";
    let sentiments = "ChatSPositive+ChatSNegative+ChatSNeutral+ChatSUnclassified";
    let refused: [Refused; 17] = [
        (&[("LoginSuccess", json!(-0.1))], &["LoginSuccess"]),
        (&[("LoginSuccess", json!(1.1))], &["LoginSuccess"]),
        (&[("LoginSuccess", json!("0.5"))], &["LoginSuccess"]),
        (&[("LoginSuccess", json!(null))], &["LoginSuccess"]),
        (&[("LoginSuccess", json!(true))], &["LoginSuccess"]),
        (&[("LoginSuccess", json!([0.5]))], &["LoginSuccess"]),
        (&[("ChatLatencyMaxMS", json!(29_001))], &["ChatLatencyMaxMS"]),
        (&[("ChatLatencyMinMS", json!(-1))], &["ChatLatencyMinMS"]),
        (&[("ChatLatencyMaxMS", json!(10.5))], &["ChatLatencyMaxMS"]),
        (&[("ChatLatencyMaxMS", json!("10"))], &["ChatLatencyMaxMS"]),
        (&[("StartupLatencyMinMS", json!(2)), ("StartupLatencyMaxMS", json!(1))], &["StartupLatencyMinMS"]),
        (&[("ChatEngaged", json!(0.8))], &[outcomes]),
        (&[("ChatSPositive", json!(0.0))], &[sentiments]),
        (&[("Chatsuccess", json!(1))], &["Chatsuccess"]),
        (&[("SearchSuccess", json!(1))], &["SearchSuccess"]),
        (&[("scenario", json!("challenge-1"))], &[]),
        (
            &[
                ("ChatSuccess", json!(2)),
                ("PrefGetLatencyMaxMS", json!(-5)),
                ("ChatRejected", json!(1)),
                ("x", json!(1)),
            ],
            &["ChatSuccess", "PrefGetLatencyMaxMS", outcomes, "x"],
        ),
    ];
    for (fields, named) in refused {
        let answer = coach.post("/phase", &phase_with(fields)).await;
        let bad = answer.bad_fields();
        assert!(named.iter().all(|name| bad.iter().any(|field| field == name)), "{fields:?} gave {bad:?}");
        let detail = answer.problem(422);
        assert!(bad.iter().all(|field| detail.contains(field)), "{detail}");
        assert_eq!(current(&coach).await, before, "{fields:?}");
    }
    for name in phase_with(&[]).as_object().unwrap().keys() {
        let mut phase = phase_with(&[]);
        phase.as_object_mut().unwrap().remove(name);
        assert_eq!(coach.post("/phase", &phase).await.bad_fields(), [name.as_str()]);
    }
    assert_eq!(coach.post("/phase", &json!({})).await.bad_fields().len(), 24);
    for scenario in [json!("challenge-99"), json!(7), json!(null), json!("")] {
        assert_eq!(coach.post("/phase", &json!({"scenario": scenario})).await.bad_fields(), ["scenario"]);
    }
    assert_eq!(current(&coach).await, before);
}

#[tokio::test]
async fn what_is_no_phase_at_all_is_refused() {
    let app = TestApp::start().await;
    let coach = app.stranger();
    let whole = phase_with(&[]).to_string();
    for number in ["NaN", "Infinity", "1e999"] {
        let text = whole.replacen("\"ChatSuccess\":1", &format!("\"ChatSuccess\":{number}"), 1);
        assert_ne!(text, whole);
        coach.post_text("/phase", "application/json", text).await.problem(400);
    }
    coach.post_text("/phase", "application/json", "[]").await.problem(422);
    coach.post_text("/phase", "application/json", "").await.problem(400);
    coach.post_text("/phase", "text/plain", whole).await.problem(415);
    assert_eq!(current(&coach).await["scenario"], "healthy");
}

#[tokio::test]
async fn the_admin_token_locks_the_phase() {
    let app = TestApp::with(Config { admin_token: Some("s3cret").into(), ..Config::default() }).await;
    let coach = app.stranger();
    let set = async |authorization: Option<&str>| {
        let mut request = coach.request(Method::POST, "/phase").json(&json!({"scenario": "challenge-1"}));
        if let Some(value) = authorization {
            request = request.header("authorization", value);
        }
        Answer::to(request).await
    };
    for wrong in
        [None, Some("Bearer "), Some("Bearer s3cre"), Some("Bearer s3cret2"), Some("s3cret"), Some("Basic s3cret")]
    {
        set(wrong).await.problem(401);
    }
    assert_eq!(current(&coach).await["scenario"], "healthy", "looking needs no token");
    assert_eq!(set(Some("Bearer s3cret")).await.status, 200);
    assert_eq!(current(&coach).await["scenario"], "challenge-1");
}

#[tokio::test]
async fn an_unknown_scenario_at_start_is_an_error_that_names_the_known_ones() {
    let telemetry =
        movie_guru_telemetry::Telemetry::new("movie-guru", &movie_guru_telemetry::otlp::Otlp::off()).unwrap();
    let config = Config { scenario: "challenge-2".into(), ..Config::default() };
    let error = movie_guru::service::Backend::build(config, &telemetry).await.err().unwrap().to_string();
    assert!(error.contains("challenge-2") && error.contains("challenge-1") && error.contains("healthy"), "{error}");
}
