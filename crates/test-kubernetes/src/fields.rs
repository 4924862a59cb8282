//! Fields of an object as server-side apply sees them, each with its path in the spelling of `managedFields`.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value, json};

/// `["f:spec", "f:containers", "k:{\"name\":\"web\"}", "f:image"]`
pub(crate) type Path = Vec<String>;

/// An element's existence, apart from what is in it.
const SELF: &str = ".";

/// The lists whose elements have owners of their own, by which keys; all others belong to one as a whole.
fn keys(list: &str) -> &'static [&'static str] {
    match list {
        "containers" | "initContainers" | "env" | "volumes" | "imagePullSecrets" => &["name"],
        "ports" => &["containerPort", "port", "protocol"],
        "volumeMounts" => &["mountPath"],
        "ownerReferences" => &["uid"],
        _ => &[],
    }
}

/// What nobody owns: how the object is found, and what the server itself writes.
fn nobodys(path: &[String]) -> bool {
    match path.iter().map(String::as_str).collect::<Vec<_>>().as_slice() {
        ["f:apiVersion" | "f:kind"] => true,
        ["f:metadata", field] => matches!(
            *field,
            "f:name"
                | "f:namespace"
                | "f:uid"
                | "f:resourceVersion"
                | "f:generation"
                | "f:creationTimestamp"
                | "f:managedFields"
                | "f:deletionTimestamp"
                | "f:deletionGracePeriodSeconds"
        ),
        _ => false,
    }
}

/// Each leaf, and its value.
pub(crate) fn leaves(object: &Value) -> BTreeMap<Path, Value> {
    let mut found = BTreeMap::new();
    walk(&mut Vec::new(), "", object, &mut found);
    found
}

fn walk(path: &mut Path, name: &str, value: &Value, found: &mut BTreeMap<Path, Value>) {
    if nobodys(path) {
        return;
    }
    match value {
        Value::Object(map) if !map.is_empty() => {
            for (key, value) in map {
                path.push(format!("f:{key}"));
                walk(path, key, value, found);
                path.pop();
            }
        }
        Value::Array(list) if !list.is_empty() && !keys(name).is_empty() && list.iter().all(Value::is_object) => {
            for item in list {
                path.push(format!("k:{}", key_of(name, item)));
                path.push(SELF.to_owned());
                found.insert(path.clone(), json!({}));
                path.pop();
                for (key, value) in item.as_object().unwrap() {
                    path.push(format!("f:{key}"));
                    walk(path, key, value, found);
                    path.pop();
                }
                path.pop();
            }
        }
        leaf => {
            found.insert(path.clone(), leaf.clone());
        }
    }
}

fn key_of(list: &str, item: &Value) -> Value {
    let present = keys(list).iter().filter(|key| !item[**key].is_null());
    let mut key: Map<String, Value> = present.map(|key| ((*key).to_owned(), item[*key].clone())).collect();
    if list == "ports" {
        // A default is part of the key, and nobody's.
        key.entry("protocol").or_insert_with(|| json!("TCP"));
    }
    Value::Object(key)
}

/// Puts a value where a path leads, making what is on the way.
pub(crate) fn set(object: &mut Value, path: &[String], value: Value) {
    match path {
        [] => *object = value,
        [last] if last == SELF => {}
        [step, rest @ ..] => {
            if let Some(field) = step.strip_prefix("f:") {
                if !object.is_object() {
                    *object = json!({});
                }
                set(&mut object[field], rest, value);
            } else {
                let wanted: Map<String, Value> = serde_json::from_str(&step[2..]).unwrap();
                if !object.is_array() {
                    *object = json!([]);
                }
                let list = object.as_array_mut().unwrap();
                let at = list.iter().position(|item| fits(item, &wanted)).unwrap_or_else(|| {
                    list.push(Value::Object(wanted.clone()));
                    list.len() - 1
                });
                set(&mut list[at], rest, value);
            }
        }
    }
}

fn fits(item: &Value, wanted: &Map<String, Value>) -> bool {
    wanted.iter().all(|(key, value)| item[key] == *value)
}

/// Takes away what a path leads to, and what is empty then.
pub(crate) fn remove(object: &mut Value, path: &[String]) {
    let Some((step, rest)) = path.split_first() else { return };
    if let Some(field) = step.strip_prefix("f:") {
        let Some(map) = object.as_object_mut() else { return };
        if rest.is_empty() {
            map.remove(field);
        } else if let Some(within) = map.get_mut(field) {
            remove(within, rest);
            if matches!(within, Value::Object(map) if map.is_empty())
                || matches!(within, Value::Array(list) if list.is_empty())
            {
                map.remove(field);
            }
        }
    } else if let Some(keys) = step.strip_prefix("k:") {
        let wanted: Map<String, Value> = serde_json::from_str(keys).unwrap();
        let Some(list) = object.as_array_mut() else { return };
        if rest == [SELF] {
            list.retain(|item| !fits(item, &wanted));
        } else if let Some(item) = list.iter_mut().find(|item| fits(item, &wanted)) {
            remove(item, rest);
        }
    }
}

/// As `managedFields` has it.
pub(crate) fn tree(paths: &BTreeSet<Path>) -> Value {
    let mut tree = json!({});
    for path in paths {
        let mut at = &mut tree;
        for step in path {
            at = at.as_object_mut().unwrap().entry(step).or_insert_with(|| json!({}));
        }
    }
    tree
}

/// And back.
pub(crate) fn paths(tree: &Value) -> BTreeSet<Path> {
    let mut found = BTreeSet::new();
    gather(&mut Vec::new(), tree, &mut found);
    found
}

fn gather(path: &mut Path, tree: &Value, found: &mut BTreeSet<Path>) {
    let fields = tree.as_object().unwrap();
    if fields.is_empty() && !path.is_empty() {
        found.insert(path.clone());
    }
    for (step, within) in fields {
        path.push(step.clone());
        gather(path, within, found);
        path.pop();
    }
}

/// `.spec.replicas`
pub(crate) fn written(path: &[String]) -> String {
    let steps = path.iter().map(|step| match step.strip_prefix("f:") {
        Some(field) => format!(".{field}"),
        None => format!("[{}]", step.trim_start_matches("k:").trim_matches(['{', '}']).replace(':', "=")),
    });
    steps.collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tree_of_owned_fields_is_read_back() {
        let object = json!({"metadata": {"name": "web", "labels": {"a": "b"}},
            "spec": {"replicas": 2, "containers": [{"name": "web", "image": "x", "args": ["1"]}]}});
        let leaves = leaves(&object);
        let owned: BTreeSet<Path> = leaves.keys().cloned().collect();
        assert_eq!(paths(&tree(&owned)), owned);
        let mut again = json!({});
        for (path, value) in leaves {
            set(&mut again, &path, value);
        }
        assert_eq!(again["spec"], object["spec"]);
        assert!(again["metadata"].get("name").is_none());
    }
}
