//! One cluster, as one context of a kubeconfig reaches it.

use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use futures::stream::BoxStream;
use jiff::Timestamp;
use tokio_util::sync::CancellationToken;

use crate::bearer::Token;
use crate::bundle::{Bundle, Change};
use crate::forward::{Known, Stream};
use crate::logs::{Line, LogQuery};
use crate::look::Pods;
use crate::progress::Progress;
use crate::quota::Quota;
use crate::rights::Right;
use crate::trouble::{Stuck, Trouble};
use crate::wire::Wire;
use crate::{apply, events, forward, keep, kubeconfig, logs, look, plan, pull, quota, remove, rights, stuck, wait};

/// A cluster. Clones share the connection.
#[derive(Clone)]
pub struct Cluster {
    wire: Arc<Wire>,
    known: Arc<Known>,
}

impl Cluster {
    fn over(wire: Wire) -> Self {
        Self { wire: Arc::new(wire), known: Arc::default() }
    }

    /// Asks an API server that is away, or too busy, for so long, before it is [`Trouble::Unreachable`]; a minute if nothing is
    /// said. One that never answered is given up after ten seconds.
    #[must_use]
    pub fn patient_for(self, patience: Duration) -> Self {
        Self::over(self.wire.patient_for(patience))
    }

    /// Requests that were sent so far, over all clones.
    #[must_use]
    pub fn calls(&self) -> u64 {
        self.wire.calls()
    }

    /// As this context of this kubeconfig reaches it; of `KUBECONFIG` or `~/.kube/config` where no file is named. Asks nothing
    /// of the cluster yet, but the program for tokens that the kubeconfig may name, for `patience` at most.
    ///
    /// # Errors
    /// [`Trouble::Config`] and [`Trouble::Auth`].
    pub async fn of_context(kubeconfig: Option<&Path>, context: &str, patience: Duration) -> Result<Self, Trouble> {
        Ok(Self::over(kubeconfig::of_context(kubeconfig, context, patience).await?))
    }

    /// The contexts of a kubeconfig, the current one first.
    ///
    /// # Errors
    /// [`Trouble::Config`].
    pub fn contexts(kubeconfig: Option<&Path>) -> Result<Vec<String>, Trouble> {
        kubeconfig::contexts(kubeconfig)
    }

    /// At an address whose certificate the public CAs vouch for, with a bearer token that is asked for again before each hour.
    ///
    /// # Errors
    /// [`Trouble::Config`].
    pub fn at(url: &url::Url, token: Arc<dyn Token>) -> Result<Self, Trouble> {
        Ok(Self::over(kubeconfig::at(url, token)?))
    }

    /// What [`Cluster::apply`] would change.
    ///
    /// # Errors
    /// As [`Cluster::apply`].
    pub async fn plan(&self, bundle: &Bundle) -> Result<Vec<Change>, Trouble> {
        Ok(plan::read(&self.wire, bundle).await?.changes())
    }

    /// Makes the cluster have these objects, by server-side apply with one field manager, and deletes what the bundle had and
    /// has no more. What stands as it is wanted is not written: one read an object.
    ///
    /// # Errors
    /// [`Trouble::NotOurs`] before anything is written, where an object is another's; others with what came before written,
    /// from which the next call goes on.
    pub async fn apply(&self, bundle: &Bundle, stop: &CancellationToken) -> Result<Vec<Change>, Trouble> {
        until(stop, apply::apply(&self.wire, bundle)).await
    }

    /// Waits until each Deployment, StatefulSet and DaemonSet of the bundle is rolled out, by the rule of `kubectl rollout
    /// status`, and tells of each step.
    ///
    /// # Errors
    /// [`Trouble::Stuck`] after `limit`, or as soon as Kubernetes gave up.
    pub async fn wait(
        &self,
        bundle: &Bundle,
        limit: Duration,
        tell: &(dyn Fn(Progress) + Send + Sync),
        stop: &CancellationToken,
    ) -> Result<(), Trouble> {
        until(stop, wait::wait(&self.wire, bundle, limit, tell)).await
    }

    /// Deletes what the bundle of this name has in this namespace, and the namespace where the bundle made it, and waits
    /// until it is gone. Says what was deleted.
    ///
    /// # Errors
    /// [`Trouble::Stuck`] with what is left after `limit`.
    pub async fn remove(
        &self,
        name: &str,
        namespace: &str,
        limit: Duration,
        tell: &(dyn Fn(Progress) + Send + Sync),
        stop: &CancellationToken,
    ) -> Result<Vec<Change>, Trouble> {
        until(stop, remove::remove(&self.wire, name, namespace, limit, tell)).await
    }

    /// The pods of a namespace.
    ///
    /// # Errors
    /// Where the cluster does not say.
    pub async fn pods(&self, namespace: &str) -> Result<Pods, Trouble> {
        look::pods(&self.wire, namespace).await
    }

    /// What does not come up in a namespace, each with its next step.
    ///
    /// # Errors
    /// Where the cluster does not say.
    pub async fn stuck(&self, namespace: &str) -> Result<Vec<Stuck>, Trouble> {
        stuck::stuck(&self.wire, namespace).await
    }

    /// A secret's values; none where there is no such secret.
    ///
    /// # Errors
    /// Where the cluster does not say.
    pub async fn secret(&self, namespace: &str, name: &str) -> Result<Option<BTreeMap<String, String>>, Trouble> {
        keep::secret(&self.wire, namespace, name).await
    }

    /// Makes a secret where there is none of that name, as a part of the bundle; what is there stays as it is.
    ///
    /// # Errors
    /// Where the cluster refuses it.
    pub async fn ensure_secret(
        &self,
        bundle: &Bundle,
        name: &str,
        values: &BTreeMap<String, String>,
    ) -> Result<Change, Trouble> {
        keep::ensure(&self.wire, bundle, name, values).await
    }

    /// The address that the cluster gave a Service of type LoadBalancer, or a Gateway; none before.
    ///
    /// # Errors
    /// Where the cluster does not say.
    pub async fn address(&self, namespace: &str, service: &str) -> Result<Option<String>, Trouble> {
        look::address(&self.wire, namespace, service).await
    }

    /// A connection to a port of a pod that is ready, behind this Service: one websocket.
    ///
    /// # Errors
    /// Where no pod is ready, or the cluster does not forward.
    pub async fn connect(&self, namespace: &str, service: &str, port: u16) -> Result<Box<dyn Stream>, Trouble> {
        forward::connect(&self.wire, &self.known, namespace, service, port).await
    }

    /// Log lines of all pods that match, as they come.
    ///
    /// # Errors
    /// Where the cluster does not say.
    pub async fn logs(&self, namespace: &str, query: &LogQuery) -> Result<BoxStream<'static, Line>, Trouble> {
        logs::logs(Arc::clone(&self.wire), namespace, query).await
    }

    /// Which of these rights we have (`SelfSubjectAccessReview`).
    ///
    /// # Errors
    /// Where the cluster does not say.
    pub async fn may(&self, rights: &[Right]) -> Result<Vec<bool>, Trouble> {
        rights::may(&self.wire, rights).await
    }

    /// What the quotas of a namespace allow, a resource each.
    ///
    /// # Errors
    /// Where the cluster does not say.
    pub async fn quotas(&self, namespace: &str) -> Result<Vec<Quota>, Trouble> {
        quota::quotas(&self.wire, namespace).await
    }

    /// Events of a namespace, the newest first: when, about what, why.
    ///
    /// # Errors
    /// Where the cluster does not say.
    pub async fn events(&self, namespace: &str) -> Result<Vec<(Timestamp, String, String)>, Trouble> {
        let events = events::events(&self.wire, namespace).await?;
        Ok(events
            .into_iter()
            .map(|event| (event.at, event.object, format!("{}: {}", event.reason, event.message)))
            .collect())
    }

    /// Pods that each run one container of an image, one on each node, until all have it or say why not; then they are gone.
    /// Node and what is wrong with it.
    ///
    /// # Errors
    /// Where the cluster refuses them.
    pub async fn pull(
        &self,
        namespace: &str,
        images: &[String],
        limit: Duration,
    ) -> Result<Vec<(String, Option<String>)>, Trouble> {
        pull::pull(&self.wire, namespace, images, limit).await
    }

    /// Its version, as `v1.33.1`.
    ///
    /// # Errors
    /// Where the cluster does not say.
    pub async fn version(&self) -> Result<String, Trouble> {
        look::version(&self.wire).await
    }

    /// Nodes, and how many of them are ready.
    ///
    /// # Errors
    /// Where the cluster does not say.
    pub async fn nodes(&self) -> Result<Pods, Trouble> {
        look::nodes(&self.wire).await
    }
}

/// What is called off is dropped where it stands: the next call finds what was written, and goes on.
async fn until<T>(stop: &CancellationToken, work: impl Future<Output = Result<T, Trouble>>) -> Result<T, Trouble> {
    tokio::select! {
        biased;
        () = stop.cancelled() => Err(Trouble::CalledOff),
        done = work => done,
    }
}
