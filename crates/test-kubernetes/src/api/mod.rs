//! The API over HTTP: from a request's address to what is done to the store.

mod admission;
mod answers;
mod defaults;
mod write;

use std::collections::BTreeMap;

use axum::body::Body;
use axum::extract::State;
use axum::http::{Method, Request, Response, header};
use serde_json::{Value, json};

use answers::{Refusal, answer, text};
use write::Writer;

pub(crate) use admission::quota;

use crate::resources::Resource;
use crate::store::{Asked, Key, Shared, Store};
use crate::websocket;

const MOST: usize = 16 << 20;

pub(crate) async fn serve(State(store): State<Shared>, request: Request<Body>) -> Response<Body> {
    let uri = request.uri().clone();
    let method = request.method().clone();
    let bearer = request.headers().get(header::AUTHORIZATION).and_then(|value| value.to_str().ok()).map(str::to_owned);
    {
        let mut store = store.lock().unwrap();
        store.asked.push(Asked {
            method: method.to_string(),
            path: uri.path().to_owned(),
            query: uri.query().unwrap_or_default().to_owned(),
        });
        if let Some((code, after)) = store.failures.pop_front() {
            let mut answer = text(code, "Too many requests, or not yet, please try again later.");
            if let Some(after) = after {
                answer.headers_mut().insert(header::RETRY_AFTER, after.into());
            }
            return answer;
        }
        let known = |token: &String| bearer.as_deref() == Some(&format!("Bearer {token}"));
        if store.tokens.as_ref().is_some_and(|tokens| !tokens.iter().any(known)) {
            return Refusal::new(401, "Unauthorized", "Unauthorized").answer();
        }
    }
    let query: BTreeMap<String, String> =
        url::form_urlencoded::parse(uri.query().unwrap_or_default().as_bytes()).into_owned().collect();
    let steps: Vec<&str> = uri.path().trim_matches('/').split('/').collect();
    if let ["api", "v1", "namespaces", namespace, "pods", pod, "portforward"] = steps.as_slice() {
        let denied = store.lock().unwrap().denied.contains("create pods/portforward");
        if denied {
            return Refusal::new(403, "Forbidden", "User cannot create resource \"pods/portforward\"").answer();
        }
        return websocket::forward(&store, namespace, pod, &query, request);
    }
    if let ["api", "v1", "namespaces", namespace, "pods", pod, "log"] = steps.as_slice() {
        return log(&store.lock().unwrap(), namespace, pod, &query);
    }
    let content_type =
        request.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()).map(str::to_owned);
    let body = axum::body::to_bytes(request.into_body(), MOST).await.unwrap_or_default();
    let body: Value = serde_json::from_slice(&body).unwrap_or_default();
    let ask = Ask { method, content_type: content_type.unwrap_or_default(), query, body };
    let mut store = store.lock().unwrap();
    match route(&mut store, &steps, &ask) {
        Ok((code, body)) => answer(code, &body),
        Err(refusal) => refusal.answer(),
    }
}

struct Ask {
    method: Method,
    content_type: String,
    query: BTreeMap<String, String>,
    body: Value,
}

fn log(store: &Store, namespace: &str, pod: &str, query: &BTreeMap<String, String>) -> Response<Body> {
    let key = (String::new(), "pods".to_owned(), namespace.to_owned(), pod.to_owned());
    if !store.objects.contains_key(&key) {
        return Refusal::not_found("pods", pod).answer();
    }
    let container = query.get("container").map_or("", String::as_str);
    let lines = store.logs.get(container).cloned().unwrap_or_else(|| vec![format!("{container} has started")]);
    let tail = query.get("tailLines").and_then(|tail| tail.parse().ok()).unwrap_or(lines.len());
    let shown: String = lines[lines.len().saturating_sub(tail)..].iter().map(|line| format!("{line}\n")).collect();
    text(200, &shown)
}

fn route(store: &mut Store, steps: &[&str], ask: &Ask) -> Result<(u16, Value), Refusal> {
    let missing = || Refusal::new(404, "NotFound", "the server could not find the requested resource");
    let (group, version, rest) = match steps {
        ["version"] => return Ok((200, json!({"gitVersion": "v1.33.1-stand-in"}))),
        ["api", version, rest @ ..] => ("", *version, rest),
        ["apis", group] => return group_of(store, group).map(|found| (200, found)).ok_or_else(missing),
        ["apis", group, version, rest @ ..] => (*group, *version, rest),
        _ => return Err(missing()),
    };
    if let ["selfsubjectaccessreviews"] = rest {
        return Ok((201, review(store, &ask.body)));
    }
    let (namespace, plural, name) = match rest {
        ["namespaces", namespace, plural] => (*namespace, *plural, None),
        ["namespaces", namespace, plural, name] => (*namespace, *plural, Some(*name)),
        [plural] => ("", *plural, None),
        [plural, name] => ("", *plural, Some(*name)),
        _ => return Err(missing()),
    };
    let resource = store.resource(group, plural).filter(|resource| resource.version == version).ok_or_else(missing)?;
    let verb = match (&ask.method, name) {
        (&Method::GET, None) => "list",
        (&Method::GET, Some(_)) => "get",
        (&Method::POST, _) => "create",
        (&Method::PATCH, _) => "patch",
        (&Method::PUT, _) => "update",
        _ => "delete",
    };
    if store.denied.contains(&format!("{verb} {}", resource.full())) {
        let why = format!("User \"coach\" cannot {verb} resource \"{plural}\" in API group \"{group}\"");
        return Err(Refusal::forbidden(&resource.full(), name.unwrap_or_default(), &why));
    }
    let writer = Writer {
        manager: ask.query.get("fieldManager").cloned().unwrap_or_else(|| "unknown".to_owned()),
        force: ask.query.get("force").is_some_and(|force| force == "true"),
        dry: ask.query.contains_key("dryRun"),
    };
    let key = |name: &str| -> Key { (group.to_owned(), plural.to_owned(), namespace.to_owned(), name.to_owned()) };
    match (verb, name) {
        ("list", _) => Ok((200, list(store, &resource, namespace, ask))),
        ("create", None) => {
            let name = ask.body["metadata"]["name"].as_str().unwrap_or_default();
            write::post(store, &resource, &key(name), ask.body.clone(), &writer).map(|object| (201, object))
        }
        ("patch", Some(name)) if ask.content_type.starts_with("application/apply-patch") => {
            write::apply(store, &resource, &key(name), ask.body.clone(), &writer)
        }
        (verb, Some(name)) => {
            let key = key(name);
            let live = store.objects.get(&key).cloned().ok_or_else(|| Refusal::not_found(&resource.full(), name))?;
            match verb {
                "get" => Ok((200, live)),
                "patch" => {
                    let mut object = live;
                    write::merge(&mut object, &ask.body);
                    Ok((200, write::replace(store, &resource, &key, object, &writer)))
                }
                "update" => Ok((200, write::replace(store, &resource, &key, ask.body.clone(), &writer))),
                _ => delete(store, &key, &live, &ask.body),
            }
        }
        _ => Err(missing()),
    }
}

fn delete(store: &mut Store, key: &Key, live: &Value, options: &Value) -> Result<(u16, Value), Refusal> {
    let meant = &options["preconditions"]["uid"];
    if meant.is_string() && *meant != live["metadata"]["uid"] {
        return Err(Refusal::new(409, "Conflict", "Precondition failed: UID in precondition does not match"));
    }
    Ok((200, store.delete(key, options["propagationPolicy"] == "Foreground")))
}

fn list(store: &Store, resource: &Resource, namespace: &str, ask: &Ask) -> Value {
    let labels = ask.query.get("labelSelector").map_or("", String::as_str);
    let fits = |object: &Value| {
        labels.split(',').filter(|label| !label.is_empty()).all(|label| match label.split_once('=') {
            Some((name, value)) => object["metadata"]["labels"][name] == value,
            None => !object["metadata"]["labels"][label].is_null(),
        })
    };
    let of_it = |(group, plural, own, _): &Key| {
        *group == resource.group && *plural == resource.plural && (namespace.is_empty() || own == namespace)
    };
    let items: Vec<Value> = store
        .objects
        .iter()
        .filter(|(key, object)| of_it(key) && fits(object))
        .map(|(_, object)| {
            // Elements of a list do not say what they are.
            let mut object = object.clone();
            let fields = object.as_object_mut().unwrap();
            fields.remove("apiVersion");
            fields.remove("kind");
            object
        })
        .collect();
    json!({
        "kind": format!("{}List", resource.kind), "apiVersion": resource.api_version(),
        "metadata": {"resourceVersion": store.version().to_string()}, "items": items,
    })
}

fn group_of(store: &Store, group: &str) -> Option<Value> {
    let known = crate::resources::BUILT_IN.iter().map(Resource::of).chain(store.installed.iter().cloned());
    let version = known.into_iter().find(|resource| resource.group == group)?.version;
    Some(json!({"kind": "APIGroup", "apiVersion": "v1", "name": group,
        "preferredVersion": {"groupVersion": format!("{group}/{version}"), "version": version}}))
}

fn review(store: &Store, review: &Value) -> Value {
    let asked = &review["spec"]["resourceAttributes"];
    let text = |field: &str| asked[field].as_str().unwrap_or_default();
    let part = if text("subresource").is_empty() { String::new() } else { format!("/{}", text("subresource")) };
    let group = if text("group").is_empty() { String::new() } else { format!(".{}", text("group")) };
    let right = format!("{} {}{group}{part}", text("verb"), text("resource"));
    let mut review = review.clone();
    review["status"] = json!({"allowed": !store.denied.contains(&right)});
    review
}
