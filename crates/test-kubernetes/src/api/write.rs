//! Writes, and whose each field is after them (Kubernetes' "Server-Side Apply").

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Value, json};

use super::answers::Refusal;
use super::{admission, defaults};
use crate::fields::{Path, leaves, paths, remove, set, tree, written};
use crate::resources::Resource;
use crate::store::{Key, Store};

/// Who has which fields, by manager and operation.
type Books = BTreeMap<(String, String), BTreeSet<Path>>;

/// Who writes, and how.
pub(crate) struct Writer {
    pub(crate) manager: String,
    pub(crate) force: bool,
    pub(crate) dry: bool,
}

fn books(live: &Value) -> Books {
    let entries = live["metadata"]["managedFields"].as_array().into_iter().flatten();
    entries
        .map(|entry| {
            let text = |field: &str| entry[field].as_str().unwrap_or_default().to_owned();
            ((text("manager"), text("operation")), paths(&entry["fieldsV1"]))
        })
        .collect()
}

fn note(object: &mut Value, resource: &Resource, books: &Books) {
    let entries: Vec<Value> = books
        .iter()
        .filter(|(_, fields)| !fields.is_empty())
        .map(|((manager, operation), fields)| {
            json!({"manager": manager, "operation": operation, "apiVersion": resource.api_version(),
                "fieldsType": "FieldsV1", "fieldsV1": tree(fields)})
        })
        .collect();
    object["metadata"]["managedFields"] = json!(entries);
}

pub(crate) fn apply(
    store: &mut Store,
    resource: &Resource,
    key: &Key,
    patch: Value,
    writer: &Writer,
) -> Result<(u16, Value), Refusal> {
    admission::strict(resource, &patch)?;
    let wanted = leaves(&patch);
    let own = (writer.manager.clone(), "Apply".to_owned());
    let Some(live) = store.objects.get(key).cloned() else {
        let mut object = patch.clone();
        object["metadata"]["name"] = json!(key.3);
        note(&mut object, resource, &Books::from([(own, wanted.into_keys().collect())]));
        return create(store, resource, key, object, writer.dry).map(|object| (201, object));
    };
    let there = leaves(&live);
    let mut books = books(&live);
    let mut found = Vec::new();
    for (path, value) in &wanted {
        // What is there as it is wanted is shared.
        if there.get(path) == Some(value) || there.get(path).is_some_and(|live| as_written(live, value)) {
            continue;
        }
        for ((manager, operation), fields) in &mut books {
            if (manager, operation) != (&own.0, &own.1) && fields.contains(path) {
                if writer.force {
                    fields.remove(path);
                } else {
                    found.push((manager.clone(), written(path)));
                }
            }
        }
    }
    if !found.is_empty() {
        return Err(Refusal::conflicts(&found));
    }
    let mut object = live.clone();
    for (path, value) in &wanted {
        if !there.get(path).is_some_and(|live| as_written(live, value)) {
            set(&mut object, path, value.clone());
        }
    }
    let before = books.insert(own.clone(), wanted.keys().cloned().collect()).unwrap_or_default();
    let of_others: BTreeSet<&Path> =
        books.iter().filter(|(who, _)| **who != own).flat_map(|(_, fields)| fields).collect();
    for path in before.iter().filter(|path| !wanted.contains_key(*path) && !of_others.contains(path)) {
        remove(&mut object, path);
    }
    defaults::fill(&mut object);
    note(&mut object, resource, &books);
    Ok((200, if writer.dry { object } else { store.update(key, object) }))
}

/// `1000m` was stored as `1`.
fn as_written(live: &Value, wanted: &Value) -> bool {
    matches!((live.as_str(), wanted.as_str()), (Some(live), Some(wanted)) if wanted == format!("{live}000m"))
}

pub(crate) fn create(
    store: &mut Store,
    resource: &Resource,
    key: &Key,
    mut object: Value,
    dry: bool,
) -> Result<Value, Refusal> {
    admission::namespace(store, resource, &key.2, &key.3)?;
    if store.objects.contains_key(key) {
        return Err(Refusal::new(409, "AlreadyExists", format!("{} \"{}\" already exists", resource.full(), key.3)));
    }
    if resource.kind == "Pod" {
        admission::quota(store, &key.2, &key.3).map_err(|why| Refusal::new(403, "Forbidden", why))?;
    }
    object["kind"] = json!(resource.kind);
    defaults::fill(&mut object);
    Ok(if dry { object } else { store.create(resource, &key.2, object) })
}

/// By POST: all of it is the writer's.
pub(crate) fn post(
    store: &mut Store,
    resource: &Resource,
    key: &Key,
    mut object: Value,
    writer: &Writer,
) -> Result<Value, Refusal> {
    object["kind"] = json!(resource.kind);
    if let Some(texts) = object.as_object_mut().and_then(|whole| whole.remove("stringData")) {
        use base64::Engine;
        for (name, text) in texts.as_object().into_iter().flatten() {
            object["data"][name] = json!(base64::prelude::BASE64_STANDARD.encode(text.as_str().unwrap()));
        }
    }
    let own = (writer.manager.clone(), "Update".to_owned());
    let fields = leaves(&object).into_keys().collect();
    note(&mut object, resource, &Books::from([(own, fields)]));
    create(store, resource, key, object, writer.dry)
}

/// By PUT or a patch that is no apply: what it changes becomes the writer's.
pub(crate) fn replace(store: &mut Store, resource: &Resource, key: &Key, mut object: Value, writer: &Writer) -> Value {
    let live = store.objects[key].clone();
    for field in ["uid", "resourceVersion", "generation", "creationTimestamp", "namespace", "managedFields"] {
        if !live["metadata"][field].is_null() {
            object["metadata"][field] = live["metadata"][field].clone();
        }
    }
    defaults::fill(&mut object);
    let (before, after) = (leaves(&live), leaves(&object));
    let mut books = books(&live);
    let changed: BTreeSet<Path> =
        after.iter().filter(|(path, value)| before.get(*path) != Some(value)).map(|(path, _)| path.clone()).collect();
    for fields in books.values_mut() {
        fields.retain(|path| after.contains_key(path) && !changed.contains(path));
    }
    books.entry((writer.manager.clone(), "Update".to_owned())).or_default().extend(changed);
    note(&mut object, resource, &books);
    if writer.dry { object } else { store.update(key, object) }
}

/// RFC 7386.
pub(crate) fn merge(into: &mut Value, patch: &Value) {
    let Some(fields) = patch.as_object() else {
        *into = patch.clone();
        return;
    };
    if !into.is_object() {
        *into = json!({});
    }
    for (field, value) in fields {
        if value.is_null() {
            into.as_object_mut().unwrap().remove(field);
        } else {
            merge(&mut into[field], value);
        }
    }
}
