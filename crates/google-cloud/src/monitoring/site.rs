//! A project's Cloud Monitoring as one team's: the kinds of things in it, listed, made, changed and deleted one at a time.

use http::Method;
use serde_json::Value;

use super::marks;
use crate::google::{Call, Google};
use crate::right::{OF_CHANNELS, OF_DASHBOARDS, OF_POLICIES, OF_SERVICES, OF_SLOS, Right, Rights};
use crate::trouble::Trouble;

/// Who chooses ids.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Ids {
    /// Google.
    Googles,
    /// We, in the body's `name`.
    InBody,
    /// We, in this parameter of the query.
    InQuery(&'static str),
}

/// A kind of thing, and where those of it are.
#[derive(Clone, Debug)]
pub(super) struct Kind {
    /// `Dashboard`
    pub(super) what: &'static str,
    version: &'static str,
    /// Below the project.
    path: Vec<String>,
    /// The field with labels of ours.
    pub(super) labels: &'static str,
    pub(super) ids: Ids,
    /// Changes say which version they change.
    pub(super) has_etag: bool,
    rights: Rights,
    /// What to do where Google refuses one.
    advice: &'static str,
}

impl Kind {
    fn of(what: &'static str, collection: &[&str], ids: Ids, rights: Rights, advice: &'static str) -> Self {
        let path = collection.iter().map(|part| (*part).to_owned()).collect();
        Self { what, version: "v3", path, labels: "userLabels", ids, has_etag: false, rights, advice }
    }

    pub(super) fn dashboards() -> Self {
        let kind = Self::of("Dashboard", &["dashboards"], Ids::InBody, OF_DASHBOARDS, "");
        Self { version: "v1", labels: "labels", has_etag: true, ..kind }
    }

    pub(super) fn policies() -> Self {
        Self::of("AlertPolicy", &["alertPolicies"], Ids::Googles, OF_POLICIES, "")
    }

    pub(super) fn channels() -> Self {
        let advice = "; where a policy that a person made uses it, take it out there first";
        Self::of("NotificationChannel", &["notificationChannels"], Ids::Googles, OF_CHANNELS, advice)
    }

    pub(super) fn services() -> Self {
        Self::of("Service", &["services"], Ids::InQuery("serviceId"), OF_SERVICES, "")
    }

    pub(super) fn slos_of(service: &str) -> Self {
        let advice = "; where it knows no such metric: metrics come with the lab's first requests, so start its load, wait five \
                      minutes, and run it again";
        let path = ["services", service, "serviceLevelObjectives"];
        Self::of("SLO", &path, Ids::InQuery("serviceLevelObjectiveId"), OF_SLOS, advice)
    }

    /// The field of a list's answer.
    fn member(&self) -> &str {
        self.path.last().map_or("", String::as_str)
    }
}

/// One of ours, as it is there.
#[derive(Clone, Debug)]
pub(super) struct Found {
    pub(super) item: String,
    pub(super) body: Value,
}

impl Found {
    /// As Google has it: `projects/123/dashboards/abc`.
    pub(super) fn name(&self) -> &str {
        self.body["name"].as_str().unwrap_or_default()
    }

    pub(super) fn id(&self) -> &str {
        id(&self.body)
    }
}

/// The last part of a name.
pub(super) fn id(body: &Value) -> &str {
    body["name"].as_str().and_then(|name| name.rsplit('/').next()).unwrap_or_default()
}

/// What there is of one kind.
#[derive(Clone, Debug, Default)]
pub(super) struct Seen {
    /// Ours, sorted by name, so that all who look agree which of two copies is the first.
    pub(super) ours: Vec<Found>,
    /// Ids of all others.
    pub(super) others: Vec<String>,
}

/// A project as one team's.
#[derive(Clone, Debug)]
pub(super) struct Site {
    pub(super) google: Google,
    pub(super) project: String,
    pub(super) team: String,
    /// Nothing is written.
    pub(super) is_dry: bool,
}

impl Site {
    fn call<'a>(&'a self, kind: &'a Kind, item: &str, method: Method, right: Right) -> Call<'a> {
        let mut path = vec![kind.version, "projects", self.project.as_str()];
        path.extend(kind.path.iter().map(String::as_str));
        let object =
            if item.is_empty() { format!("the list {}", kind.member()) } else { format!("{}/{item}", kind.what) };
        Call { method, ..Call::get("monitoring", path, &self.project, right, object) }
    }

    /// All of a kind.
    pub(super) async fn look(&self, kind: &Kind) -> Result<Seen, Trouble> {
        let call = self.call(kind, "", Method::GET, kind.rights.list);
        let all = match self.google.list(&call, kind.member(), 200).await {
            // Of a service that would have been made.
            Err(Trouble::NotThere { .. }) if kind.path.len() > 1 => Vec::new(),
            Err(Trouble::NotThere { .. }) => return Err(Trouble::NoProject { project: self.project.clone() }),
            answer => answer?,
        };
        let mut seen = Seen::default();
        for body in all {
            match marks::item(&body[kind.labels], &self.team) {
                Some(item) => seen.ours.push(Found { item: item.to_owned(), body }),
                None => seen.others.push(id(&body).to_owned()),
            }
        }
        seen.ours.sort_by(|one, other| one.name().cmp(other.name()));
        Ok(seen)
    }

    pub(super) async fn get(&self, kind: &Kind, found: &Found) -> Result<Value, Trouble> {
        let mut call = self.call(kind, &found.item, Method::GET, kind.rights.list);
        call.path.push(found.id());
        self.google.ask(&call).await
    }

    /// Makes one; with an id of ours where the kind has them.
    pub(super) async fn create(&self, kind: &Kind, item: &str, id: &str, body: &Value) -> Result<(), Trouble> {
        let mut body = body.clone();
        let mut call = self.call(kind, item, Method::POST, kind.rights.create);
        match kind.ids {
            Ids::Googles => call.is_once = true,
            Ids::InBody => body["name"] = format!("projects/{}/{}/{id}", self.project, kind.member()).into(),
            Ids::InQuery(parameter) => call.query.push((parameter, id.to_owned())),
        }
        call.body = Some(&body);
        self.send(kind, &call).await
    }

    /// Changes these fields of one, all where none is named.
    pub(super) async fn update(
        &self,
        kind: &Kind,
        found: &Found,
        body: &Value,
        fields: &[&str],
    ) -> Result<(), Trouble> {
        let mut call = self.call(kind, &found.item, Method::PATCH, kind.rights.update);
        call.path.push(found.id());
        if !fields.is_empty() {
            call.query.push(("updateMask", fields.join(",")));
        }
        call.body = Some(body);
        self.send(kind, &call).await
    }

    /// Deletes one; says whether it was there.
    pub(super) async fn delete(&self, kind: &Kind, found: &Found) -> Result<bool, Trouble> {
        let mut call = self.call(kind, &found.item, Method::DELETE, kind.rights.delete);
        call.path.push(found.id());
        match self.send(kind, &call).await {
            // Another run of the coach was faster, or the answer to a first attempt was lost.
            Err(Trouble::NotThere { .. }) => Ok(false),
            sent => sent.map(|()| true),
        }
    }

    async fn send(&self, kind: &Kind, call: &Call<'_>) -> Result<(), Trouble> {
        if self.is_dry {
            return Ok(());
        }
        match self.google.ask(call).await {
            Err(Trouble::Refused { what, words }) => {
                Err(Trouble::Refused { what, words: format!("{}{}", words.trim_end_matches('.'), kind.advice) })
            }
            sent => sent.map(|_| ()),
        }
    }
}
