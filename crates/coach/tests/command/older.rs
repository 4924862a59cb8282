//! The overlay `local` as the real server, Kubernetes 1.20, would have it written: `deploy/checks` says what 1.20 does not know.

use std::fs;
use std::path::Path;

use movie_guru_test_support::workspace;
use serde_json::{Value, json};

/// Writes it into a folder, for `--manifests`.
pub(crate) fn write(folder: &Path) {
    let text = fs::read_to_string(workspace().join("deploy/k8s/rendered/local.yaml")).unwrap();
    let objects: Vec<Value> = serde_saphyr::from_multiple(&text).unwrap();
    let documents: Vec<_> = objects.into_iter().map(|object| spelled(object).to_string()).collect();
    fs::create_dir_all(folder).unwrap();
    fs::write(folder.join("local.yaml"), documents.join("\n---\n")).unwrap();
}

fn spelled(mut object: Value) -> Value {
    if object["kind"] == "PodDisruptionBudget" {
        object["apiVersion"] = json!("policy/v1beta1");
    }
    for container in object.pointer_mut("/spec/template/spec/containers").into_iter().flat_map(array) {
        if container.pointer("/lifecycle/preStop/sleep").is_some() {
            container.as_object_mut().unwrap().remove("lifecycle");
        }
        container["ports"].as_array_mut().into_iter().flatten().for_each(tcp);
    }
    object.pointer_mut("/spec/ports").into_iter().flat_map(array).for_each(tcp);
    for way in ["/spec/ingress", "/spec/egress"] {
        let rules = object.pointer_mut(way).into_iter().flat_map(array);
        rules.filter_map(|rule| rule.get_mut("ports")).flat_map(array).for_each(tcp);
    }
    object
}

fn array(value: &mut Value) -> &mut Vec<Value> {
    value.as_array_mut().unwrap()
}

/// A part of a port's key, which 1.20 wants said.
fn tcp(port: &mut Value) {
    port.as_object_mut().unwrap().entry("protocol").or_insert_with(|| json!("TCP"));
}
