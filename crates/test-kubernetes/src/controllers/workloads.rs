//! Deployments, StatefulSets and DaemonSets: how many pods they make, and what they say of it.

use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::api::quota;
use crate::resources::Resource;
use crate::store::{Key, Store};

fn hash(template: &Value) -> String {
    format!("{:x}", Sha256::digest(template.to_string()))[..9].to_owned()
}

fn ending(object: &Value) -> bool {
    object["metadata"]["deletionTimestamp"].is_string()
}

fn owner(object: &Value) -> Value {
    json!({"apiVersion": object["apiVersion"], "kind": object["kind"], "name": object["metadata"]["name"],
        "uid": object["metadata"]["uid"], "controller": true})
}

fn owned_by(object: &Value, owner: &Value) -> bool {
    let owners = object["metadata"]["ownerReferences"].as_array().into_iter().flatten();
    owners.into_iter().any(|reference| reference["uid"] == owner["metadata"]["uid"])
}

fn of(store: &Store, plural: &str, owner: &Value) -> Vec<(Key, Value)> {
    let found = store.within(plural, owner["metadata"]["namespace"].as_str().unwrap());
    found.filter(|(_, object)| owned_by(object, owner)).map(|(key, object)| (key.clone(), object.clone())).collect()
}

pub(crate) fn ready(pod: &Value) -> bool {
    let conditions = pod["status"]["conditions"].as_array().into_iter().flatten();
    conditions.into_iter().any(|condition| condition["type"] == "Ready" && condition["status"] == "True")
}

/// One more pod, or why there is none.
fn make(
    store: &mut Store,
    namespace: &str,
    name: &str,
    template: &Value,
    by: &Value,
    node: Option<&str>,
) -> Result<(), String> {
    quota(store, namespace, name)?;
    let mut pod = json!({
        "metadata": {"name": name, "labels": template["metadata"]["labels"], "ownerReferences": [owner(by)]},
        "spec": template["spec"],
        "status": {"phase": "Pending"},
    });
    pod["metadata"]["annotations"]["hash"] = json!(hash(template));
    if let Some(node) = node {
        pod["spec"]["nodeName"] = json!(node);
    }
    store.create(&Resource::named("pods"), namespace, pod);
    Ok(())
}

fn status(store: &mut Store, key: &Key, status: Value) {
    let Some(mut object) = store.objects.get(key).cloned() else { return };
    object["status"] = status;
    object["status"]["observedGeneration"] = object["metadata"]["generation"].clone();
    store.update(key, object);
}

pub(crate) fn deployments(store: &mut Store) {
    for (key, deployment) in store.of_kind("deployments") {
        if ending(&deployment) {
            continue;
        }
        let (namespace, name) = (&key.2, &key.3);
        let template = &deployment["spec"]["template"];
        let wanted = deployment["spec"]["replicas"].as_u64().unwrap_or(1);
        let set_name = format!("{name}-{}", hash(template));
        let set_key: Key = ("apps".to_owned(), "replicasets".to_owned(), namespace.clone(), set_name.clone());
        if !store.objects.contains_key(&set_key) {
            let set = json!({"metadata": {"name": set_name, "ownerReferences": [owner(&deployment)]},
                "spec": {"replicas": wanted, "template": template}});
            store.create(&Resource::named("replicasets"), namespace, set);
        }
        let set = store.objects[&set_key].clone();
        let mut new = of(store, "pods", &set);
        let mut failure = None;
        if (new.len() as u64) < wanted {
            let mut number = 0;
            while new.iter().any(|(key, _)| key.3 == format!("{set_name}-{number}")) {
                number += 1;
            }
            if let Err(why) = make(store, namespace, &format!("{set_name}-{number}"), template, &set, None) {
                store.event(&set, "FailedCreate", &format!("Error creating: {why}"));
                failure = Some(why);
            }
        }
        while new.len() as u64 > wanted {
            store.delete(&new.pop().unwrap().0, false);
        }
        let new = of(store, "pods", &set);
        let up = new.iter().filter(|(_, pod)| ready(pod)).count() as u64;
        let mut old = 0;
        for (other_key, other) in of(store, "replicasets", &deployment) {
            if other_key == set_key {
                continue;
            }
            let pods = of(store, "pods", &other);
            old += pods.len() as u64;
            // An old pod goes for each new one that is ready.
            for (key, _) in pods.iter().take(usize::try_from((up + pods.len() as u64).saturating_sub(wanted)).unwrap())
            {
                store.delete(key, false);
                old -= 1;
            }
        }
        let mut conditions = vec![json!({"type": "Available", "status": if up >= wanted { "True" } else { "False" }})];
        if let Some(why) = failure {
            conditions
                .push(json!({"type": "ReplicaFailure", "status": "True", "reason": "FailedCreate", "message": why}));
        }
        let all = new.len() as u64 + old;
        status(
            store,
            &key,
            json!({"replicas": all, "updatedReplicas": new.len(), "readyReplicas": up,
            "availableReplicas": up, "conditions": conditions}),
        );
    }
}

pub(crate) fn stateful_sets(store: &mut Store) {
    for (key, set) in store.of_kind("statefulsets") {
        if ending(&set) {
            continue;
        }
        let (namespace, name) = (&key.2, &key.3);
        let template = &set["spec"]["template"];
        let revision = hash(template);
        let wanted = set["spec"]["replicas"].as_u64().unwrap_or(1);
        for claim in set["spec"]["volumeClaimTemplates"].as_array().into_iter().flatten() {
            for number in 0..wanted {
                let named = format!("{}-{name}-{number}", claim["metadata"]["name"].as_str().unwrap());
                let there: Key = (String::new(), "persistentvolumeclaims".to_owned(), namespace.clone(), named.clone());
                if !store.objects.contains_key(&there) {
                    let claim =
                        json!({"metadata": {"name": named}, "spec": claim["spec"], "status": {"phase": "Bound"}});
                    store.create(&Resource::named("persistentvolumeclaims"), namespace, claim);
                }
            }
        }
        let pods = of(store, "pods", &set);
        let current = |pod: &Value| pod["metadata"]["annotations"]["hash"] == revision.as_str();
        let (mut up, mut updated) = (0, 0);
        for number in 0..wanted {
            let named = format!("{name}-{number}");
            match pods.iter().find(|(key, _)| key.3 == named) {
                Some((key, pod)) if !current(pod) => {
                    store.delete(key, false);
                    break;
                }
                Some((_, pod)) => {
                    updated += 1;
                    up += u64::from(ready(pod));
                    if !ready(pod) {
                        break;
                    }
                }
                None => {
                    if let Err(why) = make(store, namespace, &named, template, &set, None) {
                        store.event(&set, "FailedCreate", &format!("create Pod {named} failed error: {why}"));
                    }
                    break;
                }
            }
        }
        let count = of(store, "pods", &set).len();
        let done = updated == wanted && up == wanted;
        let before = set["status"]["currentRevision"].as_str().unwrap_or(&revision).to_owned();
        let now = if done { revision.clone() } else { before };
        status(
            store,
            &key,
            json!({"replicas": count, "readyReplicas": up, "updatedReplicas": updated,
            "currentRevision": now, "updateRevision": revision}),
        );
    }
}

pub(crate) fn daemon_sets(store: &mut Store) {
    for (key, set) in store.of_kind("daemonsets") {
        if ending(&set) {
            continue;
        }
        let template = &set["spec"]["template"];
        let nodes: Vec<String> = store.of_kind("nodes").into_iter().map(|(key, _)| key.3).collect();
        let (mut up, mut updated) = (0, 0);
        for node in &nodes {
            let named = format!("{}-{node}", key.3);
            let pods = of(store, "pods", &set);
            match pods.iter().find(|(key, _)| key.3 == named) {
                Some((key, pod)) if pod["metadata"]["annotations"]["hash"] != hash(template).as_str() => {
                    store.delete(key, false);
                }
                Some((_, pod)) => {
                    updated += 1;
                    up += u64::from(ready(pod));
                }
                None => {
                    if let Err(why) = make(store, &key.2, &named, template, &set, Some(node)) {
                        store.event(&set, "FailedCreate", &format!("Error creating: {why}"));
                    }
                }
            }
        }
        let count = of(store, "pods", &set).len();
        status(
            store,
            &key,
            json!({"desiredNumberScheduled": nodes.len(), "currentNumberScheduled": count,
            "updatedNumberScheduled": updated, "numberAvailable": up, "numberReady": up}),
        );
    }
}
