//! What does not come up in a namespace, as Kubernetes tells of it, each with what a coach can do.

use serde_json::Value;

use crate::calls::list_all;
use crate::events::{Event, events};
use crate::kind::Kind;
use crate::object::{ending, items, name};
use crate::trouble::{Stuck, Trouble};
use crate::wire::Wire;

/// Asks for pods, workloads, volumes and events: six calls.
pub(crate) async fn stuck(wire: &Wire, namespace: &str) -> Result<Vec<Stuck>, Trouble> {
    let kinds = [
        Kind::core("Pod"),
        Kind::apps("Deployment"),
        Kind::apps("StatefulSet"),
        Kind::apps("DaemonSet"),
        Kind::core("PersistentVolumeClaim"),
    ];
    let objects = list_all(wire, &kinds, namespace, "").await?;
    Ok(of(namespace, &objects, &events(wire, namespace).await?))
}

/// Of these objects, with what was told of them, the newest first.
fn of(namespace: &str, objects: &[Value], events: &[Event]) -> Vec<Stuck> {
    let mut found = Vec::new();
    for object in objects.iter().filter(|object| !ending(object)) {
        let title = format!("{}/{}", object["kind"].as_str().unwrap_or_default(), name(object));
        let told = |reasons: &[&str]| {
            let event = events.iter().find(|event| event.object == title && reasons.contains(&event.reason.as_str()));
            event.map(|event| event.message.clone())
        };
        let trouble = match object["kind"].as_str() {
            Some("Pod") => pod(namespace, object, told(&["FailedMount", "FailedAttachVolume"])),
            Some("PersistentVolumeClaim") => {
                let pending = object["status"]["phase"] == "Pending";
                let why = told(&["ProvisioningFailed", "FailedBinding"]).filter(|_| pending);
                why.map(|why| (format!("its volume is not bound: {why}"), volume(namespace)))
            }
            _ => workload(object, told(&["FailedCreate"])).map(|why| {
                let next = refused(namespace, &why);
                (format!("it gets no pods: {why}"), next)
            }),
        };
        if let Some((why, next)) = trouble {
            found.push(Stuck { object: title, why, next });
        }
    }
    found
}

/// Why a workload cannot make its pods.
fn workload(object: &Value, told: Option<String>) -> Option<String> {
    let failure = items(&object["status"]["conditions"])
        .iter()
        .find(|condition| condition["type"] == "ReplicaFailure" && condition["status"] == "True");
    if let Some(failure) = failure {
        return failure["message"].as_str().map(str::to_owned);
    }
    let status = &object["status"];
    // Those two write no condition, but an event, which stays for an hour: it counts while pods are wanting.
    let (there, wanted) = match object["kind"].as_str() {
        Some("StatefulSet") => (&status["replicas"], &object["spec"]["replicas"]),
        Some("DaemonSet") => (&status["currentNumberScheduled"], &status["desiredNumberScheduled"]),
        _ => return None,
    };
    told.filter(|_| there.as_i64().unwrap_or_default() < wanted.as_i64().unwrap_or(1))
}

fn refused(namespace: &str, why: &str) -> String {
    if why.contains("exceeded quota") || why.contains("failed quota") {
        format!("Raise the quota, or ask for less: kubectl describe quota -n {namespace}")
    } else if why.contains("PodSecurity") {
        format!(
            "Make the pod keep the namespace's level, or lower that: kubectl label namespace {namespace} \
             pod-security.kubernetes.io/enforce=LEVEL --overwrite"
        )
    } else if why.contains("serviceaccount") || why.contains("service account") {
        format!("Make the service account: kubectl get serviceaccounts -n {namespace}")
    } else if why.contains("admission webhook") {
        "Ask whoever runs the cluster what this admission webhook wants".to_owned()
    } else {
        format!("See its events: kubectl get events -n {namespace} --sort-by=.lastTimestamp")
    }
}

fn volume(namespace: &str) -> String {
    format!("Name a storage class that the cluster has: kubectl get storageclass; kubectl describe pvc -n {namespace}")
}

fn pod(namespace: &str, pod: &Value, mount: Option<String>) -> Option<(String, String)> {
    let status = &pod["status"];
    if let Some(why) = unscheduled(status) {
        if why.contains("PersistentVolumeClaim") || why.contains("persistentvolumeclaim") {
            return Some((format!("its volume is not bound: {why}"), volume(namespace)));
        }
        let next = "Add nodes or larger ones, or lower requests: kubectl describe nodes".to_owned();
        return Some((format!("no node fits: {why}"), next));
    }
    let containers = items(&status["initContainerStatuses"]).iter().chain(items(&status["containerStatuses"]));
    for container in containers {
        if let Some(found) = waiting(namespace, name(pod), container) {
            return Some(found);
        }
    }
    let starts = status["phase"] == "Pending";
    mount.filter(|_| starts).map(|why| {
        let next =
            format!("Make what it mounts, or look at the disk: kubectl describe pod {} -n {namespace}", name(pod));
        (format!("a volume cannot be mounted: {why}"), next)
    })
}

fn unscheduled(status: &Value) -> Option<&str> {
    let scheduled = items(&status["conditions"]).iter().find(|condition| condition["type"] == "PodScheduled");
    let scheduled =
        scheduled.filter(|condition| condition["status"] == "False" && condition["reason"] == "Unschedulable");
    scheduled.map(|condition| condition["message"].as_str().unwrap_or("the scheduler does not say why"))
}

fn waiting(namespace: &str, pod: &str, status: &Value) -> Option<(String, String)> {
    let container = status["name"].as_str().unwrap_or_default();
    let waiting = &status["state"]["waiting"];
    let message = waiting["message"].as_str().unwrap_or_default();
    let said = if message.is_empty() { String::new() } else { format!(": {message}") };
    match waiting["reason"].as_str()? {
        "ErrImagePull"
        | "ImagePullBackOff"
        | "InvalidImageName"
        | "ErrImageNeverPull"
        | "RegistryUnavailable"
        | "ImageInspectError" => {
            let image = status["image"].as_str().unwrap_or("its image");
            let next = format!(
                "Check the image's name and that the nodes may read its registry: kubectl describe pod {pod} -n {namespace}"
            );
            Some((format!("the image {image} cannot be pulled{said}"), next))
        }
        "CrashLoopBackOff" => {
            let last = &status["lastState"]["terminated"];
            let next = format!("Read why: kubectl logs {pod} -c {container} -n {namespace} --previous");
            if last["reason"] == "OOMKilled" {
                let next = format!("Raise the memory limit of container {container}");
                return Some((format!("container {container} is out of memory again and again"), next));
            }
            let code =
                last["exitCode"].as_i64().map_or_else(String::new, |code| format!(", last with exit code {code}"));
            Some((format!("container {container} ends again and again{code}"), next))
        }
        reason @ ("CreateContainerConfigError" | "CreateContainerError" | "RunContainerError") => {
            let next = format!(
                "Make what it refers to, secret or config map, or correct its command: kubectl describe pod {pod} -n \
                 {namespace}"
            );
            Some((format!("container {container} cannot be made ({reason}){said}"), next))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn one(object: Value, events: &[Event]) -> Stuck {
        let found = of("n", &[object], events);
        assert_eq!(found.len(), 1, "{found:?}");
        found.into_iter().next().unwrap()
    }

    fn pod_with(status: Value) -> Value {
        json!({"kind": "Pod", "metadata": {"name": "web-1"}, "status": status})
    }

    fn waits(reason: &str) -> Value {
        pod_with(json!({"phase": "Pending", "containerStatuses": [{"name": "web", "image": "registry/web:1",
            "state": {"waiting": {"reason": reason, "message": "no such host"}},
            "lastState": {"terminated": {"exitCode": 3, "reason": "Error"}}}]}))
    }

    fn event(object: &str, reason: &str, message: &str) -> Event {
        let at = jiff::Timestamp::UNIX_EPOCH;
        Event { at, object: object.to_owned(), reason: reason.to_owned(), message: message.to_owned() }
    }

    #[test]
    fn an_image_that_cannot_be_pulled_names_image_and_reason() {
        let found = one(waits("ImagePullBackOff"), &[]);
        assert!(found.why.contains("registry/web:1 cannot be pulled: no such host"), "{found}");
        assert!(found.next.contains("kubectl describe pod web-1 -n n"), "{found}");
    }

    #[test]
    fn a_crash_loop_leads_to_the_log() {
        let found = one(waits("CrashLoopBackOff"), &[]);
        assert!(found.why.contains("exit code 3"), "{found}");
        assert!(found.next.contains("kubectl logs web-1 -c web -n n --previous"), "{found}");
    }

    #[test]
    fn a_pod_that_fits_no_node_is_told_from_one_whose_volume_is_not_bound() {
        let unscheduled = |message: &str| {
            pod_with(json!({"phase": "Pending", "conditions": [{"type": "PodScheduled", "status": "False",
                "reason": "Unschedulable", "message": message}]}))
        };
        let found = one(unscheduled("0/3 nodes are available: 3 Insufficient cpu."), &[]);
        assert!(found.why.starts_with("no node fits: 0/3"), "{found}");
        let found = one(unscheduled("pod has unbound immediate PersistentVolumeClaims"), &[]);
        assert!(found.why.starts_with("its volume is not bound"), "{found}");
    }

    #[test]
    fn a_claim_that_nothing_binds_is_told() {
        let claim =
            json!({"kind": "PersistentVolumeClaim", "metadata": {"name": "data"}, "status": {"phase": "Pending"}});
        let told = [event("PersistentVolumeClaim/data", "FailedBinding", "no storage class is set")];
        assert!(one(claim, &told).why.contains("no storage class is set"));
    }

    #[test]
    fn a_quota_that_stops_a_workload_is_told_by_condition_or_event() {
        let why = r#"pods "web-1" is forbidden: exceeded quota: tight"#;
        let deployment = json!({"kind": "Deployment", "metadata": {"name": "web"}, "status": {"conditions": [
            {"type": "ReplicaFailure", "status": "True", "reason": "FailedCreate", "message": why}]}});
        assert!(one(deployment, &[]).next.contains("Raise the quota"));
        let mut set = json!({"kind": "StatefulSet", "metadata": {"name": "db"}, "spec": {"replicas": 1}, "status": {}});
        let told = [event("StatefulSet/db", "FailedCreate", why)];
        assert!(one(set.clone(), &told).next.contains("Raise the quota"));
        set["status"]["replicas"] = json!(1);
        assert!(of("n", &[set], &told).is_empty(), "an old event is no trouble");
    }

    #[test]
    fn pod_security_and_what_cannot_be_mounted_are_told() {
        let set = json!({"kind": "StatefulSet", "metadata": {"name": "db"}, "spec": {"replicas": 1}, "status": {}});
        let told = [event("StatefulSet/db", "FailedCreate", r#"violates PodSecurity "restricted:latest""#)];
        assert!(one(set, &told).next.contains("pod-security.kubernetes.io/enforce"));
        let told = [event("Pod/web-1", "FailedMount", r#"secret "movie-guru" not found"#)];
        assert!(one(pod_with(json!({"phase": "Pending"})), &told).why.contains("cannot be mounted"));
    }
}
