//! What others have in a namespace that a bundle made.

use serde_json::Value;

use crate::applyset::PART_OF;
use crate::calls::list_all;
use crate::kind::Kind;
use crate::object::{ending, items, label, name};
use crate::trouble::Trouble;
use crate::wire::Wire;

/// Kinds that people make; asking for every kind that there is would be a call for each API group and one for each kind.
const KINDS: [(&str, &str, &str); 18] = [
    ("", "v1", "ConfigMap"),
    ("", "v1", "LimitRange"),
    ("", "v1", "PersistentVolumeClaim"),
    ("", "v1", "Pod"),
    ("", "v1", "ResourceQuota"),
    ("", "v1", "Secret"),
    ("", "v1", "Service"),
    ("", "v1", "ServiceAccount"),
    ("apps", "v1", "DaemonSet"),
    ("apps", "v1", "Deployment"),
    ("apps", "v1", "ReplicaSet"),
    ("apps", "v1", "StatefulSet"),
    ("batch", "v1", "CronJob"),
    ("batch", "v1", "Job"),
    ("networking.k8s.io", "v1", "Ingress"),
    ("networking.k8s.io", "v1", "NetworkPolicy"),
    ("rbac.authorization.k8s.io", "v1", "Role"),
    ("rbac.authorization.k8s.io", "v1", "RoleBinding"),
];

/// What is there that is neither of the set, nor made by what is, nor given to every namespace: `ConfigMap/theirs`.
pub(crate) async fn foreign(
    wire: &Wire,
    namespace: &str,
    set: &str,
    parent: &str,
    members: &[Kind],
) -> Result<Vec<String>, Trouble> {
    let mut kinds: Vec<Kind> = KINDS.iter().map(|(group, version, kind)| Kind::new(group, version, kind)).collect();
    for kind in members {
        if !kinds.iter().any(|known| known.group_kind() == kind.group_kind()) {
            kinds.push(kind.clone());
        }
    }
    let found = list_all(wire, &kinds, namespace, "").await?;
    let claims = templates(&found, set);
    let of_others = found.iter().filter(|object| {
        let owned = !items(&object["metadata"]["ownerReferences"]).is_empty();
        let kind = object["kind"].as_str().unwrap_or_default();
        let ours = label(object, PART_OF) == Some(set) || (kind == "ConfigMap" && name(object) == parent);
        let claim = kind == "PersistentVolumeClaim" && claims.iter().any(|start| name(object).starts_with(start));
        !(owned || ours || claim || ending(object) || furniture(kind, object))
    });
    Ok(of_others.map(|object| format!("{}/{}", object["kind"].as_str().unwrap_or_default(), name(object))).collect())
}

fn templates(found: &[Value], set: &str) -> Vec<String> {
    let sets = found.iter().filter(|object| object["kind"] == "StatefulSet" && label(object, PART_OF) == Some(set));
    sets.flat_map(|object| {
        let templates = items(&object["spec"]["volumeClaimTemplates"]).iter();
        templates.map(|template| format!("{}-{}-", name(template), name(object))).collect::<Vec<_>>()
    })
    .collect()
}

/// What controllers put into every namespace: Kubernetes' own, GKE's, Istio's.
fn furniture(kind: &str, object: &Value) -> bool {
    match kind {
        "ConfigMap" => matches!(name(object), "kube-root-ca.crt" | "istio-ca-root-cert" | "openshift-service-ca.crt"),
        "ServiceAccount" => name(object) == "default",
        "Secret" => object["type"] == "kubernetes.io/service-account-token",
        "ResourceQuota" => name(object) == "gke-resource-quotas",
        _ => false,
    }
}
