//! When a workload is rolled out: the rule of `kubectl rollout status` (kubectl's `rollout_status.go`).
//!
//! kube's own `is_deployment_completed` does not look at `observedGeneration`, and so takes the moment after a change, when
//! the controller has not yet seen it, for the end of its roll-out.

use serde_json::Value;

use crate::object::items;

/// How a workload stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Standing {
    Done,
    /// What it waits for.
    Waits(String),
    /// Kubernetes does not expect it to come up any more.
    GaveUp(String),
}

/// Of a Deployment, StatefulSet or DaemonSet.
pub(crate) fn standing(workload: &Value) -> Standing {
    let (generation, observed) = (&workload["metadata"]["generation"], &workload["status"]["observedGeneration"]);
    if observed.as_i64().unwrap_or_default() < generation.as_i64().unwrap_or_default() {
        return Standing::Waits("its controller has not seen it yet".to_owned());
    }
    match workload["kind"].as_str() {
        Some("Deployment") => deployment(workload),
        Some("StatefulSet") => stateful_set(workload),
        Some("DaemonSet") => daemon_set(workload),
        _ => Standing::Done,
    }
}

fn count(object: &Value, field: &str) -> i64 {
    object[field].as_i64().unwrap_or_default()
}

fn deployment(workload: &Value) -> Standing {
    let (spec, status) = (&workload["spec"], &workload["status"]);
    let progressing = items(&status["conditions"]).iter().find(|condition| condition["type"] == "Progressing");
    if let Some(condition) = progressing.filter(|condition| condition["reason"] == "ProgressDeadlineExceeded") {
        return Standing::GaveUp(
            condition["message"].as_str().unwrap_or("it exceeded its progress deadline").to_owned(),
        );
    }
    let wanted = spec["replicas"].as_i64().unwrap_or(1);
    let (all, updated) = (count(status, "replicas"), count(status, "updatedReplicas"));
    let available = count(status, "availableReplicas");
    if updated < wanted {
        return Standing::Waits(format!("{updated} of {wanted} new replicas"));
    }
    if all > updated {
        return Standing::Waits(format!("{} old replicas end", all - updated));
    }
    if available < updated {
        return Standing::Waits(format!("{available} of {updated} replicas available"));
    }
    Standing::Done
}

fn daemon_set(workload: &Value) -> Standing {
    let status = &workload["status"];
    if workload["spec"]["updateStrategy"]["type"] == "OnDelete" {
        return Standing::Done;
    }
    let desired = count(status, "desiredNumberScheduled");
    let (updated, available) = (count(status, "updatedNumberScheduled"), count(status, "numberAvailable"));
    if updated < desired {
        return Standing::Waits(format!("{updated} of {desired} new pods"));
    }
    if available < desired {
        return Standing::Waits(format!("{available} of {desired} pods available"));
    }
    Standing::Done
}

fn stateful_set(workload: &Value) -> Standing {
    let (spec, status) = (&workload["spec"], &workload["status"]);
    if spec["updateStrategy"]["type"] == "OnDelete" {
        return Standing::Done;
    }
    let wanted = spec["replicas"].as_i64().unwrap_or(1);
    let (ready, updated) = (count(status, "readyReplicas"), count(status, "updatedReplicas"));
    if status["observedGeneration"].as_i64().unwrap_or_default() == 0 {
        return Standing::Waits("its controller has not seen it yet".to_owned());
    }
    if ready < wanted {
        return Standing::Waits(format!("{ready} of {wanted} pods ready"));
    }
    if let Some(partition) = spec["updateStrategy"]["rollingUpdate"]["partition"].as_i64().filter(|from| *from > 0) {
        let due = wanted - partition;
        return if updated < due { Standing::Waits(format!("{updated} of {due} new pods")) } else { Standing::Done };
    }
    if status["updateRevision"] != status["currentRevision"] {
        return Standing::Waits(format!("{updated} of {wanted} new pods"));
    }
    Standing::Done
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn deployment(observed: i64, status: [i64; 3]) -> Value {
        let [replicas, updated, available] = status;
        json!({"kind": "Deployment", "metadata": {"generation": 2}, "spec": {"replicas": 3}, "status": {
            "observedGeneration": observed, "replicas": replicas, "updatedReplicas": updated,
            "availableReplicas": available}})
    }

    #[test]
    fn a_change_that_the_controller_has_not_seen_is_no_finished_rollout() {
        assert!(matches!(standing(&deployment(1, [3, 3, 3])), Standing::Waits(_)));
        assert_eq!(standing(&deployment(2, [3, 3, 3])), Standing::Done);
    }

    #[test]
    fn old_pods_must_go_and_new_ones_be_there() {
        assert_eq!(standing(&deployment(2, [3, 1, 3])), Standing::Waits("1 of 3 new replicas".to_owned()));
        assert_eq!(standing(&deployment(2, [4, 3, 3])), Standing::Waits("1 old replicas end".to_owned()));
        assert_eq!(standing(&deployment(2, [3, 3, 1])), Standing::Waits("1 of 3 replicas available".to_owned()));
    }

    #[test]
    fn kubernetes_gives_a_deployment_up() {
        let mut given_up = deployment(2, [4, 1, 3]);
        given_up["status"]["conditions"] =
            json!([{"type": "Progressing", "reason": "ProgressDeadlineExceeded", "message": "it has timed out"}]);
        assert_eq!(standing(&given_up), Standing::GaveUp("it has timed out".to_owned()));
    }

    #[test]
    fn a_stateful_set_waits_for_its_last_revision() {
        let mut set = json!({"kind": "StatefulSet", "metadata": {"generation": 1}, "spec": {"replicas": 1},
            "status": {"observedGeneration": 1, "readyReplicas": 1, "updateRevision": "b", "currentRevision": "a"}});
        assert!(matches!(standing(&set), Standing::Waits(_)));
        set["status"]["currentRevision"] = json!("b");
        assert_eq!(standing(&set), Standing::Done);
    }
}
