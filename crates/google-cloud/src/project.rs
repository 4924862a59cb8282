//! Whether a project is ready: it is there, its APIs are on, and we may do what is to be done.

use http::Method;
use serde_json::json;

use crate::google::{Call, Google};
use crate::right::{READ_APIS, READ_PROJECT, READ_QUOTAS, role_of};
use crate::trouble::Trouble;

/// What commands about Cloud Monitoring and GKE need of a project.
pub const PERMISSIONS: [&str; 14] = [
    "container.clusters.get",
    "monitoring.alertPolicies.create",
    "monitoring.alertPolicies.delete",
    "monitoring.alertPolicies.update",
    "monitoring.dashboards.create",
    "monitoring.dashboards.delete",
    "monitoring.dashboards.update",
    "monitoring.notificationChannels.create",
    "monitoring.notificationChannels.delete",
    "monitoring.services.create",
    "monitoring.services.delete",
    "monitoring.slos.create",
    "monitoring.slos.delete",
    "monitoring.slos.update",
];

/// Quotas of a region that labs on GKE use up (<https://cloud.google.com/compute/resource-usage>).
const QUOTAS: [&str; 5] = ["CPUS", "INSTANCES", "IN_USE_ADDRESSES", "STATIC_ADDRESSES", "SSD_TOTAL_GB"];
/// The share of a quota, from which on little is left.
const TIGHT: f64 = 0.8;

/// A quota of a region.
#[derive(Clone, Debug, PartialEq)]
pub struct Quota {
    /// `CPUS`
    pub metric: String,
    /// How much is used.
    pub usage: f64,
    /// How much may be used.
    pub limit: f64,
}

impl Quota {
    /// Whether four fifths of it are used.
    pub fn is_tight(&self) -> bool {
        self.usage >= self.limit * TIGHT
    }
}

/// Holds an id against what ids of projects are made of; also of a domain: `example.com:my-project`.
///
/// # Errors
/// [`Trouble::Config`]
pub fn checked_id(project: &str) -> Result<(), Trouble> {
    let is_part = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"-.:".contains(&byte);
    if project.starts_with(|first: char| first.is_ascii_alphanumeric()) && project.bytes().all(is_part) {
        return Ok(());
    }
    let shown: String = project.chars().filter(|c| !c.is_control()).take(60).collect();
    Err(Trouble::Config(format!("`{shown}` is no project's id: small letters, digits and hyphens")))
}

/// Whether it is there and in use.
///
/// # Errors
/// [`Trouble::NoProject`] where it is not, or is being deleted.
pub async fn is_there(google: &Google, project: &str) -> Result<(), Trouble> {
    checked_id(project)?;
    let path = vec!["v1", "projects", project];
    let call = Call::get("cloudresourcemanager", path, project, READ_PROJECT, format!("project {project}"));
    match google.ask(&call).await {
        Ok(found) if found["lifecycleState"] == "ACTIVE" => Ok(()),
        Ok(_) => Err(Trouble::NotThere {
            what: format!("project {project} any more; `gcloud projects undelete {project}` brings it back"),
        }),
        // Google does not tell apart what is not there and what may not be seen.
        Err(Trouble::MissingRight { .. } | Trouble::NotThere { .. }) => {
            Err(Trouble::NoProject { project: project.to_owned() })
        }
        Err(trouble) => Err(trouble),
    }
}

/// Which of these APIs (`monitoring.googleapis.com`) are not on; each as the trouble that it makes.
///
/// # Errors
/// Where Google does not say.
pub async fn apis_off(google: &Google, project: &str, apis: &[&str]) -> Result<Vec<Trouble>, Trouble> {
    let path = vec!["v1", "projects", project, "services:batchGet"];
    let mut call = Call::get("serviceusage", path, project, READ_APIS, format!("the APIs of project {project}"));
    call.query = apis.iter().map(|api| ("names", format!("projects/{project}/services/{api}"))).collect();
    let found = google.ask(&call).await?;
    let services = found["services"].as_array().map(Vec::as_slice).unwrap_or_default();
    let is_on = |api: &str| {
        let is_it = |name: &str| name.rsplit('/').next() == Some(api);
        services.iter().any(|one| one["state"] == "ENABLED" && one["name"].as_str().is_some_and(is_it))
    };
    let off = apis.iter().filter(|api| !is_on(api));
    Ok(off.map(|api| Trouble::ApiOff { api: (*api).to_owned(), project: project.to_owned() }).collect())
}

/// Which of these permissions are missing; each as the trouble that it makes, with a role that has it.
///
/// # Errors
/// Where Google does not say.
pub async fn rights_missing(google: &Google, project: &str, permissions: &[&str]) -> Result<Vec<Trouble>, Trouble> {
    let method = format!("{project}:testIamPermissions");
    let body = json!({ "permissions": permissions });
    let path = vec!["v1", "projects", &method];
    let mut call = Call::get("cloudresourcemanager", path, project, READ_PROJECT, format!("project {project}"));
    (call.method, call.body) = (Method::POST, Some(&body));
    let found = google.ask(&call).await?;
    let granted = found["permissions"].as_array().map(Vec::as_slice).unwrap_or_default();
    let missing = permissions.iter().filter(|permission| !granted.iter().any(|has| has == *permission));
    let trouble = |permission: &&str| Trouble::MissingRight {
        permission: (*permission).to_owned(),
        role: role_of(permission).to_owned(),
        project: project.to_owned(),
    };
    Ok(missing.map(trouble).collect())
}

/// The quotas of a region that labs on GKE use up.
///
/// # Errors
/// Where Google does not say.
pub async fn quotas(google: &Google, project: &str, region: &str) -> Result<Vec<Quota>, Trouble> {
    let path = vec!["compute", "v1", "projects", project, "regions", region];
    let call = Call::get("compute", path, project, READ_QUOTAS, format!("the quotas of {region}"));
    let found = google.ask(&call).await?;
    let all = found["quotas"].as_array().into_iter().flatten().filter_map(|quota| {
        let (usage, limit) = (quota["usage"].as_f64().unwrap_or(0.0), quota["limit"].as_f64()?);
        Some(Quota { metric: quota["metric"].as_str()?.to_owned(), usage, limit })
    });
    Ok(all.filter(|quota| QUOTAS.contains(&quota.metric.as_str())).collect())
}
