//! The lab's own services, asked as anybody may.

use std::collections::BTreeMap;

use async_trait::async_trait;
use movie_guru_slo::{Alert, KnownMetrics, Metadata, Slo, SloSet, Source};
use reqwest::{Client, RequestBuilder, StatusCode};
use serde_json::{Value, json};
use url::Url;

use super::asked::{App, Board, BoardSlo, Fired, Load, People, Run};
use super::http;
use super::missing::Missing;

const BACKEND: &str = "the app";
const LOAD: &str = "the load generator";
const MONITOR: &str = "the monitor";

/// Where the services are, as this process reaches them. What is none cannot be asked.
#[derive(Clone, Debug, Default)]
pub struct LabAddresses {
    /// The backend.
    pub backend: Option<Url>,
    /// The load generator.
    pub load: Option<Url>,
    /// The monitor.
    pub monitor: Option<Url>,
}

/// The services of a lab over HTTP.
#[derive(Clone)]
pub struct LabApi {
    client: Client,
    addresses: LabAddresses,
    /// Of backend and monitor.
    admin_token: Option<String>,
    /// Of the load generator.
    load_password: Option<String>,
}

impl LabApi {
    /// Of these services, with what opens them.
    ///
    /// # Errors
    /// Where there can be no HTTP client.
    pub fn new(
        addresses: LabAddresses,
        admin_token: Option<String>,
        load_password: Option<String>,
    ) -> reqwest::Result<Self> {
        Ok(Self { client: http::client()?, addresses, admin_token, load_password })
    }

    fn url(of: Option<&Url>, what: &'static str, path: &str) -> Result<Url, Missing> {
        folder(of.ok_or(Missing::Unknown { what })?).join(path).map_err(|_| Missing::Unknown { what })
    }

    fn admin(&self, request: RequestBuilder) -> RequestBuilder {
        match &self.admin_token {
            Some(token) => request.bearer_auth(token),
            None => request,
        }
    }

    fn load_request(&self, request: RequestBuilder) -> RequestBuilder {
        match &self.load_password {
            Some(password) => request.basic_auth("lab", Some(password)),
            None => request,
        }
    }

    /// Deletes what has this name in a list of the monitor's.
    async fn delete(&self, list: &Url, name: &str) -> Result<(), Missing> {
        let mut url = list.clone();
        if let Ok(mut segments) = url.path_segments_mut() {
            segments.push(name);
        }
        let (status, body) = http::answer(MONITOR, self.admin(self.client.delete(url))).await?;
        // Not found: somebody else was faster.
        if status == StatusCode::NOT_FOUND { Ok(()) } else { http::read(MONITOR, status, &body).map(drop) }
    }
}

/// The address with a slash at its end, so that what is joined to it is below its path.
pub(super) fn folder(url: &Url) -> Url {
    let mut url = url.clone();
    if !url.path().ends_with('/') {
        url.set_path(&format!("{}/", url.path()));
    }
    url
}

#[async_trait]
impl App for LabApi {
    async fn scenario(&self) -> Result<Option<String>, Missing> {
        let url = Self::url(self.addresses.backend.as_ref(), BACKEND, "phase")?;
        let phase = http::json(BACKEND, self.client.get(url)).await?;
        Ok(phase["scenario"].as_str().map(str::to_owned))
    }

    async fn set_scenario(&self, name: &str) -> Result<(), Missing> {
        let url = Self::url(self.addresses.backend.as_ref(), BACKEND, "phase")?;
        let request = self.admin(self.client.post(url)).json(&json!({ "scenario": name }));
        http::json(BACKEND, request).await.map(drop)
    }
}

#[async_trait]
impl Load for LabApi {
    async fn load(&self) -> Result<People, Missing> {
        let url = Self::url(self.addresses.load.as_ref(), LOAD, "api/load")?;
        let status = http::json(LOAD, self.load_request(self.client.get(url))).await?;
        Ok(People { is_running: status["state"] == "running", users: status["users"].as_u64().unwrap_or_default() })
    }

    async fn start(&self, run: &Run) -> Result<(), Missing> {
        let url = Self::url(self.addresses.load.as_ref(), LOAD, "api/load/start")?;
        let mut wanted = json!({ "users": run.users.to_string() });
        wanted["spawn_rate"] = run.spawn_rate.clone().map_or(Value::Null, Value::from);
        wanted["run_time"] = run.run_time.clone().map_or(Value::Null, Value::from);
        if let Value::Object(wanted) = &mut wanted {
            wanted.retain(|_, value| !value.is_null());
        }
        http::json(LOAD, self.load_request(self.client.post(url)).json(&wanted)).await.map(drop)
    }
}

#[async_trait]
impl Board for LabApi {
    async fn slos(&self) -> Result<Vec<BoardSlo>, Missing> {
        let url = Self::url(self.addresses.monitor.as_ref(), MONITOR, "api/slos")?;
        let answer = http::json(MONITOR, self.client.get(url)).await?;
        let slos = answer["slos"].as_array().map(Vec::as_slice).unwrap_or_default();
        Ok(slos.iter().filter_map(board_slo).collect())
    }

    async fn fired(&self) -> Result<Vec<Fired>, Missing> {
        let url = Self::url(self.addresses.monitor.as_ref(), MONITOR, "api/alerts")?;
        let answer = http::json(MONITOR, self.client.get(url)).await?;
        let of = |list: &str| answer[list].as_array().map(Vec::as_slice).unwrap_or_default().to_vec();
        let fired = of("active").into_iter().chain(of("history"));
        Ok(fired
            .filter_map(|episode| {
                let text = |value: &Value| value.as_str().map(str::to_owned);
                let at = text(&episode["fired_at"])?.parse().ok()?;
                let subject = &episode["subject"];
                Some(Fired { slo: text(&subject["slo"])?, policy: text(&subject["policy"])?, at })
            })
            .collect())
    }

    async fn apply(&self, openslo: &str) -> Result<(), Missing> {
        let url = Self::url(self.addresses.monitor.as_ref(), MONITOR, "api/slos")?;
        let request =
            self.admin(self.client.post(url)).header("content-type", "application/yaml").body(openslo.to_owned());
        http::json(MONITOR, request).await.map(drop)
    }

    async fn clear(&self) -> Result<Vec<String>, Missing> {
        let url = Self::url(self.addresses.monitor.as_ref(), MONITOR, "api/slos")?;
        let answer = http::json(MONITOR, self.client.get(url.clone())).await?;
        let slos = answer["slos"].as_array().map(Vec::as_slice).unwrap_or_default();
        let name = |slo: &Value| slo["document"]["metadata"]["name"].as_str().map(str::to_owned);
        let names: Vec<_> = slos.iter().filter_map(name).collect();
        for name in &names {
            self.delete(&url, name).await?;
        }
        // Alert policies are objects of their own, and stay where their SLO goes.
        let url = Self::url(self.addresses.monitor.as_ref(), MONITOR, "api/alerts")?;
        let answer = http::json(MONITOR, self.client.get(url.clone())).await?;
        let policies = answer["policies"].as_array().into_iter().flatten();
        for name in policies.filter_map(Value::as_str) {
            self.delete(&url, name).await?;
        }
        Ok(names)
    }
}

/// The SLO of an answer, with its alerts; none of what a monitor of another version says in another form.
fn board_slo(view: &Value) -> Option<BoardSlo> {
    let mut document = view["document"].clone();
    // The policies are not in the same answer; what of them matters is.
    document["spec"].as_object_mut()?.remove("alertPolicies");
    let text = document.to_string();
    let source = Source { name: "board", text: &text };
    let set = SloSet::parse(&[source], &KnownMetrics::default().open()).ok()?;
    let alerts = view["alerts"].as_array()?.iter().filter_map(alert).collect();
    let slo = Slo { alerts, ..set.slos.into_iter().next()? };
    let unmatched = view["unmatched"].as_array()?.first().and_then(|part| part["detail"].as_str()).map(str::to_owned);
    Some(BoardSlo::new(slo, view["status"]["sli"].as_f64(), unmatched))
}

fn alert(view: &Value) -> Option<Alert> {
    let text = |name: &str| view[name].as_str();
    let named = |name: &str| Metadata {
        name: name.to_owned(),
        display_name: None,
        labels: BTreeMap::new(),
        annotations: BTreeMap::new(),
    };
    Some(Alert {
        policy: named(text("policy")?),
        policy_description: None,
        condition: named(text("policy")?),
        description: None,
        severity: text("severity")?.to_owned(),
        factor: view["factor"].as_f64()?,
        long: text("long")?.parse().ok()?,
        short: text("short").map(|short| short.parse().ok()).unwrap_or_default(),
        after: text("after")?.parse().ok()?,
        keep: text("keep_firing_for")?.parse().ok()?,
        min_requests: view["min_requests"].as_u64().and_then(|least| u32::try_from(least).ok()),
        when_resolved: true,
        targets: Vec::new(),
    })
}
