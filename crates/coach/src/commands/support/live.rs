//! The live objects of a namespace, as the API server has them. Read by `kube` itself: `movie-guru-cluster` tells of a bundle's
//! objects only how they differ.

use std::collections::BTreeSet;
use std::time::Duration;

use kube::api::{Api, DynamicObject, ListParams};
use kube::config::{KubeConfigOptions, Kubeconfig};
use kube::core::GroupVersionKind;
use kube::discovery::ApiResource;
use kube::{Client, Config};
use movie_guru_google_cloud::gke;
use serde_json::{Value, json};

use crate::google;
use crate::team::Way;

/// For the program for tokens, and for a list.
const PATIENCE: Duration = Duration::from_secs(20);
/// Beside what manifests have: what Kubernetes makes of them, and what stands in their way. Version, kind.
const MORE: [(&str, &str); 14] = [
    ("v1", "ConfigMap"),
    ("v1", "LimitRange"),
    ("v1", "PersistentVolumeClaim"),
    ("v1", "Pod"),
    ("v1", "ResourceQuota"),
    ("v1", "Secret"),
    ("v1", "Service"),
    ("v1", "ServiceAccount"),
    ("apps/v1", "DaemonSet"),
    ("apps/v1", "Deployment"),
    ("apps/v1", "ReplicaSet"),
    ("apps/v1", "StatefulSet"),
    ("batch/v1", "Job"),
    ("networking.k8s.io/v1", "NetworkPolicy"),
];

/// A way into a namespace.
pub(super) struct Live {
    client: Client,
    namespace: String,
}

impl Live {
    /// # Errors
    /// Kubeconfig, token or Google, in words.
    pub(super) async fn at(way: &Way, namespace: &str) -> Result<Self, String> {
        let config = match way {
            Way::Context(context) => {
                let options = KubeConfigOptions { context: Some(context.clone()), ..KubeConfigOptions::default() };
                let kubeconfig = Kubeconfig::read().map_err(words)?;
                Config::from_custom_kubeconfig(kubeconfig, &options).await.map_err(words)?
            }
            Way::Gke { project, location, cluster } => {
                let google = google::of_environment().map_err(words)?;
                let url = gke::dns_endpoint(&google, project, location, cluster).await.map_err(words)?;
                let mut config = Config::new(url.as_str().parse().map_err(words)?);
                let token = google.credentials().token().await.map_err(words)?;
                config.auth_info.token = Some(token.into());
                config
            }
        };
        // A program for tokens is waited for on the thread that asks for it.
        let made = tokio::task::spawn_blocking(move || Client::try_from(config));
        let client = within(async { made.await.map_err(words)?.map_err(words) }).await?;
        Ok(Self { client, namespace: namespace.to_owned() })
    }

    /// Version and kind of all that may be there: those of these manifests, and more.
    pub(super) fn kinds(manifests: &[Value]) -> BTreeSet<(String, String)> {
        let wanted =
            manifests.iter().filter_map(|object| Some((object["apiVersion"].as_str()?, object["kind"].as_str()?)));
        let all = wanted.chain(MORE).filter(|(_, kind)| *kind != "Namespace");
        all.map(|(version, kind)| (version.to_owned(), kind.to_owned())).collect()
    }

    /// All objects of a kind; none where the cluster does not have it.
    ///
    /// # Errors
    /// In words.
    pub(super) async fn list(&self, (version, kind): &(String, String)) -> Result<Vec<Value>, String> {
        let (group, number) = version.split_once('/').unwrap_or(("", version));
        let resource = ApiResource::from_gvk(&GroupVersionKind::gvk(group, number, kind));
        let api: Api<DynamicObject> = Api::namespaced_with(self.client.clone(), &self.namespace, &resource);
        let parameters = ListParams::default();
        let listed = within(async { Ok(api.list(&parameters).await) }).await?;
        let objects = match listed {
            Ok(list) => list.items,
            Err(kube::Error::Api(status)) if status.code == 404 => return Ok(Vec::new()),
            Err(error) => return Err(words(error)),
        };
        let whole = |object: DynamicObject| {
            let mut object = serde_json::to_value(object).map_err(words)?;
            object["apiVersion"] = json!(version);
            object["kind"] = json!(kind);
            Ok(object)
        };
        objects.into_iter().map(whole).collect()
    }
}

async fn within<T>(work: impl Future<Output = Result<T, String>>) -> Result<T, String> {
    let slow = |_| format!("no answer within {} s", PATIENCE.as_secs());
    tokio::time::timeout(PATIENCE, work).await.map_err(slow)?
}

fn words(error: impl std::fmt::Display) -> String {
    error.to_string()
}
