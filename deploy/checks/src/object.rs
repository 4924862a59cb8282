//! What is read of a Kubernetes object: its kind, its name, whom it selects.

use serde_json::Value;

pub(crate) fn kind(object: &Value) -> &str {
    object["kind"].as_str().unwrap_or_default()
}

pub(crate) fn name(object: &Value) -> &str {
    object["metadata"]["name"].as_str().unwrap_or_default()
}

pub(crate) fn of_kind<'a>(objects: &'a [Value], wanted: &'a str) -> impl Iterator<Item = &'a Value> {
    objects.iter().filter(move |object| kind(object) == wanted)
}

/// Whether a label selector takes a pod with these labels.
pub(crate) fn selects(selector: &Value, labels: &Value) -> bool {
    let equal = selector["matchLabels"].as_object().into_iter().flatten().all(|(key, value)| labels[key] == *value);
    let within = selector["matchExpressions"].as_array().into_iter().flatten().all(|expression| {
        let value = &labels[expression["key"].as_str().unwrap_or_default()];
        expression["operator"] == "In" && expression["values"].as_array().is_some_and(|values| values.contains(value))
    });
    equal && within
}
