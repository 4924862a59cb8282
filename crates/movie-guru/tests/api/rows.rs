//! The backend follows the rows of the contract: each call is answered, and a phase shapes what it says it does.

use std::collections::BTreeSet;

use movie_guru::phase::scenario::Scenario;
use movie_guru::phase::{Phase, Stage};
use movie_guru_contract::{Operation, calls};
use reqwest::Method;
use serde_json::Value;

use crate::app_under_test::{Answer, TestApp};
use crate::phases::SHIPPED;

#[tokio::test]
async fn every_call_of_the_contract_is_answered_by_its_methods_and_no_other() {
    let app = TestApp::start().await;
    let paths: BTreeSet<_> = calls().map(|call| call.path).collect();
    for path in paths {
        let at = path.replace(['{', '}'], "");
        for method in [Method::GET, Method::POST, Method::PUT, Method::PATCH, Method::DELETE] {
            let known = calls().any(|call| call.path == path && call.methods.contains(&method.as_str()));
            let answer = Answer::to(app.stranger().request(method.clone(), &at)).await;
            assert_eq!(answer.status != 405, known, "{method} {path}: {}, the contract says otherwise", answer.status);
        }
    }
}

#[test]
fn a_phase_has_fields_for_the_operations_that_say_so_and_shapes_them() {
    let shipped: Value = serde_json::from_str(SHIPPED).unwrap();
    let fields = shipped["challenge-1"]["phase"].as_object().unwrap();
    let stage = Stage::new(Scenario::custom(Phase::from_fields(fields).unwrap()), 1);
    for operation in Operation::ALL {
        let phase = operation.row().phase;
        for name in
            phase.iter().flat_map(|name| ["Success", "LatencyMinMS", "LatencyMaxMS"].map(|of| format!("{name}{of}")))
        {
            assert!(fields.contains_key(&name), "{operation:?}: a phase has no field {name}");
        }
        assert_eq!(stage.draw(operation).is_some(), phase.is_some(), "{operation:?}: the contract says otherwise");
    }
    let named =
        |field: &str| Operation::ALL.iter().any(|own| own.row().phase.is_some_and(|name| field.starts_with(name)));
    assert!(fields.keys().all(|field| named(field)), "a field of no operation");
}
