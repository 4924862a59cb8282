//! Connections to clusters: one for each way, made when it is first asked for, and shared by all teams there.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::{Duration, Instant};

use movie_guru_cluster::{Cluster, Token};
use movie_guru_google_cloud::{Credentials, gke};
use tokio::sync::Mutex;

use crate::fault::Fault;
use crate::google;
use crate::team::Way;

/// How long the program that a kubeconfig names for tokens may take.
const PATIENCE: Duration = Duration::from_secs(20);
/// How long nobody tries a way again that failed: twenty teams of one cluster hear of it at once.
const FAILED_FOR: Duration = Duration::from_secs(20);

/// Connections to clusters.
#[derive(Clone, Default)]
pub(crate) struct Clusters {
    tried: Arc<Mutex<HashMap<Way, Tried>>>,
}

/// Held while it is tried, so that others wait for the same.
type Tried = Arc<Mutex<Option<(Instant, Result<Cluster, Fault>)>>>;

impl Clusters {
    /// The cluster of a way. It may not answer: nothing is asked of it yet.
    ///
    /// # Errors
    /// The kubeconfig, the token or Google.
    pub(crate) async fn at(&self, way: &Way) -> Result<Cluster, Fault> {
        let tried = Arc::clone(self.tried.lock().await.entry(way.clone()).or_default());
        let mut tried = tried.lock().await;
        match &*tried {
            Some((_, Ok(cluster))) => return Ok(cluster.clone()),
            Some((when, Err(fault))) if when.elapsed() < FAILED_FOR => return Err(fault.clone()),
            _ => {}
        }
        let made = connect(way).await;
        *tried = Some((Instant::now(), made.clone()));
        made
    }
}

async fn connect(way: &Way) -> Result<Cluster, Fault> {
    match way {
        Way::Context(context) => Ok(Cluster::of_context(None, context, PATIENCE).await?),
        Way::Gke { project, location, cluster } => {
            let google = google::of_environment()?;
            let url = gke::dns_endpoint(&google, project, location, cluster).await?;
            Ok(Cluster::at(&url, Arc::new(Own(google.credentials().clone())))?)
        }
    }
}

/// Google's own token, which a GKE cluster takes at its DNS endpoint.
struct Own(Credentials);

#[async_trait::async_trait]
impl Token for Own {
    async fn token(&self) -> Result<String, String> {
        self.0.token().await.map_err(|trouble| trouble.to_string())
    }
}
