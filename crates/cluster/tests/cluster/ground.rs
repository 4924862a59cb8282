//! Where a test is played: a namespace of its own on one of the servers.

use std::path::PathBuf;
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::Duration;

use movie_guru_cluster::{Bundle, Change, Cluster, Did, Progress, Stuck, Trouble};
use movie_guru_test_kubernetes::{Hand, RealServer, StandIn};
use movie_guru_test_support::skipped;
use serde_json::{Value, json};
use tokio_util::sync::CancellationToken;

pub(crate) const LIMIT: Duration = Duration::from_secs(60);

/// A cluster, somebody else who is at work on it, and a name for a namespace that is not there yet.
pub(crate) struct Ground {
    pub(crate) cluster: Cluster,
    pub(crate) other: Hand,
    pub(crate) namespace: String,
    pub(crate) kubeconfig: PathBuf,
    pub(crate) context: &'static str,
    /// The stand-in, where it is that.
    pub(crate) stand_in: Option<StandIn>,
}

impl Ground {
    pub(crate) async fn stand_in() -> Self {
        let stand_in = StandIn::start();
        let kubeconfig = stand_in.kubeconfig();
        Self { stand_in: Some(stand_in), ..Self::at(kubeconfig, "stand-in").await }
    }

    /// One for all tests; it ends with the process. None where it is absent.
    pub(crate) async fn real() -> Option<Self> {
        static SERVER: OnceLock<Result<RealServer, String>> = OnceLock::new();
        let server = tokio::task::spawn_blocking(|| SERVER.get_or_init(RealServer::start)).await.unwrap();
        match server {
            Ok(server) => Some(Self::at(server.kubeconfig().to_owned(), "kube-test").await),
            Err(absent) => {
                skipped(absent);
                None
            }
        }
    }

    pub(crate) async fn at(kubeconfig: PathBuf, context: &'static str) -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(1);
        let cluster = Cluster::of_context(Some(&kubeconfig), context, LIMIT).await.unwrap();
        let other = Hand::new(&kubeconfig, "kubectl");
        let namespace = format!("team-{}", COUNT.fetch_add(1, Ordering::Relaxed));
        Self { cluster, other, namespace, kubeconfig, context, stand_in: None }
    }

    pub(crate) fn lab(&self) -> Bundle {
        lab(&self.namespace)
    }

    pub(crate) async fn apply(&self, bundle: &Bundle) -> Result<Vec<Change>, Trouble> {
        self.cluster.apply(bundle, &CancellationToken::new()).await
    }

    pub(crate) async fn wait(&self, bundle: &Bundle, limit: Duration) -> Result<(), Trouble> {
        self.cluster.wait(bundle, limit, &|_: Progress| (), &CancellationToken::new()).await
    }

    pub(crate) async fn remove(&self) -> Result<Vec<Change>, Trouble> {
        let (stop, quiet) = (CancellationToken::new(), |_: Progress| ());
        self.cluster.remove("lab", &self.namespace, LIMIT, &quiet, &stop).await
    }

    /// `/apis/apps/v1/namespaces/N/deployments/web` of `apps/v1`, `deployments/web`.
    pub(crate) fn path(&self, version: &str, rest: &str) -> String {
        let api = if version.contains('/') { "apis" } else { "api" };
        format!("/{api}/{version}/namespaces/{}/{rest}", self.namespace)
    }

    pub(crate) async fn get(&self, version: &str, rest: &str) -> Option<Value> {
        self.other.get(&self.path(version, rest)).await
    }

    /// Name and resource version of all that a kind has here.
    pub(crate) async fn versions(&self, bundle: &Bundle) -> Vec<(String, String)> {
        let mut found = Vec::new();
        for object in &bundle.objects {
            let (version, name) =
                (object["apiVersion"].as_str().unwrap(), object["metadata"]["name"].as_str().unwrap());
            let plural = format!("{}s", object["kind"].as_str().unwrap().to_lowercase()).replace("policys", "policies");
            let path = if plural == "namespaces" {
                format!("/api/v1/namespaces/{name}")
            } else {
                self.path(version, &format!("{plural}/{name}"))
            };
            let live = self.other.get(&path).await.unwrap();
            found.push((path, live["metadata"]["resourceVersion"].as_str().unwrap().to_owned()));
        }
        found
    }
}

/// A small lab: a namespace, what pods read, two workloads.
pub(crate) fn lab(namespace: &str) -> Bundle {
    let deployment = |name: &str, image: &str| {
        json!({"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": name, "labels": {"app": name}}, "spec": {
            "replicas": 2, "selector": {"matchLabels": {"app": name}}, "template": {
                "metadata": {"labels": {"app": name}, "creationTimestamp": null},
                "spec": {"containers": [{"name": name, "image": image, "ports": [{"name": "http", "containerPort": 8080}],
                    "env": [{"name": "LISTEN", "value": "0.0.0.0:8080"}],
                    "resources": {"limits": {"cpu": "1000m", "memory": "64Mi"}}}]}}}})
    };
    let stateful = json!({"apiVersion": "apps/v1", "kind": "StatefulSet", "metadata": {"name": "db"}, "spec": {
        "replicas": 1, "serviceName": "db", "selector": {"matchLabels": {"app": "db"}}, "template": {
            "metadata": {"labels": {"app": "db"}}, "spec": {"containers": [{"name": "db", "image": "registry/db:1"}]}}}});
    let service = json!({"apiVersion": "v1", "kind": "Service", "metadata": {"name": "web"}, "spec": {
        "selector": {"app": "web"}, "ports": [{"name": "http", "port": 80, "targetPort": "http"}]}});
    let policy = json!({"apiVersion": "networking.k8s.io/v1", "kind": "NetworkPolicy", "metadata": {"name": "deny"},
        "spec": {"podSelector": {}, "policyTypes": ["Ingress"]}});
    Bundle {
        name: "lab".to_owned(),
        namespace: namespace.to_owned(),
        objects: vec![
            deployment("web", "registry/web:1"),
            deployment("backend", "registry/backend:1"),
            stateful,
            service,
            policy,
            json!({"apiVersion": "v1", "kind": "ServiceAccount", "metadata": {"name": "web"}}),
            json!({"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "settings"}, "data": {"a": "1", "b": "2"}}),
            json!({"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": namespace, "labels": {"team": "yes"}}}),
        ],
    }
}

/// The object of this kind and name, to be changed.
pub(crate) fn part<'a>(bundle: &'a mut Bundle, kind: &str, name: &str) -> &'a mut Value {
    bundle.objects.iter_mut().find(|object| object["kind"] == kind && object["metadata"]["name"] == name).unwrap()
}

/// Objects of whom this became.
pub(crate) fn those(changes: &[Change], did: Did) -> Vec<&str> {
    let mut found: Vec<&str> =
        changes.iter().filter(|change| change.did == did).map(|change| change.object.as_str()).collect();
    found.sort_unstable();
    found
}

pub(crate) fn stuck(result: Result<(), Trouble>) -> Vec<Stuck> {
    match result {
        Err(Trouble::Stuck(stuck)) => stuck,
        other => panic!("nothing is stuck: {other:?}"),
    }
}

/// Each of these as two tests, one on each server.
macro_rules! on_both {
    ($($name:ident),* $(,)?) => {
        mod stand_in {
            $(#[tokio::test(flavor = "multi_thread")]
            async fn $name() {
                super::$name(crate::ground::Ground::stand_in().await).await;
            })*
        }

        mod real {
            $(#[tokio::test(flavor = "multi_thread")]
            async fn $name() {
                if let Some(ground) = crate::ground::Ground::real().await {
                    super::$name(ground).await;
                }
            })*
        }
    };
}
pub(crate) use on_both;
