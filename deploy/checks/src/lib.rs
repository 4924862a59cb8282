//! What must hold of every workload in a rendered overlay, beyond what Kubernetes checks itself: who runs, with which
//! rights, how much of the machine, how it is watched, how it ends, and that the network around it is closed.
//!
//! [`problems`] looks at all objects of an overlay together and names each rule that is broken, with the object.

mod job;
mod network;
mod object;
mod pod;
pub mod terraform;
pub mod workflow;
mod workload;

use serde_json::Value;

use object::{kind, name};

/// Where a namespace says which Pod Security level it enforces.
const ENFORCED: &str = "/metadata/labels/pod-security.kubernetes.io~1enforce";

/// Every broken rule, one a line: `Deployment web: …`. Empty where all hold.
pub fn problems(objects: &[Value]) -> Vec<String> {
    let mut broken = Vec::new();
    for object in objects {
        let mut say = |what: &str| broken.push(format!("{} {}: {what}", kind(object), name(object)));
        match kind(object) {
            "Namespace" if object.pointer(ENFORCED) != Some(&"restricted".into()) => {
                say("does not enforce the restricted Pod Security level");
            }
            "Secret" => say("a secret stands in the manifests; make-secrets makes it at deploy time"),
            "Deployment" | "StatefulSet" | "DaemonSet" | "Job" => {
                workload::check(object, objects, &mut say);
                pod::check(&object["spec"]["template"]["spec"], &mut say);
                network::check_covered(object, objects, &mut say);
                if kind(object) == "Job" {
                    job::check(object, objects, &mut say);
                }
            }
            "Pod" | "ReplicaSet" | "CronJob" => say("is not a kind that a lab runs"),
            _ => {}
        }
    }
    if !objects.iter().any(|object| kind(object) == "Namespace") {
        broken.push("there is no Namespace".to_owned());
    }
    network::check_closed(objects, &mut |what| broken.push(what.to_owned()));
    broken
}
