//! What a kubeconfig has of a context: told without what opens the cluster, and looked through for it.

use kube::config::Kubeconfig;
use serde_json::{Value, json};

use super::redact::Redact;
use super::words::is_secrets_name;

/// The context, its cluster and its user, for the bundle; all secrets of the file are known from now on.
///
/// # Errors
/// It cannot be read.
pub(super) fn of(context: &str, redact: &mut Redact) -> Result<Value, String> {
    let config = Kubeconfig::read().map_err(|error| error.to_string())?;
    let config = serde_json::to_value(config).map_err(|error| error.to_string())?;
    secrets(&config["users"], false, redact);
    let named = |list: &str, name: &Value| {
        let all = config[list].as_array().into_iter().flatten();
        all.filter(|entry| entry["name"] == *name).cloned().collect::<Vec<_>>()
    };
    let contexts = named("contexts", &context.into());
    let of = contexts.first().map(|entry| entry["context"].clone()).unwrap_or_default();
    let mut clusters = named("clusters", &of["cluster"]);
    for cluster in &mut clusters {
        // Public, and long.
        if let Some(fields) = cluster["cluster"].as_object_mut() {
            fields.remove("certificate-authority-data");
        }
    }
    Ok(json!({ "contexts": contexts, "clusters": clusters, "users": named("users", &of["user"]) }))
}

/// What stands under names of secrets, at any depth; all that a program is given as its environment.
fn secrets(value: &Value, is_secret: bool, redact: &mut Redact) {
    match value {
        Value::String(text) if is_secret => redact.knows(text),
        Value::Array(items) => items.iter().for_each(|item| secrets(item, is_secret, redact)),
        Value::Object(fields) => {
            let of_variable = value["name"].as_str().is_some_and(is_secrets_name);
            for (name, child) in fields {
                secrets(child, is_secrets_name(name) || name == "value" && of_variable, redact);
            }
        }
        _ => {}
    }
}
