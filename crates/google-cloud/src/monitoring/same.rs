//! Whether what is there is what is wanted.
//!
//! Google answers with more than was sent (ids, records, defaults of its own) and without what has its default (proto3:
//! zero, empty, false), and with the project's number for its id. So each field that is wanted must be there as it is wanted,
//! and others may be there.

use serde_json::Value;

/// The paths of fields that are different, as `mosaicLayout.tiles[2].height`.
pub(super) fn differences(wanted: &Value, found: &Value) -> Vec<String> {
    let mut different = Vec::new();
    compare(wanted, found, "", &mut different);
    different
}

fn compare(wanted: &Value, found: &Value, path: &str, different: &mut Vec<String>) {
    let is_same = match (wanted, found) {
        (Value::Object(wanted), Value::Object(found)) => {
            for (field, value) in wanted {
                let path = if path.is_empty() { field.clone() } else { format!("{path}.{field}") };
                compare(value, found.get(field).unwrap_or(&Value::Null), &path, different);
            }
            true
        }
        (Value::Array(wanted), Value::Array(found)) if wanted.len() == found.len() => {
            let pairs = wanted.iter().zip(found).enumerate();
            pairs.for_each(|(at, (wanted, found))| compare(wanted, found, &format!("{path}[{at}]"), different));
            true
        }
        (wanted, Value::Null) => is_default(wanted),
        // Secrets of channels come back starred out.
        (Value::String(_), Value::String(found)) if found.contains("****") => true,
        (Value::String(wanted), Value::String(found)) => without_projects(wanted) == without_projects(found),
        (Value::Number(wanted), Value::Number(found)) => wanted.as_f64() == found.as_f64(),
        // Whole numbers of 64 bits are strings in the JSON of protobuf.
        (Value::Number(number), Value::String(text)) | (Value::String(text), Value::Number(number)) => {
            number.to_string() == *text
        }
        (wanted, found) => wanted == found,
    };
    if !is_same {
        different.push(path.to_owned());
    }
}

/// What is left out of an answer.
fn is_default(value: &Value) -> bool {
    match value {
        Value::Null | Value::Bool(false) => true,
        Value::Bool(true) => false,
        Value::Number(number) => number.as_f64() == Some(0.0),
        Value::String(text) => text.is_empty(),
        Value::Array(items) => items.is_empty(),
        Value::Object(fields) => fields.values().all(is_default),
    }
}

/// A text without what stands between `projects/` and the next slash.
fn without_projects(text: &str) -> String {
    let mut parts = text.split("projects/");
    let first = parts.next().unwrap_or_default().to_owned();
    parts.fold(first, |begun, part| format!("{begun}projects/{}", part.split_once('/').map_or(part, |(_, rest)| rest)))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn what_google_adds_leaves_out_and_writes_otherwise_is_no_difference() {
        let wanted = json!({"a": 0, "b": "", "c": {"d": [], "e": 3.0}, "f": ["select(\"projects/my-project/services/x\")"],
            "g": 48, "h": {}});
        let found =
            json!({"c": {"e": 3, "z": 1}, "f": ["select(\"projects/123/services/x\")"], "g": "48", "name": "n"});
        assert_eq!(differences(&wanted, &found), Vec::<String>::new());
    }

    #[test]
    fn every_difference_is_named() {
        let wanted = json!({"a": 1, "b": {"c": [{"d": "x"}, {"d": "y"}]}, "e": [1]});
        let found = json!({"b": {"c": [{"d": "x"}, {"d": "z"}]}, "e": [1, 2]});
        assert_eq!(differences(&wanted, &found), ["a", "b.c[1].d", "e"]);
    }
}
