//! A workload among the other objects: its budget for disruptions, its account, how its pods are spread.

use serde_json::Value;

use crate::object::{name, of_kind, selects};

pub(crate) fn check(workload: &Value, objects: &[Value], say: &mut impl FnMut(&str)) {
    let template = &workload["spec"]["template"];
    let labels = &template["metadata"]["labels"];
    if !selects(&workload["spec"]["selector"], labels) {
        say("its selector does not take its own pods");
    }
    if !of_kind(objects, "PodDisruptionBudget").any(|budget| selects(&budget["spec"]["selector"], labels)) {
        say("has no PodDisruptionBudget");
    }
    let account = template["spec"]["serviceAccountName"].as_str().unwrap_or("default");
    match of_kind(objects, "ServiceAccount").find(|known| name(known) == account) {
        Some(known) if known["automountServiceAccountToken"] == false => {}
        Some(_) => say("its service account mounts a token"),
        None => say("has no service account of its own"),
    }
    let spread = template["spec"]["topologySpreadConstraints"].as_array();
    let over_nodes =
        |spread: &Value| spread["topologyKey"] == "kubernetes.io/hostname" && selects(&spread["labelSelector"], labels);
    if !spread.is_some_and(|all| all.iter().any(over_nodes)) {
        say("its pods are not spread over nodes");
    }
    let rolling = &workload["spec"]["strategy"]["rollingUpdate"]["maxUnavailable"];
    if matches!(name(workload), "backend" | "web") && *rolling != 0 {
        say("a roll-out takes a pod away before another is ready");
    }
}
