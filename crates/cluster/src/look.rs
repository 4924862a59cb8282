//! What a cluster says of itself.

use http::Method;
use serde::Serialize;
use serde_json::Value;

use crate::ask::Ask;
use crate::calls::{get, list, list_all};
use crate::kind::Kind;
use crate::object::{ending, items};
use crate::trouble::Trouble;
use crate::wire::Wire;

/// How many there are, and how many of them are ready: pods, or nodes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Pods {
    /// Those that are ready.
    pub ready: usize,
    /// Those that should be; what has completed does not count.
    pub of: usize,
}

pub(crate) fn is_ready(object: &Value) -> bool {
    let ready = |condition: &&Value| condition["type"] == "Ready" && condition["status"] == "True";
    items(&object["status"]["conditions"]).iter().any(|condition| ready(&condition))
}

/// Pods of workloads count as many as there should be: those that a quota stops are missed too.
pub(crate) async fn pods(wire: &Wire, namespace: &str) -> Result<Pods, Trouble> {
    let kinds = [Kind::core("Pod"), Kind::apps("Deployment"), Kind::apps("StatefulSet"), Kind::apps("DaemonSet")];
    let found = list_all(wire, &kinds, namespace, "").await?;
    let mut pods = Pods::default();
    let mut of_workloads = 0;
    for object in &found {
        match object["kind"].as_str() {
            Some("Deployment" | "StatefulSet") => of_workloads += object["spec"]["replicas"].as_u64().unwrap_or(1),
            Some("DaemonSet") => {
                of_workloads += object["status"]["desiredNumberScheduled"].as_u64().unwrap_or_default()
            }
            _ => {
                let over = ending(object) || object["status"]["phase"] == "Succeeded";
                let owners = items(&object["metadata"]["ownerReferences"]);
                let of_one =
                    |owner: &Value| matches!(owner["kind"].as_str(), Some("ReplicaSet" | "StatefulSet" | "DaemonSet"));
                if !over {
                    pods.ready += usize::from(is_ready(object));
                    pods.of += usize::from(!owners.iter().any(of_one));
                }
            }
        }
    }
    pods.of += usize::try_from(of_workloads).unwrap_or_default();
    // While one is rolled out there are more than should be.
    pods.ready = pods.ready.min(pods.of);
    Ok(pods)
}

pub(crate) async fn nodes(wire: &Wire) -> Result<Pods, Trouble> {
    let nodes = list(wire, &Kind::core("Node"), None, "").await?.unwrap_or_default();
    Ok(Pods { ready: nodes.iter().filter(|node| is_ready(node)).count(), of: nodes.len() })
}

pub(crate) async fn version(wire: &Wire) -> Result<String, Trouble> {
    let mut ask = Ask::new(Method::GET, "get", &Kind::core("Node"), None, None);
    ask.path = "/version".to_owned();
    ask.object = "its version".to_owned();
    let answer = wire.ask(&ask).await?;
    Ok(answer["gitVersion"].as_str().unwrap_or("unknown").to_owned())
}

/// Of a Service, or of a Gateway of that name.
pub(crate) async fn address(wire: &Wire, namespace: &str, name: &str) -> Result<Option<String>, Trouble> {
    let text = |value: &Value| value.as_str().map(str::to_owned);
    if let Some(service) = get(wire, &Kind::core("Service"), namespace, name).await? {
        let given = &service["status"]["loadBalancer"]["ingress"][0];
        if let Some(found) = text(&given["ip"]).or_else(|| text(&given["hostname"])) {
            return Ok(Some(found));
        }
    }
    let gateway = Kind::new("gateway.networking.k8s.io", "v1", "Gateway");
    let gateway = get(wire, &gateway, namespace, name).await?;
    Ok(gateway.and_then(|gateway| text(&gateway["status"]["addresses"][0]["value"])))
}
