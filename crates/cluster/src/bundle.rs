//! Objects that belong together.

use serde::Serialize;
use serde_json::Value;

/// Objects that are applied and taken away together.
#[derive(Clone, Debug)]
pub struct Bundle {
    /// The name of the ApplySet; also of its parent, a ConfigMap in the namespace.
    pub name: String,
    /// The namespace of all that has one. A `Namespace` of this name may be among the objects; it is applied first.
    pub namespace: String,
    /// As manifests have them, whole: `apiVersion`, `kind`, `metadata`, ….
    pub objects: Vec<Value>,
}

/// What became of an object, or would.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Did {
    /// It was not there.
    Created,
    /// It was there, otherwise.
    Changed,
    /// It was there as it is wanted; nothing was written.
    Unchanged,
    /// It is wanted no more.
    Deleted,
}

/// An object, and what became of it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Change {
    /// `Deployment/web`
    pub object: String,
    /// What became of it.
    pub did: Did,
    /// What is different, field by field: `spec.replicas: 2 -> 3`. None where nothing is, or all of it is new or gone. A
    /// Secret's values are never in it.
    pub fields: Vec<String>,
}
