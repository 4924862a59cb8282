//! A team's changes to its objects.

use serde_json::Value;

use crate::team::Override;

/// Applies changes, in their order.
///
/// # Errors
/// The first that changes nothing that is there.
pub(super) fn apply(objects: &mut [Value], overrides: &[Override]) -> Result<(), String> {
    for Override { kind, name, patch } in overrides {
        let of_kind = |object: &&Value| object["kind"] == kind.as_str();
        let known: Vec<_> =
            objects.iter().filter(of_kind).filter_map(|object| object["metadata"]["name"].as_str()).collect();
        if !known.contains(&name.as_str()) {
            let there = if known.is_empty() { format!("has no {kind}") } else { format!("has {}", known.join(", ")) };
            return Err(format!("the override of {kind}/{name} changes nothing: the overlay {there}"));
        }
        let failed = |why: &dyn std::fmt::Display| format!("the override of {kind}/{name}: {why}");
        let patch: json_patch::Patch =
            serde_json::from_value(Value::Array(patch.clone())).map_err(|error| failed(&error))?;
        let is = |object: &&mut Value| object["kind"] == kind.as_str() && object["metadata"]["name"] == name.as_str();
        for object in objects.iter_mut().filter(is) {
            json_patch::patch(object, &patch).map_err(|error| failed(&error))?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn change(name: &str, operation: Value) -> Result<Value, String> {
        let mut objects = [json!({"kind": "Deployment", "metadata": {"name": "web"}, "spec": {"replicas": 2}})];
        let patch = Override { kind: "Deployment".to_owned(), name: name.to_owned(), patch: vec![operation] };
        apply(&mut objects, &[patch]).map(|()| objects[0]["spec"].clone())
    }

    #[test]
    fn an_object_is_changed_as_rfc_6902_says() {
        let replaced = change("web", json!({"op": "replace", "path": "/spec/replicas", "value": 3}));
        assert_eq!(replaced.unwrap(), json!({"replicas": 3}));
        assert_eq!(change("web", json!({"op": "remove", "path": "/spec/replicas"})).unwrap(), json!({}));
    }

    #[test]
    fn a_change_of_nothing_is_refused() {
        let why = change("wbe", json!({"op": "remove", "path": "/spec"})).unwrap_err();
        assert!(why.contains("Deployment/wbe") && why.contains("has web"), "{why}");
        let why = change("web", json!({"op": "remove", "path": "/spec/pods"})).unwrap_err();
        assert!(why.contains("Deployment/web") && why.contains("/spec/pods"), "{why}");
    }
}
