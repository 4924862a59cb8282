//! A namespace in place of the manifests' own, wherever it stands.

use movie_guru_cluster::is_cluster_wide;
use serde_json::Value;

use super::problem::{ManifestsError, id};

/// What a namespace is called in manifests that do not say.
const UNSAID: &str = "movie-guru";
const NAMESPACE: &str = "Namespace";
/// The label that a namespace has of itself.
const OF_ITSELF: &str = "kubernetes.io/metadata.name";

/// Moves all objects to a namespace.
///
/// # Errors
/// Each that cannot be moved.
pub(super) fn move_to(objects: &mut [Value], new: &str) -> Result<(), ManifestsError> {
    let old = of(objects).to_owned();
    let mut problems = Vec::new();
    for object in objects.iter_mut() {
        let shown = id(object);
        let kind = object["kind"].as_str().unwrap_or_default();
        if kind != NAMESPACE && is_cluster_wide(kind) {
            problems.push(format!(
                "{shown} is of the whole cluster, which teams share: apply it by hand, leave it out here"
            ));
            continue;
        }
        if kind == NAMESPACE {
            object["metadata"]["name"] = new.into();
        } else {
            let there = object["metadata"]["namespace"].as_str().unwrap_or(&old);
            if there != old {
                problems.push(format!("{shown} is for the namespace {there}, and the others for {old}: a lab has one"));
                continue;
            }
            object["metadata"]["namespace"] = new.into();
        }
        within(object, &old, new);
    }
    if problems.is_empty() { Ok(()) } else { Err(ManifestsError(problems)) }
}

/// The namespace that manifests are written for.
fn of(objects: &[Value]) -> &str {
    let made = objects.iter().find(|object| object["kind"] == "Namespace");
    let made = made.and_then(|object| object["metadata"]["name"].as_str());
    made.or_else(|| objects.iter().find_map(|object| object["metadata"]["namespace"].as_str())).unwrap_or(UNSAID)
}

fn within(value: &mut Value, old: &str, new: &str) {
    match value {
        Value::Object(fields) => {
            // Whom a RoleBinding means, and where a reference leads.
            if fields.get("namespace").is_some_and(|there| there == old) {
                fields.insert("namespace".to_owned(), new.into());
            }
            // Whom a NetworkPolicy lets in.
            if fields.get(OF_ITSELF).is_some_and(|there| there == old) {
                fields.insert(OF_ITSELF.to_owned(), new.into());
            }
            if fields.get("key").is_some_and(|key| key == OF_ITSELF)
                && let Some(Value::Array(values)) = fields.get_mut("values")
            {
                values.iter_mut().filter(|value| **value == old).for_each(|value| *value = new.into());
            }
            fields.values_mut().for_each(|value| within(value, old, new));
        }
        Value::Array(items) => items.iter_mut().for_each(|value| within(value, old, new)),
        Value::String(text) => {
            // Names of services, and of Google's identities for service accounts.
            for (before, after) in [(".", ".svc"), ("/ns/", "/sa/"), (".svc.id.goog[", "/")] {
                let (from, to) = (format!("{before}{old}{after}"), format!("{before}{new}{after}"));
                if text.contains(&from) {
                    *text = text.replace(&from, &to);
                }
            }
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_namespace_is_another_wherever_it_stands() {
        let label = "kubernetes.io/metadata.name";
        let mut objects = [
            json!({"kind": "Namespace", "metadata": {"name": "movie-guru", "labels": {label: "movie-guru"}}}),
            json!({"kind": "RoleBinding", "metadata": {"name": "reads"},
                "subjects": [{"kind": "ServiceAccount", "name": "web", "namespace": "movie-guru"},
                    {"kind": "ServiceAccount", "name": "x", "namespace": "kube-system"}]}),
            json!({"kind": "NetworkPolicy", "metadata": {"name": "p", "namespace": "movie-guru"}, "spec": {"ingress": [
                {"from": [{"namespaceSelector": {"matchLabels": {label: "movie-guru"}}},
                    {"namespaceSelector": {"matchLabels": {label: "kube-system"}}},
                    {"namespaceSelector": {"matchExpressions": [{"key": label, "operator": "In",
                        "values": ["movie-guru", "kube-system"]}]}}]}]}}),
            json!({"kind": "ConfigMap", "metadata": {"name": "c", "namespace": "movie-guru", "labels":
                {"app.kubernetes.io/part-of": "movie-guru"}}, "data": {"url": "http://backend.movie-guru.svc:9876/movie-guru",
                "identity": "serviceAccount:p.svc.id.goog[movie-guru/collector]", "principal": "x/ns/movie-guru/sa/collector"}}),
        ];
        move_to(&mut objects, "team-1").unwrap();
        assert_eq!(
            objects[0],
            json!({"kind": "Namespace", "metadata": {"name": "team-1", "labels": {label: "team-1"}}})
        );
        assert_eq!(objects[1]["metadata"]["namespace"], "team-1");
        assert_eq!(objects[1]["subjects"][0]["namespace"], "team-1");
        assert_eq!(objects[1]["subjects"][1]["namespace"], "kube-system");
        let from = &objects[2]["spec"]["ingress"][0]["from"];
        assert_eq!(from[0]["namespaceSelector"]["matchLabels"][label], "team-1");
        assert_eq!(from[1]["namespaceSelector"]["matchLabels"][label], "kube-system");
        assert_eq!(from[2]["namespaceSelector"]["matchExpressions"][0]["values"], json!(["team-1", "kube-system"]));
        assert_eq!(
            objects[3]["metadata"]["labels"]["app.kubernetes.io/part-of"], "movie-guru",
            "a label is no namespace"
        );
        assert_eq!(
            objects[3]["data"],
            json!({"url": "http://backend.team-1.svc:9876/movie-guru",
                "identity": "serviceAccount:p.svc.id.goog[team-1/collector]", "principal": "x/ns/team-1/sa/collector"})
        );
    }

    #[test]
    fn what_teams_would_share_is_refused() {
        let mut objects = [
            json!({"kind": "ClusterRole", "metadata": {"name": "reads"}}),
            json!({"kind": "Service", "metadata": {"name": "a", "namespace": "one"}}),
            json!({"kind": "Service", "metadata": {"name": "b", "namespace": "two"}}),
        ];
        let ManifestsError(problems) = move_to(&mut objects, "x").unwrap_err();
        assert!(problems[0].starts_with("ClusterRole/reads is of the whole cluster"), "{problems:?}");
        assert!(problems[1].starts_with("Service/b is for the namespace two"), "{problems:?}");
    }
}
