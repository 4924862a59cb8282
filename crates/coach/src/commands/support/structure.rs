//! Secrets in documents, found by where they stand: Kubernetes objects, kubeconfigs, the teams' file.

use serde_json::Value;

use super::words::{REDACTED, is_no_secret, is_secrets_name, looks_random};

/// What kubectl keeps there is the object once more, with all that stood in it.
const APPLIED: &str = "kubectl.kubernetes.io/last-applied-configuration";

/// Strikes out what stands where secrets stand; every other text goes through `text`.
pub(super) fn redact(value: &mut Value, text: &dyn Fn(&str) -> String) {
    match value {
        Value::String(string) => *string = text(string),
        Value::Array(items) => {
            flags(items);
            items.iter_mut().for_each(|item| redact(item, text));
        }
        Value::Object(_) => object(value, text),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

fn object(value: &mut Value, text: &dyn Fn(&str) -> String) {
    let is_secret = value["kind"] == "Secret";
    let is_override = value["patch"].is_array() && is_secret;
    let is_variables = is_variable(value);
    let is_change = is_change(value);
    let Value::Object(fields) = value else { return };
    fields.remove("managedFields");
    if let Some(Value::Object(annotations)) = fields.get_mut("annotations") {
        annotations.remove(APPLIED);
    }
    for (name, child) in fields.iter_mut() {
        let holds = match name.as_str() {
            "data" | "stringData" => is_secret,
            "patch" if is_override => {
                let values = child.as_array_mut().into_iter().flatten().filter_map(|change| change.get_mut("value"));
                values.for_each(strike);
                false
            }
            "value" => is_variables || is_change,
            _ => false,
        };
        if holds {
            strike(child);
        } else if is_secrets_name(name) {
            strike_text(child);
        }
        redact(child, text);
    }
}

/// `{name: ADMIN_TOKEN, value: …}`
fn is_variable(value: &Value) -> bool {
    let (Some(name), Some(variable)) = (value["name"].as_str(), value["value"].as_str()) else { return false };
    is_secrets_name(name) || looks_random(variable)
}

/// The values of all variables that are secrets, at any depth: programs say them elsewhere, too.
pub(super) fn variables<'v>(value: &'v Value, found: &mut Vec<&'v str>) {
    match value {
        Value::Array(items) => items.iter().for_each(|item| variables(item, found)),
        Value::Object(fields) => {
            if is_variable(value) {
                found.extend(value["value"].as_str());
            }
            fields.values().for_each(|child| variables(child, found));
        }
        _ => {}
    }
}

/// `{op: replace, path: /spec/…/env/0/value, value: …}`: what it is the value of does not stand there.
fn is_change(value: &Value) -> bool {
    let Some(path) = value["path"].as_str().filter(|_| value["op"].is_string()) else { return false };
    path.ends_with("/value") || path.split('/').any(is_secrets_name)
}

/// All texts in it, whatever they are called.
fn strike(value: &mut Value) {
    match value {
        Value::Object(fields) => fields.values_mut().for_each(strike),
        Value::Array(items) => items.iter_mut().for_each(strike),
        Value::String(_) | Value::Number(_) => *value = REDACTED.into(),
        Value::Null | Value::Bool(_) => {}
    }
}

/// It itself, and items where it is a list; what is below is judged by its own name.
fn strike_text(value: &mut Value) {
    match value {
        Value::String(text) if is_no_secret(text) => {}
        Value::String(_) | Value::Number(_) => *value = REDACTED.into(),
        Value::Array(items) => items.iter_mut().filter(|item| item.is_string()).for_each(strike_text),
        _ => {}
    }
}

/// `[--admin-token, …]`
fn flags(items: &mut [Value]) {
    for at in 1..items.len() {
        let is_flag = items[at - 1].as_str().is_some_and(|flag| {
            flag.strip_prefix('-')
                .is_some_and(|name| !name.contains('=') && is_secrets_name(name.trim_start_matches('-')))
        });
        if is_flag {
            strike_text(&mut items[at]);
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn secrets_go_from_where_they_stand_and_all_else_stays() {
        let mut value = json!({
            "kind": "Secret", "data": {"a": "eA=="}, "metadata": {"name": "s", "managedFields": [{}],
                "annotations": {APPLIED: "{}", "note": "kept"}},
            "env": [{"name": "ADMIN_TOKEN", "value": "x"}, {"name": "LEVEL", "value": "debug"},
                {"name": "ODD", "value": "9f8e7d6c5b4a39281706f5e4"}, {"name": "PASSWORD", "valueFrom": {"secretKeyRef": {"name": "s", "key": "k"}}}],
            "args": ["--admin-token", "x", "--port", "1"],
            "overrides": [{"kind": "Secret", "patch": [{"op": "add", "path": "/x", "value": {"y": 1}}]},
                {"kind": "Deployment", "patch": [{"op": "add", "path": "/spec/env/0/value", "value": "x"}, {"op": "replace", "path": "/spec/replicas", "value": 3}]}],
            "secret": {"secretName": "s"}, "user": {"token": "x", "password": 1234},
        });
        redact(&mut value, &str::to_owned);
        let gone = REDACTED;
        assert_eq!(
            value,
            json!({
                "kind": "Secret", "data": {"a": gone}, "metadata": {"name": "s", "annotations": {"note": "kept"}},
                "env": [{"name": "ADMIN_TOKEN", "value": gone}, {"name": "LEVEL", "value": "debug"},
                    {"name": "ODD", "value": gone}, {"name": "PASSWORD", "valueFrom": {"secretKeyRef": {"name": "s", "key": "k"}}}],
                "args": ["--admin-token", gone, "--port", "1"],
                "overrides": [{"kind": "Secret", "patch": [{"op": "add", "path": "/x", "value": {"y": gone}}]},
                    {"kind": "Deployment", "patch": [{"op": "add", "path": "/spec/env/0/value", "value": gone}, {"op": "replace", "path": "/spec/replicas", "value": 3}]}],
                "secret": {"secretName": "s"}, "user": {"token": gone, "password": gone},
            })
        );
    }
}
