//! `lab doctor --cloud`: whether Google Cloud is ready for a lab and for challenges 4, 6 and 7, and what to do where it is not.

mod gcloud;

use std::time::Duration;

use anyhow::{Context, bail};
use reqwest::redirect::Policy;
use reqwest::{Client, RequestBuilder, StatusCode};
use serde_json::{Value, json};
use url::Url;

use self::gcloud::{GcloudError, gcloud};
use crate::cli::DoctorArguments;
use crate::client;

/// What Terraform turns on is what is needed: there alone it is said.
const APIS: &str = include_str!("../../../deploy/terraform/apis.tf");
/// What attendees do in Cloud Monitoring, and in which challenge.
const PERMISSIONS: [(&str, u32); 5] = [
    ("monitoring.timeSeries.list", 4),
    ("monitoring.dashboards.create", 4),
    ("monitoring.services.create", 6),
    ("monitoring.slos.create", 6),
    ("monitoring.alertPolicies.create", 7),
];
const PATIENCE: Duration = Duration::from_secs(15);
const MOST_BYTES: usize = 4 * 1024 * 1024;
const MOST_WORDS: usize = 200;

/// What was looked at, and how it is: well, or what to do.
pub(crate) struct Finding {
    pub(crate) what: &'static str,
    pub(crate) result: Result<String, String>,
}

/// An access token of whoever is logged in.
///
/// # Errors
/// Where there is no `gcloud`, or nobody is logged in: with what to do.
pub(crate) async fn access_token() -> anyhow::Result<String> {
    let token = gcloud(&["auth", "print-access-token"]).await;
    match token.context("no access token; log in with `gcloud auth login`, or hand one in with --access-token")? {
        token if token.is_empty() => bail!("gcloud has no access token; log in with `gcloud auth login`"),
        token => Ok(token),
    }
}

/// What was looked at; nothing further once something is missing without which the rest cannot be asked.
///
/// # Errors
/// Where there can be no HTTP client.
pub(crate) async fn findings(arguments: &DoctorArguments) -> anyhow::Result<Vec<Finding>> {
    let mut findings = Vec::new();
    let mut note = |what: &'static str, result: Result<String, String>| {
        let found = result.as_ref().ok().cloned();
        findings.push(Finding { what, result });
        found
    };
    let words = |error: GcloudError| error.to_string();
    let version = gcloud(&["--version"]).await;
    let version = version.map(|text| text.lines().next().unwrap_or("of no version").to_owned());
    if note("gcloud", version.map_err(words)).is_none() {
        return Ok(findings);
    }
    let account = gcloud(&["auth", "list", "--filter=status:ACTIVE", "--format=value(account)"]).await.map_err(words);
    let account = account.and_then(|account| match account.lines().next() {
        Some(account) => Ok(account.to_owned()),
        None => Err("nobody is logged in: gcloud auth login".to_owned()),
    });
    let account = note("account", account);
    let project = match &arguments.project {
        Some(project) => Ok(project.clone()),
        None => match gcloud(&["config", "get-value", "project"]).await.map_err(words) {
            Ok(project) if project.is_empty() || project == "(unset)" => {
                Err("none is chosen: gcloud config set project PROJECT, or --project PROJECT".to_owned())
            }
            found => found,
        },
    };
    let (Some(account), Ok(project)) = (account, &project) else {
        if let Err(error) = project {
            note("project", Err(error));
        }
        return Ok(findings);
    };
    let token = match gcloud(&["auth", "print-access-token"]).await {
        Ok(token) if token.bytes().all(|byte| byte.is_ascii_graphic()) && !token.is_empty() => token,
        _ => {
            note("account", Err(format!("{account} has to log in anew: gcloud auth login")));
            return Ok(findings);
        }
    };
    let cloud = Cloud::new(arguments.google.url.as_ref(), project, account, token)?;
    if note("project", cloud.project().await).is_none() {
        return Ok(findings);
    }
    let (apis, permissions) = tokio::join!(cloud.apis(), cloud.permissions());
    findings.extend(apis);
    findings.extend(permissions);
    Ok(findings)
}

/// The APIs that every lab needs: those of the first list of `apis.tf`.
fn needed() -> Vec<&'static str> {
    let first = APIS.split(']').next().unwrap_or_default();
    first.split('"').filter(|word| word.ends_with(".googleapis.com")).collect()
}

/// Google's APIs about a project.
struct Cloud {
    client: Client,
    /// In place of each API's own address.
    api: Option<Url>,
    project: String,
    account: String,
    token: String,
}

/// Why an API says no.
struct Refusal {
    status: Option<StatusCode>,
    /// In its own words.
    detail: String,
    /// The API that is off, where that is why.
    off: Option<String>,
}

impl Cloud {
    fn new(api: Option<&Url>, project: &str, account: String, token: String) -> anyhow::Result<Self> {
        let builder = Client::builder().timeout(PATIENCE).redirect(Policy::none());
        // Proxies are for other hosts; a stand-in for Google is on this one.
        let client = if api.is_some() { builder.no_proxy() } else { builder }.build().context("no HTTP client")?;
        Ok(Self { client, api: api.cloned().map(client::folder), project: project.to_owned(), account, token })
    }

    fn url(&self, service: &str, path: &[&str]) -> Result<Url, Refusal> {
        let own = || Url::parse(&format!("https://{service}.googleapis.com/"));
        let url = self.api.clone().map_or_else(own, Ok);
        let mut url = url.map_err(|error| Refusal { status: None, detail: error.to_string(), off: None })?;
        if let Ok(mut segments) = url.path_segments_mut() {
            segments.pop_if_empty().extend(path);
        }
        Ok(url)
    }

    async fn ask(&self, request: RequestBuilder) -> Result<Value, Refusal> {
        let refusal = |detail: String| Refusal { status: None, detail, off: None };
        let failed = |error: reqwest::Error| {
            let host = error.url().and_then(Url::host_str).unwrap_or("Google");
            refusal(match error.is_timeout() {
                true => format!("{host} did not answer within {} s", PATIENCE.as_secs()),
                false => {
                    format!("{host} cannot be reached; are you online, or is there a proxy to name in HTTPS_PROXY?")
                }
            })
        };
        let mut response = request.bearer_auth(&self.token).send().await.map_err(failed)?;
        let mut body = Vec::new();
        while let Some(part) = response.chunk().await.map_err(failed)? {
            body.extend_from_slice(&part);
            if body.len() > MOST_BYTES {
                return Err(refusal("far more came than was asked for".to_owned()));
            }
        }
        let document: Option<Value> = serde_json::from_slice(&body).ok();
        let status = response.status();
        match document {
            Some(document) if status.is_success() => Ok(document),
            None if status.is_success() => Err(refusal("something came that is not JSON".to_owned())),
            document => {
                let error = document.unwrap_or_default()["error"].take();
                let details = error["details"].as_array().map(Vec::as_slice).unwrap_or_default();
                let disabled = details.iter().find(|detail| detail["reason"] == "SERVICE_DISABLED");
                let off = disabled.and_then(|detail| detail["metadata"]["service"].as_str()).map(shown);
                let detail = error["message"].as_str().map_or_else(|| status.to_string(), shown);
                Err(Refusal { status: Some(status), detail, off })
            }
        }
    }

    /// What to do about a refusal: an API to turn on, a role to ask for.
    fn mended(&self, refusal: &Refusal, role: &str) -> String {
        let Self { project, account, .. } = self;
        if let Some(api) = &refusal.off {
            return format!("{api} is off: gcloud services enable {api} --project {project}");
        }
        match refusal.status {
            Some(StatusCode::UNAUTHORIZED) => format!("{account} has to log in anew: gcloud auth login"),
            Some(StatusCode::FORBIDDEN) => {
                format!("{account} may not look: have an owner of {project} run `{}`", self.grant(role))
            }
            _ => format!("cannot be asked: {}", refusal.detail),
        }
    }

    fn grant(&self, role: &str) -> String {
        let kind = if self.account.ends_with("gserviceaccount.com") { "serviceAccount" } else { "user" };
        let Self { project, account, .. } = self;
        format!("gcloud projects add-iam-policy-binding {project} --member {kind}:{account} --role {role}")
    }

    /// Whether the project is there.
    async fn project(&self) -> Result<String, String> {
        let project = &self.project;
        let found = match self.url("cloudresourcemanager", &["v1", "projects", project]) {
            Ok(url) => self.ask(self.client.get(url)).await,
            Err(refusal) => Err(refusal),
        };
        match found {
            Ok(found) if found["lifecycleState"] == "ACTIVE" => Ok(project.clone()),
            Ok(_) => Err(format!("{project} is being deleted: gcloud projects undelete {project}, or take another")),
            Err(Refusal { status: Some(StatusCode::FORBIDDEN | StatusCode::NOT_FOUND), off: None, .. }) => {
                Err(format!(
                    "{project} is not there, or {} may not see it: gcloud projects list, or gcloud projects create {project}",
                    self.account
                ))
            }
            Err(refusal) => Err(self.mended(&refusal, "roles/browser")),
        }
    }

    /// Whether the APIs are on.
    async fn apis(&self) -> Vec<Finding> {
        let needed = needed();
        let project = &self.project;
        let found = match self.url("serviceusage", &["v1", "projects", project, "services:batchGet"]) {
            Ok(mut url) => {
                let names = needed.iter().map(|api| ("names", format!("projects/{project}/services/{api}")));
                url.query_pairs_mut().extend_pairs(names);
                self.ask(self.client.get(url)).await
            }
            Err(refusal) => Err(refusal),
        };
        let found = match found {
            Ok(found) => found,
            Err(refusal) => {
                let result = Err(self.mended(&refusal, "roles/serviceusage.serviceUsageViewer"));
                return vec![Finding { what: "apis", result }];
            }
        };
        let services = found["services"].as_array().map(Vec::as_slice).unwrap_or_default();
        let on: Vec<_> = services.iter().filter(|service| service["state"] == "ENABLED").collect();
        let on: Vec<_> = on.into_iter().filter_map(|service| service["name"].as_str()?.rsplit('/').next()).collect();
        let (on, off): (Vec<_>, Vec<_>) = needed.into_iter().partition(|api| on.contains(api));
        let mut findings: Vec<_> = off
            .into_iter()
            .map(|api| {
                let result = Err(format!("{api} is off: gcloud services enable {api} --project {project}"));
                Finding { what: "api", result }
            })
            .collect();
        if !on.is_empty() {
            findings.insert(0, Finding { what: "apis", result: Ok(format!("on: {}", on.join(", "))) });
        }
        findings
    }

    /// Whether attendees' work can be done by this account.
    async fn permissions(&self) -> Vec<Finding> {
        let asked = PERMISSIONS.map(|(permission, _)| permission);
        let method = format!("{}:testIamPermissions", self.project);
        let found = match self.url("cloudresourcemanager", &["v1", "projects", &method]) {
            Ok(url) => self.ask(self.client.post(url).json(&json!({ "permissions": asked }))).await,
            Err(refusal) => Err(refusal),
        };
        let found = match found {
            Ok(found) => found,
            Err(refusal) => {
                return vec![Finding { what: "permissions", result: Err(self.mended(&refusal, "roles/browser")) }];
            }
        };
        let granted = found["permissions"].as_array().map(Vec::as_slice).unwrap_or_default();
        let is_granted = |permission: &str| granted.iter().any(|has| has == permission);
        let finding = |(permission, challenge): (&str, u32)| {
            let shown = format!("{permission} (challenge {challenge})");
            let result = if is_granted(permission) {
                Ok(shown)
            } else {
                let grant = self.grant("roles/monitoring.editor");
                Err(format!("{shown} is missing: have an owner of the project run `{grant}`"))
            };
            Finding { what: "permission", result }
        };
        PERMISSIONS.into_iter().map(finding).collect()
    }
}

/// Text of others, without what moves a terminal's cursor.
fn shown(text: &str) -> String {
    text.chars().filter(|c| !c.is_control()).take(MOST_WORDS).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_terraform_turns_on_for_every_lab_is_needed() {
        let needed = needed();
        for api in ["monitoring", "container", "artifactregistry", "cloudresourcemanager"] {
            assert!(needed.contains(&format!("{api}.googleapis.com").as_str()), "{needed:?}");
        }
        // Only a release workflow needs these.
        assert!(!needed.contains(&"sts.googleapis.com"), "{needed:?}");
    }
}
