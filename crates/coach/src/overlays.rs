//! The overlays: those that travel in the binary as kustomize rendered them, or those of a folder.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use rust_embed::RustEmbed;
use serde_json::Value;

#[derive(RustEmbed)]
#[folder = "../../deploy/k8s/rendered"]
#[include = "*.yaml"]
#[allow_missing = true]
struct Embedded;

/// Goes on top of a lab, and is none.
const ON_TOP: &str = "load-job";

/// The overlays there are.
#[derive(Clone, Debug)]
pub(crate) struct Overlays {
    /// Each one's text, which has one document for each object.
    texts: BTreeMap<String, String>,
    /// Where they are.
    of: String,
    /// A folder without a file of an overlay's name is one overlay, whatever it is called.
    whole: Option<String>,
    /// Those that were read already: twenty teams have one overlay.
    read: Arc<Mutex<BTreeMap<String, Vec<Value>>>>,
}

/// Why there are no manifests, with what to do.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub(crate) struct OverlaysError(String);

impl Overlays {
    /// Those of a folder, or of the binary. In a folder each `OVERLAY.yaml` is an overlay. Where no name is that of an overlay
    /// of ours, all files together are one, and it has any name.
    ///
    /// # Errors
    /// The folder cannot be read, or has no manifest.
    pub(crate) fn of(folder: Option<&Path>) -> Result<Self, OverlaysError> {
        let embedded: BTreeMap<_, _> = Embedded::iter()
            .filter_map(|name| {
                let text = String::from_utf8_lossy(&Embedded::get(&name)?.data).into_owned();
                Some((name.strip_suffix(".yaml")?.to_owned(), text))
            })
            .collect();
        let Some(folder) = folder else {
            return Ok(Self { texts: embedded, of: "this binary".to_owned(), whole: None, read: Arc::default() });
        };
        let of = folder.display().to_string();
        let failed = |what: &dyn std::fmt::Display| {
            OverlaysError(format!(
                "the manifests in {of} cannot be read: {what}; --manifests DIR names a folder of YAML"
            ))
        };
        let mut texts = BTreeMap::new();
        for entry in std::fs::read_dir(folder).map_err(|error| failed(&error))?.flatten() {
            let name = entry.file_name().to_string_lossy().into_owned();
            if let Some(name) = name.strip_suffix(".yaml").or_else(|| name.strip_suffix(".yml")) {
                let text = std::fs::read_to_string(entry.path()).map_err(|error| failed(&error))?;
                texts.insert(name.to_owned(), text);
            }
        }
        if texts.contains_key("kustomization") {
            let next = "`kubectl kustomize FOLDER > MANIFESTS/OVERLAY.yaml` renders it";
            return Err(failed(&format!("it is a folder for kustomize; {next}")));
        }
        if texts.is_empty() {
            return Err(failed(&"there is no *.yaml in it"));
        }
        let whole = (!texts.keys().any(|name| embedded.contains_key(name)))
            .then(|| texts.values().map(String::as_str).collect::<Vec<_>>().join("\n---\n"));
        Ok(Self { texts, of, whole, read: Arc::default() })
    }

    /// Their names; those of labs alone.
    pub(crate) fn names(&self) -> Vec<String> {
        self.texts.keys().filter(|name| *name != ON_TOP).cloned().collect()
    }

    /// Whether there is one of this name.
    pub(crate) fn has(&self, name: &str) -> bool {
        self.whole.is_some() || (name != ON_TOP && self.texts.contains_key(name))
    }

    /// The objects of an overlay, in its order.
    ///
    /// # Errors
    /// There is none of this name, or it is not YAML.
    pub(crate) fn objects(&self, name: &str) -> Result<Vec<Value>, OverlaysError> {
        let mut read = self.read.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(objects) = read.get(name) {
            return Ok(objects.clone());
        }
        let objects = self.parse(name)?;
        read.insert(name.to_owned(), objects.clone());
        Ok(objects)
    }

    fn parse(&self, name: &str) -> Result<Vec<Value>, OverlaysError> {
        let text = self.whole.as_ref().or_else(|| self.texts.get(name)).ok_or_else(|| {
            OverlaysError(format!("{} has no overlay `{name}`: {}", self.of, self.names().join(", ")))
        })?;
        let objects: Vec<Value> = serde_saphyr::from_multiple(text).map_err(|error| {
            OverlaysError(format!("{name} of {} is not YAML: {}", self.of, error.without_snippet()))
        })?;
        // A List has objects of its own.
        let lists = |object: Value| match object {
            Value::Object(mut map) if map.get("kind") == Some(&"List".into()) => {
                map.remove("items").and_then(|items| items.as_array().cloned()).unwrap_or_default()
            }
            Value::Null => Vec::new(),
            object => vec![object],
        };
        let objects: Vec<_> = objects.into_iter().flat_map(lists).collect();
        let is_object = |object: &Value| {
            ["/apiVersion", "/kind", "/metadata/name"].iter().all(|at| object.pointer(at).is_some_and(Value::is_string))
        };
        match objects.iter().position(|object| !is_object(object)) {
            None => Ok(objects),
            Some(at) => {
                let right = "apiVersion, kind and metadata.name";
                Err(OverlaysError(format!("object {} of {name} of {} needs {right}", at + 1, self.of)))
            }
        }
    }

    /// All that the overlays run, so that names of images can be held against it.
    pub(crate) fn all(&self) -> Result<Vec<Value>, OverlaysError> {
        let names: Vec<_> =
            if self.whole.is_some() { vec![String::new()] } else { self.texts.keys().cloned().collect() };
        let each: Result<Vec<_>, _> = names.iter().map(|name| self.objects(name)).collect();
        Ok(each?.concat())
    }
}
