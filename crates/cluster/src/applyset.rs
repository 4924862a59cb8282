//! ApplySets, as KEP-3659 has them: which objects belong together is written on them, so whoever comes next knows.
//!
//! The parent is a ConfigMap of the bundle's name in its namespace. It names the kinds of its members, so that what is wanted
//! no more is found without asking for every kind there is. A `Namespace` is never among these kinds: a set whose parent is
//! in a namespace has members there only. It carries the label, though, where a bundle made it; that is how it is known.

use std::collections::BTreeSet;

use base64::Engine;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

/// On a member: its set.
pub(crate) const PART_OF: &str = "applyset.kubernetes.io/part-of";
const ID: &str = "applyset.kubernetes.io/id";
const TOOLING: &str = "applyset.kubernetes.io/tooling";
const KINDS: &str = "applyset.kubernetes.io/contains-group-kinds";
const OURS: &str = "movie-guru-coach/v1";

/// The id that the KEP makes of a parent.
pub(crate) fn id(name: &str, namespace: &str) -> String {
    let hash = Sha256::digest(format!("{name}.{namespace}.ConfigMap."));
    format!("applyset-{}-v1", BASE64_URL_SAFE_NO_PAD.encode(hash))
}

/// A parent with these kinds of members.
pub(crate) fn parent(name: &str, namespace: &str, kinds: &BTreeSet<String>) -> Value {
    let kinds: Vec<&str> = kinds.iter().map(String::as_str).collect();
    json!({
        "apiVersion": "v1",
        "kind": "ConfigMap",
        "metadata": {
            "name": name,
            "namespace": namespace,
            "labels": {ID: id(name, namespace)},
            "annotations": {TOOLING: OURS, KINDS: kinds.join(",")},
        },
    })
}

/// Why a ConfigMap is no parent of this set; none where it is.
pub(crate) fn foreign(parent: &Value, id: &str) -> Option<String> {
    match parent["metadata"]["labels"][ID].as_str() {
        None => Some("it is there, and no ApplySet; give the bundle another name, or delete it".to_owned()),
        Some(other) if other != id => {
            Some(format!("it is the parent of ApplySet {other}; give the bundle another name"))
        }
        Some(_) => {
            let tooling = parent["metadata"]["annotations"][TOOLING].as_str().unwrap_or("nobody");
            let tool = |tooling: &str| tooling.split('/').next().map(str::to_owned);
            (tool(tooling) != tool(OURS)).then(|| {
                format!("it is an ApplySet of {tooling}; give the bundle another name, or remove it with that")
            })
        }
    }
}

/// The kinds that a parent names.
pub(crate) fn kinds(parent: &Value) -> BTreeSet<String> {
    let listed = parent["metadata"]["annotations"][KINDS].as_str().unwrap_or_default();
    listed.split(',').filter(|kind| !kind.is_empty()).map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_parent_names_its_kinds_and_is_known_again() {
        let kinds_of = BTreeSet::from(["ConfigMap".to_owned(), "Deployment.apps".to_owned()]);
        let made = parent("lab", "team-1", &kinds_of);
        assert_eq!(kinds(&made), kinds_of);
        assert_eq!(foreign(&made, &id("lab", "team-1")), None);
        assert!(foreign(&made, &id("lab", "team-2")).is_some());
        assert!(id("lab", "team-1").len() <= 63, "no label");
    }

    #[test]
    fn an_apply_set_of_another_tool_is_not_ours() {
        let mut made = parent("lab", "team-1", &BTreeSet::new());
        made["metadata"]["annotations"][TOOLING] = json!("kubectl/v1.33");
        assert!(foreign(&made, &id("lab", "team-1")).unwrap().contains("kubectl"));
    }
}
