//! What a cluster holds, and what a test says of it.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::net::SocketAddr;
use std::sync::{Arc, Mutex};

use serde_json::{Value, json};

use crate::resources::{BUILT_IN, Resource};

/// One request, as it came.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Asked {
    /// `GET`
    pub method: String,
    /// Without the query.
    pub path: String,
    /// Of the query, as it is written.
    pub query: String,
}

/// What becomes of pods with an image.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Fate {
    /// `ImagePullBackOff`, with this message.
    CannotPull(String),
    /// `CrashLoopBackOff`, with this exit code.
    Crashes(i32),
    /// No node fits, with the scheduler's message.
    Unschedulable(String),
}

/// Group, plural, namespace, name.
pub(crate) type Key = (String, String, String, String);

pub(crate) type Shared = Arc<Mutex<Store>>;

#[derive(Default)]
pub(crate) struct Store {
    pub(crate) objects: BTreeMap<Key, Value>,
    pub(crate) installed: Vec<Resource>,
    pub(crate) asked: Vec<Asked>,
    /// Answers for the requests to come: status, `Retry-After` in seconds.
    pub(crate) failures: VecDeque<(u16, Option<u64>)>,
    /// `create deployments.apps`: what nobody may.
    pub(crate) denied: BTreeSet<String>,
    pub(crate) tokens: Option<Vec<String>>,
    /// By a part of the image's name.
    pub(crate) fates: Vec<(String, Fate)>,
    /// Where a port of any pod leads.
    pub(crate) ports: BTreeMap<u16, SocketAddr>,
    /// By the container's name.
    pub(crate) logs: BTreeMap<String, Vec<String>>,
    /// Controllers and kubelets do nothing.
    pub(crate) paused: bool,
    /// Controllers have nothing to do until the version is another.
    pub(crate) settled: Option<u64>,
    version: u64,
    uid: u64,
}

impl Store {
    pub(crate) fn new() -> Self {
        let mut store = Self::default();
        for name in ["default", "kube-system"] {
            store.create(&Resource::named("namespaces"), "", json!({"metadata": {"name": name}}));
        }
        for name in ["node-1", "node-2"] {
            let node =
                json!({"metadata": {"name": name}, "status": {"conditions": [{"type": "Ready", "status": "True"}]}});
            store.create(&Resource::named("nodes"), "", node);
        }
        store
    }

    pub(crate) fn resource(&self, group: &str, plural: &str) -> Option<Resource> {
        let known = BUILT_IN.iter().map(Resource::of).chain(self.installed.iter().cloned());
        known.into_iter().find(|resource| resource.group == group && resource.plural == plural)
    }

    pub(crate) fn of_kind(&self, plural: &str) -> Vec<(Key, Value)> {
        let found = self.objects.iter().filter(|((_, own, _, _), _)| own == plural);
        found.map(|(key, object)| (key.clone(), object.clone())).collect()
    }

    /// Of a built-in kind, in a namespace.
    pub(crate) fn within<'a>(
        &'a self,
        plural: &'a str,
        namespace: &'a str,
    ) -> impl Iterator<Item = (&'a Key, &'a Value)> {
        let group = Resource::named(plural).group;
        let first = (group, plural.to_owned(), namespace.to_owned(), String::new());
        self.objects.range(first..).take_while(move |(key, _)| key.1 == plural && key.2 == namespace)
    }

    /// Whatever holds it.
    pub(crate) fn gone(&mut self, key: &Key) {
        self.version += 1;
        self.objects.remove(key);
    }

    /// As somebody wrote it, with what the server adds.
    pub(crate) fn create(&mut self, resource: &Resource, namespace: &str, mut object: Value) -> Value {
        let name = object["metadata"]["name"].as_str().unwrap().to_owned();
        self.uid += 1;
        object["apiVersion"] = json!(resource.api_version());
        object["kind"] = json!(resource.kind);
        object["metadata"]["uid"] = json!(format!("00000000-0000-4000-8000-{:012}", self.uid));
        object["metadata"]["creationTimestamp"] = json!(now());
        if resource.namespaced {
            object["metadata"]["namespace"] = json!(namespace);
        }
        if object["spec"].is_object() {
            object["metadata"]["generation"] = json!(1);
        }
        if resource.kind == "Namespace" {
            object["metadata"]["labels"]["kubernetes.io/metadata.name"] = json!(name);
            object["spec"] = json!({"finalizers": ["kubernetes"]});
            object["status"] = json!({"phase": "Active"});
        }
        let key = (resource.group.clone(), resource.plural.clone(), namespace.to_owned(), name);
        self.put(key, object)
    }

    /// Stored under the next version.
    pub(crate) fn put(&mut self, key: Key, mut object: Value) -> Value {
        self.version += 1;
        object["metadata"]["resourceVersion"] = json!(self.version.to_string());
        self.objects.insert(key, object.clone());
        object
    }

    /// The same but of its version; whether anything changed.
    pub(crate) fn update(&mut self, key: &Key, mut object: Value) -> Value {
        let Some(before) = self.objects.get(key) else { return object };
        if *before == object {
            return object;
        }
        let meant = |object: &Value| {
            let mut object = object.clone();
            let map = object.as_object_mut().unwrap();
            map.remove("metadata");
            map.remove("status");
            object
        };
        if meant(before) != meant(&object) && object["metadata"]["generation"].is_u64() {
            let next = before["metadata"]["generation"].as_u64().unwrap() + 1;
            object["metadata"]["generation"] = json!(next);
        }
        self.put(key.clone(), object)
    }

    /// Gone, or on its way out where something holds it.
    pub(crate) fn delete(&mut self, key: &Key, foreground: bool) -> Value {
        let mut object = self.objects[key].clone();
        if foreground && !object["metadata"]["finalizers"].is_array() {
            object["metadata"]["finalizers"] = json!(["foregroundDeletion"]);
        }
        let held = object["metadata"]["finalizers"].as_array().is_some_and(|held| !held.is_empty());
        if held || key.1 == "namespaces" {
            if !object["metadata"]["deletionTimestamp"].is_string() {
                object["metadata"]["deletionTimestamp"] = json!(now());
                if key.1 == "namespaces" {
                    object["status"]["phase"] = json!("Terminating");
                }
                object = self.put(key.clone(), object);
            }
            return object;
        }
        self.gone(key);
        object
    }

    pub(crate) fn version(&self) -> u64 {
        self.version
    }

    /// As a controller tells of something.
    pub(crate) fn event(&mut self, about: &Value, reason: &str, message: &str) {
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        let (namespace, name) = (text(&about["metadata"]["namespace"]), text(&about["metadata"]["name"]));
        let same = |event: &Value| {
            event["involvedObject"]["uid"] == about["metadata"]["uid"]
                && event["reason"] == reason
                && event["message"] == message
        };
        if self.within("events", &namespace).any(|(_, event)| same(event)) {
            return;
        }
        let event = json!({
            "metadata": {"name": format!("{name}.{:x}", self.uid + 1)},
            "involvedObject": {"kind": about["kind"], "name": name, "namespace": namespace, "uid": about["metadata"]["uid"]},
            "reason": reason,
            "message": message,
            "type": "Warning",
            "lastTimestamp": now(),
        });
        self.create(&Resource::named("events"), &namespace, event);
    }
}

pub(crate) fn now() -> String {
    jiff::Timestamp::now().to_string().split('.').next().unwrap().trim_end_matches('Z').to_owned() + "Z"
}
