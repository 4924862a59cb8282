//! A manifest as it is sent: with its namespace, its ApplySet and a hash of itself, and without what says nothing.

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use serde_json::{Map, Value, json};
use sha2::{Digest, Sha256};

use crate::applyset::PART_OF;
use crate::kind::Kind;
use crate::trouble::Trouble;

/// A hash of what was applied: where it differs, something changed of what we want, also where only a field is gone.
pub(crate) const APPLIED: &str = "movie-guru-coach/applied";
/// Made once and kept as it is, so no part of the manifests; it goes when the bundle goes.
pub(crate) const KEPT: &str = "movie-guru-coach/kept";

/// An object as it is wanted.
#[derive(Clone, Debug)]
pub(crate) struct Wanted {
    pub(crate) kind: Kind,
    pub(crate) name: String,
    pub(crate) value: Value,
}

impl Wanted {
    /// # Errors
    /// Where it is no manifest, or of another namespace.
    pub(crate) fn new(object: &Value, namespace: &str, set: &str) -> Result<Self, Trouble> {
        let name = object["metadata"]["name"].as_str().unwrap_or_default().to_owned();
        let refused = |object: &str, why: &str| Trouble::Refused { object: object.to_owned(), why: why.to_owned() };
        let kind = Kind::of(object).filter(|_| !name.is_empty());
        let kind =
            kind.ok_or_else(|| refused("a manifest", "it has no apiVersion, kind or metadata.name; give it one"))?;
        let title = format!("{}/{name}", kind.kind);
        if kind.cluster_wide() && kind.kind != "Namespace" {
            return Err(refused(
                &title,
                "it is of the cluster, and a bundle is of one namespace; apply it with kubectl",
            ));
        }
        if kind.kind == "Namespace" && name != namespace {
            return Err(refused(&title, &format!("the bundle's namespace is {namespace}; name it so")));
        }
        let other = object["metadata"]["namespace"].as_str().filter(|other| *other != namespace);
        if let Some(other) = other {
            return Err(refused(
                &title,
                &format!("it is of namespace {other}, the bundle of {namespace}; leave it out"),
            ));
        }

        let mut value = object.clone();
        strip(&mut value);
        decode(&kind, &mut value);
        protocols(&mut value);
        if let Some(whole) = value.as_object_mut() {
            whole.remove("status");
        }
        let hash = format!("{:x}", Sha256::digest(value.to_string()));
        let metadata = map(&mut value, "metadata");
        if !kind.cluster_wide() {
            metadata.insert("namespace".to_owned(), json!(namespace));
        }
        insert(metadata, "labels", PART_OF, set);
        insert(metadata, "annotations", APPLIED, &hash);
        Ok(Self { kind, name, value })
    }

    /// `Deployment/web`
    pub(crate) fn title(&self) -> String {
        format!("{}/{}", self.kind.kind, self.name)
    }
}

/// Before what uses it: the namespace, then whom pods are and what they read, then the rest, then what has pods.
pub(crate) fn rank(kind: &Kind) -> u8 {
    match kind.kind.as_str() {
        "Namespace" => 0,
        "ServiceAccount" | "ConfigMap" | "Secret" | "ResourceQuota" | "LimitRange" => 1,
        "Deployment" | "StatefulSet" | "DaemonSet" | "Job" | "CronJob" | "ReplicaSet" | "Pod" => 3,
        _ => 2,
    }
}

pub(crate) fn label<'a>(object: &'a Value, name: &str) -> Option<&'a str> {
    object["metadata"]["labels"][name].as_str()
}

pub(crate) fn annotation<'a>(object: &'a Value, name: &str) -> Option<&'a str> {
    object["metadata"]["annotations"][name].as_str()
}

pub(crate) fn name(object: &Value) -> &str {
    object["metadata"]["name"].as_str().unwrap_or_default()
}

/// It was deleted, and something holds it.
pub(crate) fn ending(object: &Value) -> bool {
    object["metadata"]["deletionTimestamp"].is_string()
}

/// An array's elements, none where it is none.
pub(crate) fn items(value: &Value) -> &[Value] {
    value.as_array().map(Vec::as_slice).unwrap_or_default()
}

/// An object within, made where there is none.
fn map<'a>(value: &'a mut Value, key: &str) -> &'a mut Map<String, Value> {
    if !value[key].is_object() {
        value[key] = json!({});
    }
    match &mut value[key] {
        Value::Object(map) => map,
        _ => unreachable!("it was made one"),
    }
}

fn insert(metadata: &mut Map<String, Value>, group: &str, key: &str, value: &str) {
    let group = metadata.entry(group).or_insert_with(|| json!({}));
    if !group.is_object() {
        *group = json!({});
    }
    group[key] = json!(value);
}

/// A null says that a field is not set, as does its absence; the server keeps neither.
fn strip(value: &mut Value) {
    match value {
        Value::Object(map) => {
            map.retain(|_, value| !value.is_null());
            map.values_mut().for_each(strip);
        }
        Value::Array(items) => items.iter_mut().for_each(strip),
        _ => {}
    }
}

/// A port's protocol is a part of its key in server-side apply, and older servers do not know its default there.
fn protocols(value: &mut Value) {
    let service = value["kind"] == "Service";
    let Some(spec) = value.get_mut("spec") else { return };
    if service {
        tcp(spec);
    }
    let pod = if spec.get("template").is_some() { spec.pointer_mut("/template/spec") } else { Some(spec) };
    if let Some(pod) = pod {
        for list in ["containers", "initContainers"] {
            let containers = pod.get_mut(list).and_then(Value::as_array_mut);
            containers.into_iter().flatten().for_each(tcp);
        }
    }
}

fn tcp(owner: &mut Value) {
    for port in owner.get_mut("ports").and_then(Value::as_array_mut).into_iter().flatten() {
        if port.is_object() && port.get("protocol").is_none() {
            port["protocol"] = json!("TCP");
        }
    }
}

/// `stringData` is for writing only: what is read back is `data`.
fn decode(kind: &Kind, value: &mut Value) {
    if kind.kind != "Secret" || !kind.group.is_empty() {
        return;
    }
    let Some(texts) = value.as_object_mut().and_then(|whole| whole.remove("stringData")) else { return };
    let data = map(value, "data");
    for (key, text) in texts.as_object().into_iter().flatten() {
        data.insert(key.clone(), json!(BASE64_STANDARD.encode(text.as_str().unwrap_or_default())));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_says_nothing_is_not_sent() {
        let object = json!({"apiVersion": "v1", "kind": "Secret", "status": {}, "stringData": {"a": "b"},
            "metadata": {"name": "s", "creationTimestamp": null}});
        let wanted = Wanted::new(&object, "n", "set").unwrap();
        assert_eq!(wanted.value["data"], json!({"a": "Yg=="}));
        assert!(wanted.value.get("stringData").is_none() && wanted.value.get("status").is_none());
        assert!(wanted.value["metadata"].get("creationTimestamp").is_none());
        assert_eq!(wanted.value["metadata"]["namespace"], "n");
        assert_eq!(label(&wanted.value, PART_OF), Some("set"));
    }

    #[test]
    fn an_object_of_another_namespace_is_refused() {
        let object = json!({"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "c", "namespace": "other"}});
        assert!(matches!(Wanted::new(&object, "n", "set"), Err(Trouble::Refused { .. })));
    }
}
