//! What a project of the stand-in holds, and what becomes of a request: names with the project's number, defaults left out,
//! ids of Google's choosing, versions of dashboards, masks.

use std::collections::BTreeMap;

use serde_json::{Map, Value, json};

pub(crate) const PROJECT: &str = "my-project";
const NUMBER: &str = "123456";
/// Small, so that every list has several pages.
const PAGE: usize = 3;

/// Status and body.
pub(crate) type Answer = (u16, Value);

pub(crate) fn refusal(code: u16, status: &str, message: &str) -> Answer {
    (code, json!({"error": {"code": code, "status": status, "message": message}}))
}

/// All that is in the project, by its path below it.
#[derive(Default)]
pub(crate) struct Kept {
    pub(crate) things: BTreeMap<String, Value>,
    made: u32,
}

impl Kept {
    /// A request below `v1/projects/P/` or `v3/projects/P/`.
    pub(crate) fn answer(&mut self, method: &str, path: &str, query: &BTreeMap<String, String>, body: Value) -> Answer {
        let is_collection = path.split('/').count() % 2 == 1;
        match (method, is_collection) {
            ("GET", true) => self.list(path, query),
            ("POST", true) => self.create(path, query, body),
            ("GET", false) => self.things.get(path).map_or_else(not_found, |found| (200, found.clone())),
            ("PATCH", false) => self.patch(path, query, body),
            ("DELETE", false) => self.delete(path),
            _ => refusal(405, "UNIMPLEMENTED", "no such method"),
        }
    }

    /// Puts something there as a person would in the console.
    pub(crate) fn put(&mut self, path: &str, mut body: Value) {
        body["name"] = format!("projects/{NUMBER}/{path}").into();
        body["etag"] = "of-a-person".into();
        self.things.insert(path.to_owned(), body);
    }

    fn of<'a>(&'a self, collection: &str) -> impl Iterator<Item = (&'a String, &'a Value)> {
        let before = format!("{collection}/");
        let is_in = move |path: &String| path.strip_prefix(&before).is_some_and(|id| !id.contains('/'));
        self.things.iter().filter(move |(path, _)| is_in(path))
    }

    fn list(&self, path: &str, query: &BTreeMap<String, String>) -> Answer {
        if self.has_no_parent(path) {
            return not_found();
        }
        let from: usize = query.get("pageToken").map_or(0, |token| token.parse().unwrap());
        let member = path.rsplit('/').next().unwrap();
        let all: Vec<_> = self.of(path).map(|(_, thing)| thing.clone()).collect();
        let mut answer = Map::new();
        let page: Vec<_> = all.iter().skip(from).take(PAGE).cloned().collect();
        // Empty lists and tokens are left out.
        if !page.is_empty() {
            answer.insert(member.to_owned(), page.into());
        }
        if from + PAGE < all.len() {
            answer.insert("nextPageToken".to_owned(), (from + PAGE).to_string().into());
        }
        (200, Value::Object(answer))
    }

    fn has_no_parent(&self, collection: &str) -> bool {
        let parent = collection.rsplit_once('/').map(|(parent, _)| parent);
        parent.is_some_and(|parent| !self.things.contains_key(parent))
    }

    fn create(&mut self, path: &str, query: &BTreeMap<String, String>, mut body: Value) -> Answer {
        if self.has_no_parent(path) {
            return not_found();
        }
        let named = body["name"].as_str().and_then(|name| name.rsplit('/').next()).map(str::to_owned);
        let asked = query.get("serviceId").or_else(|| query.get("serviceLevelObjectiveId")).cloned();
        if body["etag"].is_string() {
            return refusal(400, "INVALID_ARGUMENT", "etag must not be specified");
        }
        if named.is_some() && path != "dashboards" {
            return refusal(400, "INVALID_ARGUMENT", "name must not be specified");
        }
        self.made += 1;
        let id = named.or(asked).unwrap_or_else(|| format!("{}", 9_000_000 + self.made));
        let place = format!("{path}/{id}");
        if self.things.contains_key(&place) {
            return refusal(409, "ALREADY_EXISTS", "Requested entity already exists");
        }
        self.finish(&place, &mut body);
        self.things.insert(place, body.clone());
        (200, body)
    }

    fn patch(&mut self, path: &str, query: &BTreeMap<String, String>, mut body: Value) -> Answer {
        let Some(there) = self.things.get(path) else { return not_found() };
        if path.starts_with("dashboards/") {
            match body["etag"].as_str() {
                None => return refusal(400, "INVALID_ARGUMENT", "Update Dashboard should specify a non empty etag."),
                Some(etag) if there["etag"] != etag => {
                    return refusal(409, "ABORTED", "etag does not match: the dashboard was changed concurrently");
                }
                Some(_) => {}
            }
        } else {
            let mut changed = there.clone();
            for field in query.get("updateMask").map(String::as_str).unwrap_or_default().split(',') {
                changed[field] = body[field].take();
            }
            body = changed;
        }
        self.made += 1;
        self.finish(path, &mut body);
        self.things.insert(path.to_owned(), body.clone());
        (200, body)
    }

    fn delete(&mut self, path: &str) -> Answer {
        let id = path.rsplit('/').next().unwrap();
        let is_told = |policy: &Value| {
            let channels = policy["notificationChannels"].as_array();
            channels.into_iter().flatten().any(|name| name.as_str().unwrap().ends_with(&format!("/{id}")))
        };
        if path.starts_with("notificationChannels/") && self.of("alertPolicies").any(|(_, policy)| is_told(policy)) {
            return refusal(400, "FAILED_PRECONDITION", "The channel is used by one or more alerting policies.");
        }
        if self.of(&format!("{path}/serviceLevelObjectives")).next().is_some() {
            return refusal(400, "FAILED_PRECONDITION", "The service has service level objectives.");
        }
        self.things.remove(path).map_or_else(not_found, |_| (200, json!({})))
    }

    /// What Google adds and leaves out.
    fn finish(&self, path: &str, body: &mut Value) {
        without_defaults(body);
        // Names of services and dashboards have the project's number in them, others its id.
        let project = if path.starts_with("services") || path.starts_with("dashboards") { NUMBER } else { PROJECT };
        body["name"] = format!("projects/{project}/{path}").into();
        if path.starts_with("dashboards/") {
            body["etag"] = format!("version-{}", self.made).into();
        } else if !path.starts_with("services/") {
            body["enabled"] = true.into();
            body["creationRecord"] = json!({"mutateTime": "2026-02-03T04:05:06Z", "mutatedBy": "coach@example.com"});
        }
        for (at, condition) in body["conditions"].as_array_mut().into_iter().flatten().enumerate() {
            condition["name"] = format!("projects/{PROJECT}/{path}/conditions/{at}").into();
        }
        if body["conditions"].is_null() {
            body.as_object_mut().unwrap().remove("conditions");
        }
    }
}

fn not_found() -> Answer {
    refusal(404, "NOT_FOUND", "Requested entity was not found.")
}

/// As protobuf writes JSON: without what has its default. Messages stay, also empty ones.
fn without_defaults(value: &mut Value) {
    match value {
        Value::Object(fields) => {
            fields.retain(|_, value| {
                without_defaults(value);
                !(value.as_f64() == Some(0.0)
                    || *value == false
                    || *value == ""
                    || *value == json!([])
                    || value.is_null())
            });
        }
        Value::Array(items) => items.iter_mut().for_each(without_defaults),
        _ => {}
    }
}
