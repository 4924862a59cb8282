//! Brings images onto every node the evening before, by a pod on each that asks for all of them.
//!
//! Our images have nothing in them but one program, so the pods' command is one that is not there: the kubelet pulls first and
//! then finds that it cannot start, and that is as good as a start here.

use std::collections::BTreeMap;
use std::time::Duration;

use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use tokio::time::{Instant, sleep};

use crate::calls::{create, delete_after, list};
use crate::kind::Kind;
use crate::look::is_ready;
use crate::object::{items, label, name};
use crate::trouble::Trouble;
use crate::wire::Wire;

const PULL: &str = "movie-guru-coach/pull";
const LOOK: Duration = Duration::from_secs(1);

/// Nodes, and what is wrong with each.
pub(crate) async fn pull(
    wire: &Wire,
    namespace: &str,
    images: &[String],
    limit: Duration,
) -> Result<Vec<(String, Option<String>)>, Trouble> {
    let started = Instant::now();
    let pods = Kind::core("Pod");
    let nodes = list(wire, &Kind::core("Node"), None, "").await?.unwrap_or_default();
    let nodes: Vec<&str> = nodes.iter().filter(|node| node["spec"]["unschedulable"] != true).map(name).collect();
    // Two who pull at once do not take each other's pods away.
    let run = format!("{:x}", Sha256::digest(format!("{:?}", (std::process::id(), std::time::SystemTime::now()))));
    let run = &run[..10];
    let mut made = Ok(());
    for (at, node) in nodes.iter().enumerate() {
        if let Err(trouble) = create(wire, &pods, Some(namespace), &pod(run, at, node, images)).await {
            made = Err(trouble);
            break;
        }
    }
    let found = match made {
        Ok(()) => watch(wire, namespace, run, &nodes, images.len(), limit.saturating_sub(started.elapsed())).await,
        Err(trouble) => Err(trouble),
    };
    for live in list(wire, &pods, Some(namespace), &format!("{PULL}={run}")).await?.unwrap_or_default() {
        delete_after(wire, &pods, namespace, &live, Some(0)).await?;
    }
    found
}

fn pod(run: &str, at: usize, node: &str, images: &[String]) -> Value {
    let containers: Vec<Value> = images
        .iter()
        .enumerate()
        .map(|(at, image)| {
            json!({
                "name": format!("image-{at}"),
                "image": image,
                "command": ["/only-pulled"],
                "resources": {"requests": {"cpu": "1m", "memory": "4Mi"}, "limits": {"cpu": "10m", "memory": "16Mi"}},
                "securityContext": {"allowPrivilegeEscalation": false, "readOnlyRootFilesystem": true,
                    "capabilities": {"drop": ["ALL"]}},
            })
        })
        .collect();
    json!({
        "apiVersion": "v1",
        "kind": "Pod",
        "metadata": {"name": format!("pull-{run}-{at}"), "labels": {PULL: run}},
        "spec": {
            "nodeName": node,
            "restartPolicy": "Never",
            "automountServiceAccountToken": false,
            "terminationGracePeriodSeconds": 0,
            "securityContext": {"runAsNonRoot": true, "runAsUser": 65532, "runAsGroup": 65532,
                "seccompProfile": {"type": "RuntimeDefault"}},
            "containers": containers,
        },
    })
}

async fn watch(
    wire: &Wire,
    namespace: &str,
    run: &str,
    nodes: &[&str],
    images: usize,
    limit: Duration,
) -> Result<Vec<(String, Option<String>)>, Trouble> {
    let started = Instant::now();
    loop {
        let live = list(wire, &Kind::core("Pod"), Some(namespace), &format!("{PULL}={run}")).await?.unwrap_or_default();
        let found: BTreeMap<&str, Pulled> = live
            .iter()
            .filter(|pod| label(pod, PULL) == Some(run))
            .map(|pod| (pod["spec"]["nodeName"].as_str().unwrap_or_default(), pulled(pod, images)))
            .collect();
        let over = started.elapsed() >= limit;
        let done = nodes.iter().all(|node| matches!(found.get(node), Some(Pulled::All | Pulled::Not(_))));
        if done || over {
            let of_node = |node: &&str| match found.get(node) {
                Some(Pulled::All) => None,
                Some(Pulled::Not(why)) => Some(why.clone()),
                Some(Pulled::Some(count)) => {
                    Some(format!("{count} of {images} images after {} s; wait longer", limit.as_secs()))
                }
                None => Some("its pod is gone; look at the node: kubectl describe node".to_owned()),
            };
            return Ok(nodes.iter().map(|node| ((*node).to_owned(), of_node(node))).collect());
        }
        sleep(LOOK.min(limit.saturating_sub(started.elapsed()))).await;
    }
}

enum Pulled {
    All,
    Some(usize),
    Not(String),
}

fn pulled(pod: &Value, images: usize) -> Pulled {
    let status = &pod["status"];
    let mut count = 0;
    for container in items(&status["containerStatuses"]) {
        let waiting = &container["state"]["waiting"];
        match waiting["reason"].as_str() {
            Some(reason @ ("ErrImagePull" | "ImagePullBackOff" | "InvalidImageName" | "ErrImageNeverPull")) => {
                let image = container["image"].as_str().unwrap_or_default();
                let message = waiting["message"].as_str().unwrap_or(reason);
                return Pulled::Not(format!(
                    "{image} cannot be pulled: {message}; check its name and the node's rights"
                ));
            }
            Some("ContainerCreating" | "PodInitializing") => {}
            Some(_) => count += 1,
            None => count += usize::from(container["state"].as_object().is_some_and(|state| !state.is_empty())),
        }
    }
    // The kubelet refused it: no room, or a taint.
    let refused = status["phase"] == "Failed" && status["reason"].is_string();
    if refused && count == 0 {
        let why = status["message"].as_str().or(status["reason"].as_str()).unwrap_or_default();
        return Pulled::Not(format!("its pod is refused: {why}; make room on the node, or cordon it"));
    }
    if count >= images || is_ready(pod) { Pulled::All } else { Pulled::Some(count) }
}
