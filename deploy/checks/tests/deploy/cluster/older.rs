//! What Kubernetes 1.20 does not know of the manifests, item by item. What is not listed here is sent as it stands, and
//! refused if it is unknown.

use serde_json::{Value, json};

/// Kinds that 1.20 has under another version, with the same fields.
const OTHER_VERSIONS: [(&str, &str, &str); 2] = [
    // Stable since 1.21.
    ("policy/v1", "PodDisruptionBudget", "policy/v1beta1"),
    // Stable since 1.23.
    ("autoscaling/v2", "HorizontalPodAutoscaler", "autoscaling/v2beta2"),
];

/// Fields that are left away, with what is empty without them: of a kind, or of every.
const UNKNOWN: [(&str, &str); 5] = [
    // Since 1.29.
    ("", "spec/template/spec/containers/*/lifecycle/preStop/sleep"),
    // Since 1.21. The pods then do not know their index.
    ("Job", "spec/completionMode"),
    // Since 1.25 and 1.28: which failures count, and how.
    ("Job", "spec/podFailurePolicy"),
    ("Job", "spec/backoffLimitPerIndex"),
    // Since 1.21; before, a switch has it off.
    ("Job", "spec/ttlSecondsAfterFinished"),
];

/// Kinds that others bring into a cluster: group, version, kind, and its name in addresses.
const CUSTOM: [(&str, &str, &str, &str); 5] = [
    // GKE, and Managed Prometheus elsewhere.
    ("monitoring.googleapis.com", "v1", "PodMonitoring", "podmonitorings"),
    // The Gateway API, and GKE's policies for it.
    ("gateway.networking.k8s.io", "v1", "Gateway", "gateways"),
    ("gateway.networking.k8s.io", "v1", "HTTPRoute", "httproutes"),
    ("networking.gke.io", "v1", "HealthCheckPolicy", "healthcheckpolicies"),
    ("networking.gke.io", "v1", "GCPBackendPolicy", "gcpbackendpolicies"),
];

/// What 1.20 fills in and wants said in server-side apply. The protocol is a part of a port's key. And where a list is
/// written as a whole, what it has filled in is a difference, for which it writes a new time of the last change.
fn filled_in() -> [(&'static str, &'static str, Value); 9] {
    let tcp = || json!("TCP");
    [
        ("spec/template/spec/containers/*/ports/*", "protocol", tcp()),
        ("spec/ports/*", "protocol", tcp()),
        ("spec/ingress/*/ports/*", "protocol", tcp()),
        ("spec/egress/*/ports/*", "protocol", tcp()),
        ("spec/volumeClaimTemplates/*", "apiVersion", json!("v1")),
        ("spec/volumeClaimTemplates/*", "kind", json!("PersistentVolumeClaim")),
        ("spec/volumeClaimTemplates/*", "status", json!({"phase": "Pending"})),
        ("spec/volumeClaimTemplates/*/metadata", "creationTimestamp", Value::Null),
        ("spec/volumeClaimTemplates/*/spec", "volumeMode", json!("Filesystem")),
    ]
}

/// The custom kinds' definitions, which take any field: `decode` looks at those.
pub(super) fn custom_kinds() -> Vec<Value> {
    let definition = |(group, version, kind, plural): (&str, &str, &str, &str)| {
        json!({
            "apiVersion": "apiextensions.k8s.io/v1",
            "kind": "CustomResourceDefinition",
            "metadata": {
                "name": format!("{plural}.{group}"),
                // Kubernetes' own groups want one.
                "annotations": {"api-approved.kubernetes.io": "unapproved, for a test"},
            },
            "spec": {
                "group": group,
                "scope": "Namespaced",
                "names": {"kind": kind, "plural": plural},
                "versions": [{"name": version, "served": true, "storage": true, "schema": {
                    "openAPIV3Schema": {"type": "object", "x-kubernetes-preserve-unknown-fields": true},
                }}],
            },
        })
    };
    CUSTOM.into_iter().map(definition).collect()
}

/// The object as 1.20 would have it written.
pub(super) fn spelled_for_1_20(object: &Value) -> Value {
    let mut object = object.clone();
    for (version, kind, older) in OTHER_VERSIONS {
        if object["apiVersion"] == version && object["kind"] == kind {
            object["apiVersion"] = json!(older);
        }
    }
    for (kind, path) in UNKNOWN {
        if kind.is_empty() || object["kind"] == kind {
            remove(&mut object, &path.split('/').collect::<Vec<_>>());
        }
    }
    for (path, field, value) in filled_in() {
        for parent in each(&mut object, &path.split('/').collect::<Vec<_>>()) {
            parent.as_object_mut().unwrap().entry(field).or_insert_with(|| value.clone());
        }
    }
    object
}

/// What is at a path, in which `*` is each item of a list.
fn each<'a>(value: &'a mut Value, path: &[&str]) -> Vec<&'a mut Value> {
    match (path, value) {
        ([], value) => vec![value],
        (["*", rest @ ..], Value::Array(items)) => items.iter_mut().flat_map(|item| each(item, rest)).collect(),
        ([field, rest @ ..], Value::Object(fields)) => {
            fields.get_mut(*field).map_or_else(Vec::new, |value| each(value, rest))
        }
        _ => Vec::new(),
    }
}

/// Whether nothing is left of the value.
fn remove(value: &mut Value, path: &[&str]) -> bool {
    match (path, value) {
        ([], _) => true,
        (["*", rest @ ..], Value::Array(items)) => {
            for item in items {
                remove(item, rest);
            }
            false
        }
        ([field, rest @ ..], Value::Object(fields)) => {
            let gone = fields.get_mut(*field).is_some_and(|value| remove(value, rest));
            gone && fields.remove(*field).is_some() && fields.is_empty()
        }
        _ => false,
    }
}
