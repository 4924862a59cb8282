//! The handful of calls that all else is made of.

use std::time::Duration;

use futures::{StreamExt, TryStreamExt, stream};
use http::Method;
use serde_json::{Value, json};
use tokio::time::sleep;

use crate::ask::Ask;
use crate::failure::Failure;
use crate::kind::Kind;
use crate::object::{Wanted, name};
use crate::trouble::Trouble;
use crate::wire::Wire;

/// Whose the fields are that we set.
pub(crate) const MANAGER: &str = "movie-guru-coach";
/// Calls of one bundle at a time: twenty bundles go side by side, and an API server takes some hundred.
pub(crate) const AT_ONCE: usize = 6;
const RACES: u32 = 20;

const APPLY: &str = "application/apply-patch+yaml";
const JSON: &str = "application/json";

pub(crate) async fn get(wire: &Wire, kind: &Kind, namespace: &str, name: &str) -> Result<Option<Value>, Trouble> {
    let ask = Ask::new(Method::GET, "get", kind, Some(namespace), Some(name));
    found(wire.ask(&ask).await)
}

fn found(answer: Result<Value, Failure>) -> Result<Option<Value>, Trouble> {
    match answer {
        Ok(object) => Ok(Some(object)),
        Err(failure) if failure.code == 404 => Ok(None),
        Err(failure) => Err(failure.into()),
    }
}

/// Those with these labels; none where the cluster has no such kind.
pub(crate) async fn list(
    wire: &Wire,
    kind: &Kind,
    namespace: Option<&str>,
    labels: &str,
) -> Result<Option<Vec<Value>>, Trouble> {
    let mut ask = Ask::new(Method::GET, "list", kind, namespace, None);
    if !labels.is_empty() {
        ask = ask.with("labelSelector", labels);
    }
    let Some(mut answer) = found(wire.ask(&ask).await)? else { return Ok(None) };
    let Value::Array(mut items) = answer["items"].take() else { return Ok(Some(Vec::new())) };
    for item in &mut items {
        item["apiVersion"] = json!(kind.api_version());
        item["kind"] = json!(kind.kind);
    }
    Ok(Some(items))
}

/// Many kinds of a namespace; those that the cluster does not have are left out.
pub(crate) async fn list_all(
    wire: &Wire,
    kinds: &[Kind],
    namespace: &str,
    labels: &str,
) -> Result<Vec<Value>, Trouble> {
    let lists: Vec<_> = kinds.iter().map(|kind| list(wire, kind, Some(namespace), labels)).collect();
    let lists: Vec<Option<Vec<Value>>> = stream::iter(lists).buffered(AT_ONCE).try_collect().await?;
    Ok(lists.into_iter().flatten().flatten().collect())
}

/// Server-side apply, never over the fields of others. Two who make the same object at once may get in each other's way:
/// then it is there, and the next try writes what differs.
pub(crate) async fn apply(wire: &Wire, namespace: &str, wanted: &Wanted) -> Result<Value, Trouble> {
    let mut ask = Ask::new(Method::PATCH, "patch", &wanted.kind, Some(namespace), Some(&wanted.name))
        .with("fieldManager", MANAGER)
        .with("fieldValidation", "Strict")
        .body(APPLY, &wanted.value);
    let mut tries = 0;
    loop {
        match wire.ask(&ask).await {
            Ok(object) => return Ok(object),
            Err(failure) if failure.conflicts_only_with(MANAGER) && tries < RACES => {
                tries += RACES;
                ask = ask.with("force", "true");
            }
            Err(failure) if failure.raced() && tries < RACES => {
                tries += 1;
                sleep(Duration::from_millis(20 * u64::from(tries))).await;
            }
            Err(failure) => return Err(failure.into()),
        }
    }
}

/// Makes it; none where it is there already.
pub(crate) async fn create(
    wire: &Wire,
    kind: &Kind,
    namespace: Option<&str>,
    object: &Value,
) -> Result<Option<Value>, Trouble> {
    let mut ask = Ask::new(Method::POST, "create", kind, namespace, None).with("fieldManager", MANAGER);
    ask.object = format!("{}/{}", kind.kind, name(object)).trim_end_matches('/').to_owned();
    match wire.ask(&ask.body(JSON, object)).await {
        Ok(object) => Ok(Some(object)),
        Err(failure) if failure.raced() => Ok(None),
        Err(failure) => Err(failure.into()),
    }
}

/// This very object, and with it what it owns; says whether it was there.
pub(crate) async fn delete(wire: &Wire, kind: &Kind, namespace: &str, object: &Value) -> Result<bool, Trouble> {
    delete_after(wire, kind, namespace, object, None).await
}

pub(crate) async fn delete_after(
    wire: &Wire,
    kind: &Kind,
    namespace: &str,
    object: &Value,
    grace_seconds: Option<u32>,
) -> Result<bool, Trouble> {
    let ask = Ask::new(Method::DELETE, "delete", kind, Some(namespace), Some(name(object)));
    // What has pods goes after them, so that its end is theirs.
    let policy = if crate::object::rank(kind) == 3 && kind.kind != "Pod" { "Foreground" } else { "Background" };
    let mut options = json!({"apiVersion": "v1", "kind": "DeleteOptions", "propagationPolicy": policy});
    if let Some(uid) = object["metadata"]["uid"].as_str() {
        options["preconditions"] = json!({"uid": uid});
    }
    if let Some(seconds) = grace_seconds {
        options["gracePeriodSeconds"] = json!(seconds);
    }
    match wire.ask(&ask.body(JSON, &options)).await {
        Ok(_) => Ok(true),
        // Gone, or another of that name, which is not meant.
        Err(failure) if failure.code == 404 || failure.code == 409 => Ok(false),
        Err(failure) => Err(failure.into()),
    }
}

/// The version in which the cluster serves a group; none where it does not.
pub(crate) async fn version_of(wire: &Wire, group: &str) -> Result<Option<String>, Trouble> {
    if group.is_empty() {
        return Ok(Some("v1".to_owned()));
    }
    let mut ask = Ask::new(Method::GET, "get", &Kind::core("Namespace"), None, None);
    ask.path = format!("/apis/{group}");
    ask.object = format!("API group {group}");
    let answer = found(wire.ask(&ask).await)?;
    Ok(answer.and_then(|answer| answer["preferredVersion"]["version"].as_str().map(str::to_owned)))
}
