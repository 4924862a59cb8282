//! Kinds of objects and their addresses, without asking the cluster: discovery would be a call for each API group.

use kube::core::GroupVersionKind;
use kube::discovery::ApiResource;
use serde_json::Value;

/// Those of a cluster as a whole; all others are in a namespace.
const CLUSTER_WIDE: [&str; 14] = [
    "APIService",
    "ClusterRole",
    "ClusterRoleBinding",
    "CustomResourceDefinition",
    "GatewayClass",
    "IngressClass",
    "MutatingWebhookConfiguration",
    "Namespace",
    "Node",
    "PersistentVolume",
    "PriorityClass",
    "RuntimeClass",
    "StorageClass",
    "ValidatingWebhookConfiguration",
];

/// Whether objects of this kind are in no namespace, so that all who share the cluster share them: `ClusterRole`.
pub fn is_cluster_wide(kind: &str) -> bool {
    CLUSTER_WIDE.contains(&kind)
}

/// A kind, in one version of its group.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Kind {
    /// Empty for the core's.
    pub(crate) group: String,
    pub(crate) version: String,
    pub(crate) kind: String,
    pub(crate) plural: String,
}

impl Kind {
    pub(crate) fn new(group: &str, version: &str, kind: &str) -> Self {
        let resource = ApiResource::from_gvk(&GroupVersionKind::gvk(group, version, kind));
        Self { group: group.to_owned(), version: version.to_owned(), kind: kind.to_owned(), plural: resource.plural }
    }

    /// Of a manifest; none where it does not say.
    pub(crate) fn of(object: &Value) -> Option<Self> {
        let api_version = object["apiVersion"].as_str()?;
        let (group, version) = api_version.split_once('/').unwrap_or(("", api_version));
        Some(Self::new(group, version, object["kind"].as_str()?))
    }

    pub(crate) fn core(kind: &str) -> Self {
        Self::new("", "v1", kind)
    }

    pub(crate) fn apps(kind: &str) -> Self {
        Self::new("apps", "v1", kind)
    }

    /// `apps/v1`
    pub(crate) fn api_version(&self) -> String {
        if self.group.is_empty() { self.version.clone() } else { format!("{}/{}", self.group, self.version) }
    }

    /// As an ApplySet's annotation has it: `Deployment.apps`.
    pub(crate) fn group_kind(&self) -> String {
        if self.group.is_empty() { self.kind.clone() } else { format!("{}.{}", self.kind, self.group) }
    }

    /// As `kubectl auth can-i` takes it: `deployments.apps`.
    pub(crate) fn resource(&self) -> String {
        if self.group.is_empty() { self.plural.clone() } else { format!("{}.{}", self.plural, self.group) }
    }

    pub(crate) fn cluster_wide(&self) -> bool {
        is_cluster_wide(&self.kind)
    }

    /// Whether it is there only where somebody brought it.
    pub(crate) fn installed(&self) -> bool {
        let own = ["autoscaling", "networking.k8s.io", "rbac.authorization.k8s.io"];
        self.group.contains('.') && !own.contains(&self.group.as_str())
    }

    /// Where its objects are; of all namespaces where none is named.
    pub(crate) fn path(&self, namespace: Option<&str>) -> String {
        let api = if self.group.is_empty() { "/api" } else { "/apis" };
        match namespace {
            Some(namespace) if !self.cluster_wide() => {
                format!("{api}/{}/namespaces/{namespace}/{}", self.api_version(), self.plural)
            }
            _ => format!("{api}/{}/{}", self.api_version(), self.plural),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_kind_has_the_address_that_the_api_gives_it() {
        let path = |group, version, kind| Kind::new(group, version, kind).path(Some("n"));
        assert_eq!(path("", "v1", "ConfigMap"), "/api/v1/namespaces/n/configmaps");
        assert_eq!(path("", "v1", "Namespace"), "/api/v1/namespaces");
        assert_eq!(
            path("networking.k8s.io", "v1", "NetworkPolicy"),
            "/apis/networking.k8s.io/v1/namespaces/n/networkpolicies"
        );
        assert_eq!(
            path("monitoring.googleapis.com", "v1", "PodMonitoring"),
            "/apis/monitoring.googleapis.com/v1/namespaces/n/podmonitorings"
        );
        assert_eq!(
            path("networking.gke.io", "v1", "GCPBackendPolicy"),
            "/apis/networking.gke.io/v1/namespaces/n/gcpbackendpolicies"
        );
        assert_eq!(
            path("gateway.networking.k8s.io", "v1", "Gateway"),
            "/apis/gateway.networking.k8s.io/v1/namespaces/n/gateways"
        );
    }
}
