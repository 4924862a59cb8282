//! Whether an object stands as it is wanted: what is wanted is within what is there. The server adds defaults, and others
//! their own fields; neither is a difference.

use serde_json::Value;

use crate::object::{APPLIED, items};

/// A step into an object.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Step {
    Key(String),
    /// An element, and its name where it has one.
    Item(usize, Option<String>),
}

/// A field that is there otherwise.
#[derive(Clone, Debug)]
pub(crate) struct Difference {
    pub(crate) path: Vec<Step>,
    pub(crate) live: Option<Value>,
    pub(crate) wanted: Value,
}

/// What of `wanted` is not so in `live`; without our own note of what was applied.
pub(crate) fn differences(wanted: &Value, live: &Value) -> Vec<Difference> {
    let mut found = Vec::new();
    compare(&mut Vec::new(), wanted, Some(live), &mut found);
    found
}

fn compare(path: &mut Vec<Step>, wanted: &Value, live: Option<&Value>, found: &mut Vec<Difference>) {
    match (wanted, live) {
        (Value::Object(wanted), Some(Value::Object(live))) => {
            for (key, value) in wanted {
                if key == APPLIED {
                    continue;
                }
                path.push(Step::Key(key.clone()));
                compare(path, value, live.get(key), found);
                path.pop();
            }
        }
        // The server leaves out what is empty.
        (Value::Object(wanted), None) if wanted.is_empty() => {}
        (Value::Array(wanted), None) if wanted.is_empty() => {}
        (Value::Array(wanted), Some(Value::Array(live))) => {
            let named = wanted.iter().all(|item| item["name"].is_string());
            if !named && wanted.len() != live.len() {
                return found.push(difference(path, &Value::Array(wanted.clone()), Some(&Value::Array(live.clone()))));
            }
            for (at, value) in wanted.iter().enumerate() {
                let name = value["name"].as_str().filter(|_| named);
                let there = match name {
                    Some(_) => live.iter().find(|item| item["name"] == value["name"]),
                    None => live.get(at),
                };
                path.push(Step::Item(at, name.map(str::to_owned)));
                compare(path, value, there, found);
                path.pop();
            }
        }
        (wanted, Some(live)) if same(wanted, live) => {}
        (wanted, live) => found.push(difference(path, wanted, live)),
    }
}

fn difference(path: &[Step], wanted: &Value, live: Option<&Value>) -> Difference {
    Difference { path: path.to_vec(), live: live.cloned(), wanted: wanted.clone() }
}

/// The server writes quantities in its own way: `1000m` is read back as `1`.
fn same(wanted: &Value, live: &Value) -> bool {
    if wanted == live {
        return true;
    }
    match (quantity(wanted), quantity(live)) {
        (Some(wanted), Some(live)) => (wanted - live).abs() <= f64::EPSILON * wanted.abs().max(live.abs()) * 4.0,
        _ => false,
    }
}

fn quantity(value: &Value) -> Option<f64> {
    let text = match value {
        Value::Number(number) => return number.as_f64(),
        Value::String(text) => text,
        _ => return None,
    };
    let end = text.find(|sign: char| !sign.is_ascii_digit() && sign != '.' && sign != '-').unwrap_or(text.len());
    let (number, suffix) = text.split_at(end);
    let factor = match suffix {
        "" => 1.0,
        "n" => 1e-9,
        "u" => 1e-6,
        "m" => 1e-3,
        "k" => 1e3,
        "M" => 1e6,
        "G" => 1e9,
        "T" => 1e12,
        "Ki" => 1024.0,
        "Mi" => 1024.0_f64.powi(2),
        "Gi" => 1024.0_f64.powi(3),
        "Ti" => 1024.0_f64.powi(4),
        _ => return None,
    };
    number.parse::<f64>().ok().map(|number| number * factor)
}

/// `spec.template.spec.containers[web].image`
pub(crate) fn written(path: &[Step]) -> String {
    let mut text = String::new();
    for step in path {
        match step {
            Step::Key(key) if key.contains(['.', '/']) => text.push_str(&format!("[{key}]")),
            Step::Key(key) if text.is_empty() => text.push_str(key),
            Step::Key(key) => text.push_str(&format!(".{key}")),
            Step::Item(_, Some(name)) => text.push_str(&format!("[{name}]")),
            Step::Item(at, None) => text.push_str(&format!("[{at}]")),
        }
    }
    text
}

/// For people: `spec.replicas: 2 -> 3`. A Secret's values are not for them.
pub(crate) fn told(kind: &str, difference: &Difference) -> String {
    let path = written(&difference.path);
    if kind == "Secret" && matches!(difference.path.first(), Some(Step::Key(key)) if key == "data") {
        return format!("{path}: another value");
    }
    let live = difference.live.as_ref().map_or_else(|| "nothing".to_owned(), short);
    format!("{path}: {live} -> {}", short(&difference.wanted))
}

fn short(value: &Value) -> String {
    const MOST: usize = 120;
    let text = match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    let text = text.replace('\n', "⏎");
    if text.chars().count() <= MOST { text } else { text.chars().take(MOST).chain(['…']).collect() }
}

/// Fields that we own and do not want any more, by the server's own book of owners (`managedFields`).
pub(crate) fn gone(wanted: &Value, owned: &Value) -> Vec<String> {
    let mut found = Vec::new();
    missing(&mut Vec::new(), wanted, owned, &mut found);
    found
}

fn missing(path: &mut Vec<Step>, wanted: &Value, owned: &Value, found: &mut Vec<String>) {
    for (key, within) in owned.as_object().into_iter().flatten() {
        let (step, there) = if let Some(field) = key.strip_prefix("f:") {
            if field == APPLIED {
                continue;
            }
            (Step::Key(field.to_owned()), wanted.get(field))
        } else if let Some(keys) = key.strip_prefix("k:") {
            let keys: Value = serde_json::from_str(keys).unwrap_or_default();
            let at = items(wanted).iter().position(|item| matches(item, &keys));
            let name = keys.as_object().and_then(|keys| keys.values().next()).map(short);
            (Step::Item(at.unwrap_or_default(), name), at.and_then(|at| wanted.get(at)))
        } else if let Some(value) = key.strip_prefix("v:") {
            let value: Value = serde_json::from_str(value).unwrap_or_default();
            let at = items(wanted).iter().position(|item| *item == value);
            (Step::Item(at.unwrap_or_default(), Some(short(&value))), at.and_then(|at| wanted.get(at)))
        } else {
            continue;
        };
        path.push(step);
        match there {
            None => found.push(format!("{}: taken away", written(path))),
            Some(there) => missing(path, there, within, found),
        }
        path.pop();
    }
}

/// An element is found by its keys; those that a manifest leaves out have defaults.
fn matches(item: &Value, keys: &Value) -> bool {
    keys.as_object().is_some_and(|keys| keys.iter().all(|(key, value)| item.get(key).is_none_or(|own| own == value)))
}

/// Whether this field, or the whole of which it is a part, is in a book of owners. Where only parts of it are, the server
/// knows better whether they are in the way.
pub(crate) fn owns(owned: &Value, path: &[Step]) -> bool {
    let Some(fields) = owned.as_object() else { return false };
    if fields.is_empty() {
        return true;
    }
    let Some(step) = path.first() else { return false };
    let within = match step {
        Step::Key(key) => fields.get(&format!("f:{key}")),
        Step::Item(_, Some(name)) => fields.iter().find_map(|(key, within)| {
            let keys: Value = serde_json::from_str(key.strip_prefix("k:")?).ok()?;
            (keys["name"] == name.as_str()).then_some(within)
        }),
        Step::Item(_, None) => None,
    };
    within.is_some_and(|within| owns(within, &path[1..]))
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn told_of(wanted: &Value, live: &Value) -> Vec<String> {
        differences(wanted, live).iter().map(|difference| told("Deployment", difference)).collect()
    }

    #[test]
    fn what_the_server_adds_is_no_difference() {
        let wanted = json!({"spec": {"containers": [{"name": "web", "resources": {"limits": {"cpu": "1000m"}}}]}});
        let live = json!({"spec": {"containers": [{"name": "web", "imagePullPolicy": "Always",
            "resources": {"limits": {"cpu": "1"}}}, {"name": "sidecar"}]}, "status": {}});
        assert_eq!(told_of(&wanted, &live), Vec::<String>::new());
    }

    #[test]
    fn a_difference_is_told_by_its_place() {
        let wanted = json!({"spec": {"replicas": 3, "containers": [{"name": "web", "image": "b"}], "args": ["a"]}});
        let live = json!({"spec": {"replicas": 2, "containers": [{"name": "web", "image": "a"}], "args": ["a", "b"]}});
        assert_eq!(
            told_of(&wanted, &live),
            [r#"spec.args: ["a","b"] -> ["a"]"#, "spec.containers[web].image: a -> b", "spec.replicas: 2 -> 3"]
        );
    }

    #[test]
    fn what_we_own_and_want_no_more_is_told() {
        let owned = json!({"f:spec": {"f:replicas": {}, "f:containers": {
            "k:{\"name\":\"web\"}": {".": {}, "f:image": {}}, "k:{\"name\":\"old\"}": {}}}});
        let wanted = json!({"spec": {"containers": [{"name": "web"}]}});
        assert_eq!(
            gone(&wanted, &owned),
            ["spec.containers[old]: taken away", "spec.containers[web].image: taken away", "spec.replicas: taken away"]
        );
    }

    #[test]
    fn a_field_of_another_is_known_by_the_book_of_owners() {
        let owned = json!({"f:spec": {"f:containers": {"k:{\"name\":\"web\"}": {"f:image": {}}}}});
        let path = |field: &str| {
            let key = |key: &str| Step::Key(key.to_owned());
            vec![key("spec"), key("containers"), Step::Item(0, Some("web".to_owned())), key(field)]
        };
        assert!(owns(&owned, &path("image")));
        assert!(!owns(&owned, &path("args")));
    }

    #[test]
    fn a_secrets_values_are_not_told() {
        let (wanted, live) = (json!({"data": {"key": "bmV3"}}), json!({"data": {"key": "b2xk"}}));
        assert_eq!(told("Secret", &differences(&wanted, &live)[0]), "data.key: another value");
    }
}
