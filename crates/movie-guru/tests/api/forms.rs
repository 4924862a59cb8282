//! A scenario is the same in each of its forms: written and read back, kept for replicas, told by `GET /phase`; and the 24
//! fields say a behaviour that says the same 24 fields.

use std::collections::BTreeMap;

use movie_guru::phase::behaviour::{Behaviour, Failure, Shape};
use movie_guru::phase::faults::Fault;
use movie_guru::phase::mixes::Mixes;
use movie_guru::phase::scenario::{self, Read, Scenario};
use movie_guru::phase::{Answer, Phase, Shaped, stored};
use proptest::prelude::*;
use serde_json::{Map, Value, json};

use crate::dice::{latencies, mix, probability, valid_phase};
use crate::scenarios::KEPT_BEFORE;

fn shape() -> impl Strategy<Value = Shape> {
    let detail = prop::option::of("[ -~é☂]{0,20}[!-~]");
    let failure = (prop::sample::select(vec![500, 502, 503, 504]), detail);
    (probability(), latencies(), failure).prop_map(|(success, (min_ms, max_ms), (status, detail))| Shape {
        success,
        min_ms,
        max_ms,
        failure: Failure { status, detail },
    })
}

fn mixes() -> impl Strategy<Value = Mixes> {
    (mix(), probability(), mix(), probability()).prop_map(|(outcomes, irrelevant, sentiment, safety_issue)| {
        let [engaged, acknowledged, rejected, unclassified] = outcomes.map(|share| share * (1.0 - irrelevant));
        Mixes { outcome: [engaged, acknowledged, rejected, irrelevant, unclassified], sentiment, safety_issue }
    })
}

/// Any scenario that this version can write.
fn any_scenario() -> impl Strategy<Value = Scenario> {
    let operations = prop::collection::btree_map(prop::sample::select(Shaped::ALL.to_vec()), shape(), 0..=8);
    let dropped = prop::option::of(probability());
    ("[!-~][ -~é☂]{0,40}", operations, prop::option::of(mixes()), dropped).prop_map(scenario_of)
}

type Parts = (String, BTreeMap<Shaped, Shape>, Option<Mixes>, Option<f64>);

fn scenario_of((title, operations, mixes, dropped): Parts) -> Scenario {
    let behaviour = Behaviour { operations, mixes };
    let drop = |share: f64| Fault {
        name: "web.drop".to_owned(),
        parameters: [("share".to_owned(), share.into())].into_iter().collect(),
    };
    let faults: Vec<_> = dropped.map(drop).into_iter().collect();
    let healthy = behaviour.is_empty() && faults.is_empty();
    let name = if healthy { scenario::HEALTHY } else { scenario::CUSTOM };
    Scenario { name: name.to_owned(), title, behaviour, faults }
}

/// As it arrives somewhere else.
fn sent(value: &impl serde::Serialize) -> Value {
    serde_json::from_str(&serde_json::to_string(value).unwrap()).unwrap()
}

fn fields(value: Value) -> Map<String, Value> {
    match value {
        Value::Object(fields) => fields,
        other => panic!("{other}"),
    }
}

fn known(scenario: &Scenario) -> Read {
    Read { scenario: scenario.clone(), unknown: Vec::new() }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..Default::default() })]

    #[test]
    fn any_scenario_is_read_as_it_was_written(scenario in any_scenario()) {
        prop_assert_eq!(Scenario::read(&fields(sent(&scenario.document()))), Ok(known(&scenario)));
        let yaml = serde_json::to_string_pretty(&scenario.document()).unwrap();
        prop_assert_eq!(Scenario::read(&scenario::fields(&yaml).unwrap()), Ok(known(&scenario)), "{}", yaml);
    }

    #[test]
    fn any_scenario_is_kept_and_told_as_it_is(scenario in any_scenario()) {
        prop_assert_eq!(stored::read(&sent(&stored::write(&scenario))), Ok(known(&scenario)));
        let answer = fields(sent(&Answer::of(&scenario, Vec::new())));
        prop_assert_eq!(Answer::scenario(&answer), Ok(known(&scenario)), "{:?}", answer);
    }

    #[test]
    fn any_24_fields_are_a_behaviour_that_is_these_fields(fields in valid_phase()) {
        let phase = Phase::from_fields(&fields).unwrap();
        let behaviour = Behaviour::from(&phase);
        prop_assert_eq!(Phase::of(&behaviour), Some(phase));
        let scenario = Scenario::read(&fields).unwrap().scenario;
        prop_assert_eq!(&scenario.behaviour, &behaviour);
        let there_and_back = Scenario::read(&scenario.document()).unwrap().scenario;
        prop_assert_eq!(sent(&there_and_back.phase()), Value::Object(fields));
    }
}

#[test]
fn the_older_form_says_the_same_scenarios() {
    let shipped = fields(serde_json::from_str(crate::phases::SHIPPED).unwrap());
    for (name, older) in shipped {
        let read = Scenario::read(&fields(older)).unwrap();
        assert_eq!(read.unknown, []);
        let named = Scenario::named(&name).unwrap();
        assert_eq!(
            (&read.scenario.title, &read.scenario.behaviour, &read.scenario.faults),
            (&named.title, &named.behaviour, &named.faults)
        );
    }
}

#[test]
fn what_was_kept_before_the_form_is_read() {
    let kept: Value = serde_json::from_str(KEPT_BEFORE).unwrap();
    assert_eq!(stored::read(&kept), Ok(known(&Scenario::named("challenge-8").unwrap())));
    let healthy = json!({"name": "healthy", "title": "The app as it is", "phase": null, "web": {"drop": 0.0}});
    assert_eq!(stored::read(&healthy), Ok(known(&Scenario::named("healthy").unwrap())));
    let mut kept = kept;
    kept["phase"]["SearchSuccess"] = json!(0.5);
    kept["colour"] = json!("red");
    let read = stored::read(&kept).unwrap();
    assert_eq!(read.scenario, Scenario::named("challenge-8").unwrap());
    assert_eq!(read.unknown.iter().map(|part| &part.field).collect::<Vec<_>>(), ["colour", "phase.SearchSuccess"]);
}

#[test]
fn one_bad_part_is_named_by_its_path() {
    let whole = json!({
        "version": 1,
        "title": "t",
        "behaviour": {"chat": {"success": 1, "latency_ms": {"min": 1, "max": 2}, "failure": {"status": 503}}},
        "mixes": {"outcome": {"Engaged": 1}, "sentiment": {"Neutral": 1}, "safety_issue": 0},
        "faults": [{"name": "web.drop", "share": 0.5}],
    });
    assert!(Scenario::read(&fields(whole.clone())).is_ok());
    let chat = "/behaviour/chat";
    let refused = [
        ("/version", json!(0), "version"),
        ("/version", json!("1"), "version"),
        ("/version", json!(1.5), "version"),
        ("/title", json!(""), "title"),
        ("/title", json!(7), "title"),
        ("/title", json!("two\nlines"), "title"),
        ("/title", json!("\0"), "title"),
        ("/title", json!("x".repeat(201)), "title"),
        ("/behaviour", json!([]), "behaviour"),
        ("/behaviour", json!({"Chat": {}}), "behaviour.Chat"),
        ("/behaviour", json!({"healthcheck": {}}), "behaviour.healthcheck"),
        (chat, json!(0.5), "behaviour.chat"),
        (chat, json!(null), "behaviour.chat"),
        (chat, json!({"sucess": 1}), "behaviour.chat.sucess"),
        (chat, json!({"success": 1.1}), "behaviour.chat.success"),
        (chat, json!({"success": null}), "behaviour.chat.success"),
        (chat, json!({"success": "1"}), "behaviour.chat.success"),
        (chat, json!({"latency_ms": 5}), "behaviour.chat.latency_ms"),
        (chat, json!({"latency_ms": {"min": 1}}), "behaviour.chat.latency_ms.max"),
        (chat, json!({"latency_ms": {"min": 1, "max": 29_001}}), "behaviour.chat.latency_ms.max"),
        (chat, json!({"latency_ms": {"min": -1, "max": 1}}), "behaviour.chat.latency_ms.min"),
        (chat, json!({"latency_ms": {"min": 0.5, "max": 1}}), "behaviour.chat.latency_ms.min"),
        (chat, json!({"latency_ms": {"min": 2, "max": 1}}), "behaviour.chat.latency_ms.min"),
        (chat, json!({"latency_ms": {"min": 1, "max": 1, "p99": 1}}), "behaviour.chat.latency_ms.p99"),
        (chat, json!({"failure": 503}), "behaviour.chat.failure"),
        (chat, json!({"failure": {"status": 404}}), "behaviour.chat.failure.status"),
        (chat, json!({"failure": {"status": "503"}}), "behaviour.chat.failure.status"),
        (chat, json!({"failure": {"detail": ""}}), "behaviour.chat.failure.detail"),
        (chat, json!({"failure": {"text": "x"}}), "behaviour.chat.failure.text"),
        ("/mixes", json!({"sentiment": {"Neutral": 1}}), "mixes.outcome"),
        ("/mixes/outcome", json!({"Engaged": 0.9}), "mixes.outcome"),
        ("/mixes/outcome", json!({"Engaged": 2}), "mixes.outcome.Engaged"),
        ("/mixes/outcome", json!({"engaged": 1}), "mixes.outcome.engaged"),
        ("/mixes/sentiment", json!({}), "mixes.sentiment"),
        ("/mixes/safety_issue", json!(-1), "mixes.safety_issue"),
        ("/faults", json!({}), "faults"),
        ("/faults/0", json!("web.drop"), "faults[0]"),
        ("/faults/0", json!({"share": 1}), "faults[0].name"),
        ("/faults/0", json!({"name": "web.dorp"}), "faults[0].name"),
        ("/faults/0", json!({"name": "web.drop"}), "faults[0].share"),
        ("/faults/0", json!({"name": "web.drop", "share": 2}), "faults[0].share"),
        ("/faults/0", json!({"name": "web.drop", "share": 1, "of": "chat"}), "faults[0].of"),
    ];
    for (place, value, path) in refused {
        let mut scenario = whole.clone();
        *scenario.pointer_mut(place).unwrap() = value.clone();
        let problems = Scenario::read(&fields(scenario)).expect_err(&format!("{place} {value}"));
        assert!(problems.iter().any(|problem| problem.field == path), "{place} {value}: {problems:?}");
        // A wrong value is no reason to complain of others.
        assert!(problems.iter().all(|problem| problem.field.starts_with(path)), "{place} {value}: {problems:?}");
    }
    let twice = json!([{"name": "web.drop", "share": 1}, {"name": "web.drop", "share": 0}]);
    let mut scenario = whole.clone();
    scenario["faults"] = twice;
    assert_eq!(Scenario::read(&fields(scenario)).unwrap_err()[0].field, "faults[1]");
    let mut scenario = whole.clone();
    scenario["web"] = json!({"drop": 0.5});
    assert_eq!(Scenario::read(&fields(scenario)).unwrap_err()[0].field, "web");
    let older = json!({"title": "t", "phase": {"LoginSuccess": 2}, "web": {"drop": 2}, "x": 1});
    let problems = Scenario::read(&fields(older)).unwrap_err();
    for path in ["phase.LoginSuccess", "phase.ChatSuccess", "web.drop", "x"] {
        assert!(problems.iter().any(|problem| problem.field == path), "{problems:?}");
    }
}

#[test]
fn a_newer_versions_scenario_is_taken_without_what_is_not_known() {
    let newer = json!({
        "version": 2,
        "title": "t",
        "behaviour": {"chat": {"success": 0.5, "jitter": {"ms": 3}}, "watch": {"success": 0.1}},
        "mixes": {"outcome": {"Engaged": 0.5, "Puzzled": 0.5}, "sentiment": {"Neutral": 1}, "language": {}},
        "faults": [{"name": "net.slow", "between": ["web", "backend"], "ms": 300}, {"name": "web.drop", "share": 0.5}],
        "schedule": [],
    });
    let read = Scenario::read(&fields(newer.clone())).unwrap();
    let paths: Vec<_> = read.unknown.iter().map(|part| part.field.as_str()).collect();
    assert_eq!(
        paths,
        [
            "schedule",
            "behaviour.watch",
            "behaviour.chat.jitter",
            "mixes.language",
            "mixes.outcome.Puzzled",
            "faults[0].name"
        ]
    );
    let chat = &read.scenario.behaviour.operations[&movie_guru_contract::Operation::Chat.into()];
    assert_eq!(*chat, Shape { success: 0.5, ..Shape::default() });
    // A fault that does nothing here is handed on, for those who know it.
    assert_eq!(read.scenario.document()["faults"], newer["faults"]);
    // What is known must still be right.
    let mut wrong = newer.clone();
    wrong["behaviour"]["chat"]["success"] = json!(2);
    assert_eq!(Scenario::read(&fields(wrong)).unwrap_err()[0].field, "behaviour.chat.success");
    // PostgreSQL could not keep it.
    let mut wrong = newer;
    wrong["faults"][0]["between"] = json!(["\0"]);
    assert_eq!(Scenario::read(&fields(wrong)).unwrap_err()[0].field, "faults[0]");
}

#[test]
fn the_documentations_example_is_a_scenario() {
    let page = include_str!("../../../../docs/scenarios.md");
    let examples: Vec<_> = page.split("```yaml\n").skip(1).map(|rest| rest.split("```").next().unwrap()).collect();
    assert!(examples.len() >= 2);
    for example in examples {
        let read = Scenario::read(&scenario::fields(example).unwrap()).unwrap();
        assert_eq!(read.unknown, []);
    }
    for operation in Shaped::ALL {
        assert!(page.contains(&format!("`{}`", operation.name())), "{operation:?} is not told of");
    }
}
