//! The network: closed for every pod, with a policy that says what each may do.

use serde_json::Value;

use crate::object::{name, of_kind, selects};

/// A policy that takes every pod and allows nothing, in both directions.
pub(crate) fn check_closed(objects: &[Value], say: &mut impl FnMut(&str)) {
    let closes = |policy: &Value| {
        let spec = &policy["spec"];
        let both = ["Ingress", "Egress"]
            .iter()
            .all(|direction| spec["policyTypes"].as_array().is_some_and(|types| types.contains(&(*direction).into())));
        let every = spec["podSelector"].as_object().is_some_and(serde_json::Map::is_empty);
        both && every && spec.get("ingress").is_none() && spec.get("egress").is_none()
    };
    if !of_kind(objects, "NetworkPolicy").any(closes) {
        say("no NetworkPolicy denies everything by default");
    }
    for policy in of_kind(objects, "NetworkPolicy") {
        for direction in ["ingress", "egress"] {
            for rule in policy["spec"][direction].as_array().into_iter().flatten() {
                if rule["ports"].as_array().is_none_or(Vec::is_empty) {
                    say(&format!("NetworkPolicy {}: {direction} on every port", name(policy)));
                }
            }
        }
    }
}

/// A policy of its own beside those that take every pod: one without any could talk to nobody.
pub(crate) fn check_covered(workload: &Value, objects: &[Value], say: &mut impl FnMut(&str)) {
    let labels = &workload["spec"]["template"]["metadata"]["labels"];
    let own = |policy: &Value| {
        let selector = &policy["spec"]["podSelector"];
        selector.as_object().is_some_and(|selector| !selector.is_empty()) && selects(selector, labels)
    };
    if !of_kind(objects, "NetworkPolicy").any(own) {
        say("no NetworkPolicy says what it may do");
    }
}
