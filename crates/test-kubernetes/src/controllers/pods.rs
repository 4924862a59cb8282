//! The scheduler and the kubelets: pods run at once, but those whose image has another fate.

use serde_json::{Value, json};

use super::workloads::ready;
use crate::store::{Fate, Store, now};

pub(crate) fn run(store: &mut Store) {
    for (key, pod) in store.of_kind("pods") {
        if ready(&pod) || pod["metadata"]["deletionTimestamp"].is_string() {
            continue;
        }
        let containers = pod["spec"]["containers"].as_array().cloned().unwrap_or_default();
        let states: Vec<(Value, Option<Fate>)> = containers
            .iter()
            .map(|container| {
                let image = container["image"].as_str().unwrap_or_default();
                let fate =
                    store.fates.iter().find(|(part, _)| image.contains(part.as_str())).map(|(_, fate)| fate.clone());
                (container.clone(), fate)
            })
            .collect();
        let mut object = pod.clone();
        if let Some(message) = states.iter().find_map(|(_, fate)| match fate {
            Some(Fate::Unschedulable(message)) => Some(message),
            _ => None,
        }) {
            object["status"] = json!({"phase": "Pending", "conditions": [{"type": "PodScheduled", "status": "False",
                "reason": "Unschedulable", "message": message}]});
            store.update(&key, object);
            continue;
        }
        if object["spec"]["nodeName"].is_null() {
            object["spec"]["nodeName"] = json!("node-1");
        }
        let statuses: Vec<Value> =
            states.iter().map(|(container, fate)| status(&pod, container, fate.as_ref())).collect();
        let runs = states.iter().all(|(_, fate)| fate.is_none());
        let conditions = json!([
            {"type": "PodScheduled", "status": "True"},
            {"type": "Ready", "status": if runs { "True" } else { "False" }, "lastTransitionTime": now()},
        ]);
        let before = &pod["status"]["conditions"][1]["status"];
        if *before == "False" && !runs {
            continue;
        }
        object["status"] = json!({"phase": if runs { "Running" } else { "Pending" }, "podIP": "10.1.0.9",
            "conditions": conditions, "containerStatuses": statuses});
        store.update(&key, object);
    }
}

fn status(pod: &Value, container: &Value, fate: Option<&Fate>) -> Value {
    let only_pulled = container["command"] == json!(["/only-pulled"]);
    let (state, last) = match fate {
        Some(Fate::CannotPull(message)) => {
            (json!({"waiting": {"reason": "ImagePullBackOff", "message": message}}), json!({}))
        }
        Some(Fate::Crashes(code)) => (
            json!({"waiting": {"reason": "CrashLoopBackOff", "message": "back-off 10s restarting failed container"}}),
            json!({"terminated": {"exitCode": code, "reason": "Error"}}),
        ),
        _ if only_pulled => (json!({"waiting": {"reason": "RunContainerError"}}), json!({})),
        _ => (json!({"running": {"startedAt": pod["metadata"]["creationTimestamp"]}}), json!({})),
    };
    json!({"name": container["name"], "image": container["image"], "ready": fate.is_none(), "restartCount": 0,
        "state": state, "lastState": last})
}
