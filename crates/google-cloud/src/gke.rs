//! Where a GKE cluster is reached: by its DNS endpoint, which takes Google's own tokens and needs no plugin of gcloud
//! (<https://cloud.google.com/kubernetes-engine/docs/concepts/network-isolation#dns-based_endpoint>).

use serde_json::Value;
use url::Url;

use crate::google::{Call, Google};
use crate::right::READ_CLUSTER;
use crate::trouble::Trouble;

/// A cluster, as Google describes it.
#[derive(Clone, Debug)]
pub struct GkeCluster {
    project: String,
    location: String,
    name: String,
    described: Value,
}

impl GkeCluster {
    /// Asks for a cluster's description. The location is a zone or a region.
    ///
    /// # Errors
    /// [`Trouble::NotThere`] where there is no such cluster, and all that can be wrong with Google.
    pub async fn find(google: &Google, project: &str, location: &str, name: &str) -> Result<Self, Trouble> {
        let path = vec!["v1", "projects", project, "locations", location, "clusters", name];
        let what = format!("cluster {name} in {location}");
        let described = match google.ask(&Call::get("container", path, project, READ_CLUSTER, what)).await {
            Err(Trouble::NotThere { what }) => {
                let what =
                    format!("{what}; `gcloud container clusters list --project {project}` names those that there are");
                return Err(Trouble::NotThere { what });
            }
            answer => answer?,
        };
        Ok(Self { project: project.to_owned(), location: location.to_owned(), name: name.to_owned(), described })
    }

    /// Its address.
    ///
    /// # Errors
    /// [`Trouble::NoEndpoint`] with the command that opens it.
    pub fn dns_endpoint(&self) -> Result<Url, Trouble> {
        let Self { project, location, name, described } = self;
        let none = |why: &str, next: String| {
            Err(Trouble::NoEndpoint { why: format!("cluster {name} in {location} of project {project} {why}"), next })
        };
        let open = format!(
            "`gcloud container clusters update {name} --location {location} --project {project} --enable-dns-access`"
        );
        match described["status"].as_str() {
            Some("STOPPING") => {
                return none("is being deleted", "take another, or make it anew with Terraform".to_owned());
            }
            Some("PROVISIONING") => return none("is not ready yet", "wait some minutes, then run it again".to_owned()),
            _ => {}
        }
        let config = &described["controlPlaneEndpointsConfig"]["dnsEndpointConfig"];
        let endpoint = config["endpoint"].as_str().filter(|endpoint| !endpoint.is_empty());
        let Some(endpoint) = endpoint else { return none("has no DNS endpoint", open) };
        if config["allowExternalTraffic"] != true {
            return none("does not take traffic from outside at its DNS endpoint", open);
        }
        let is_name = endpoint.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-.".contains(&byte));
        match Url::parse(&format!("https://{endpoint}/")) {
            Ok(url) if is_name => Ok(url),
            _ => none("has a DNS endpoint that is no name", open),
        }
    }

    /// Whether it enforces network policies: Dataplane V2, which Autopilot always has, or the older add-on.
    pub fn enforces_network_policies(&self) -> bool {
        let Self { described, .. } = self;
        described["networkConfig"]["datapathProvider"] == "ADVANCED_DATAPATH"
            || described["networkPolicy"]["enabled"] == true
            || described["autopilot"]["enabled"] == true
    }
}

/// The address of a cluster's DNS endpoint; the location is a zone or a region.
///
/// # Errors
/// As [`GkeCluster::find`] and [`GkeCluster::dns_endpoint`].
pub async fn dns_endpoint(google: &Google, project: &str, location: &str, cluster: &str) -> Result<Url, Trouble> {
    GkeCluster::find(google, project, location, cluster).await?.dns_endpoint()
}
