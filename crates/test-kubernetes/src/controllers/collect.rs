//! Namespaces that begin and end, and what goes with its owner.

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::resources::Resource;
use crate::store::{Key, Store};

fn ending(object: &Value) -> bool {
    object["metadata"]["deletionTimestamp"].is_string()
}

pub(crate) fn namespaces(store: &mut Store) {
    for (key, namespace) in store.of_kind("namespaces") {
        let name = key.3.clone();
        let within: Vec<Key> = store.objects.keys().filter(|key| key.2 == name).cloned().collect();
        if !ending(&namespace) {
            for (plural, furniture) in [("serviceaccounts", "default"), ("configmaps", "kube-root-ca.crt")] {
                let there = (String::new(), plural.to_owned(), name.clone(), furniture.to_owned());
                if !store.objects.contains_key(&there) {
                    store.create(&Resource::named(plural), &name, json!({"metadata": {"name": furniture}}));
                }
            }
            continue;
        }
        for key in &within {
            store.delete(key, false);
        }
        let held: Vec<String> =
            store.objects.keys().filter(|key| key.2 == name).map(|key| format!("{}/{}", key.1, key.3)).collect();
        if held.is_empty() {
            store.gone(&key);
        } else if !namespace["status"]["conditions"].is_array() {
            let mut object = namespace.clone();
            let message = format!("Some content in the namespace has finalizers remaining: {}", held.join(", "));
            object["status"]["conditions"] =
                json!([{"type": "NamespaceFinalizersRemaining", "status": "True", "message": message}]);
            store.update(&key, object);
        }
    }
}

/// The garbage collector: whose owner is gone goes, and who waits for what it owns goes after it.
pub(crate) fn owned(store: &mut Store) {
    let all: Vec<(Key, Value)> = store.objects.iter().map(|(key, object)| (key.clone(), object.clone())).collect();
    let there: BTreeSet<String> =
        all.iter().filter_map(|(_, object)| object["metadata"]["uid"].as_str().map(str::to_owned)).collect();
    let waiting: BTreeSet<String> = all
        .iter()
        .filter(|(_, object)| ending(object) && object["metadata"]["finalizers"] == json!(["foregroundDeletion"]))
        .filter_map(|(_, object)| object["metadata"]["uid"].as_str().map(str::to_owned))
        .collect();
    let mut owning = BTreeSet::new();
    for (key, object) in &all {
        for owner in object["metadata"]["ownerReferences"].as_array().into_iter().flatten() {
            let uid = owner["uid"].as_str().unwrap_or_default();
            let foreground = waiting.contains(uid);
            if foreground {
                owning.insert(uid.to_owned());
            }
            if (foreground || !there.contains(uid)) && !ending(object) {
                store.delete(key, key.1 == "replicasets");
            }
        }
    }
    for (key, object) in all {
        let uid = object["metadata"]["uid"].as_str().unwrap_or_default();
        if waiting.contains(uid) && !owning.contains(uid) && store.objects.contains_key(&key) {
            store.gone(&key);
        }
    }
}
