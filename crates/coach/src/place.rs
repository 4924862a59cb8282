//! From a team to the way to its lab.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use async_trait::async_trait;
use movie_guru_classroom::local::{LocalLab, LocalReach};
use movie_guru_classroom::reach::{Away, Health, Reach, Service, Stream};
use movie_guru_cluster::Cluster;
use movie_guru_google_cloud::Scope;
use tokio::sync::Mutex;

use crate::cloud_metrics::CloudMetrics;
use crate::clusters::Clusters;
use crate::fault::Fault;
use crate::google;
use crate::team::{ClusterPlace, Place, Team, Teams};

/// The secret with the passwords of a lab on a cluster, and its keys.
pub(crate) const SECRET: &str = "movie-guru";
pub(crate) const ADMIN_TOKEN: &str = "admin-token";
pub(crate) const LOAD_PASSWORD: &str = "load-password";

/// The overlay with a Prometheus of its own.
const WITH_PROMETHEUS: &str = "local";
/// How long a secret is taken as it was: it changes where a lab is taken down and brought up anew.
const FRESH: Duration = Duration::from_secs(30);

/// The folder of labs on this machine, beside the teams' file.
pub(crate) fn labs(teams: &Teams) -> PathBuf {
    teams.folder().join("labs")
}

/// A team's lab on this machine.
pub(crate) fn local_lab(teams: &Teams, team: &Team) -> LocalLab {
    LocalLab::new(&labs(teams), &team.name)
}

/// Whether a team's lab has monitoring with pages of its own; Google's are in its console.
pub(crate) fn has_monitor(team: &Team) -> bool {
    team.on_cluster().is_none_or(|place| place.overlay == WITH_PROMETHEUS)
}

/// The way to a team's lab. Nobody is asked yet, and who is away now may answer later.
pub(crate) fn reach(teams: &Teams, team: &Team, clusters: &Clusters) -> Arc<dyn Reach> {
    match &team.place {
        Place::Local => Arc::new(LocalReach::new(local_lab(teams, team))),
        Place::Cluster(place) => {
            let project = team.project.clone().map(|project| (project, google::scope(team)));
            Arc::new(ClusterReach {
                clusters: clusters.clone(),
                place: place.clone(),
                secret: Mutex::default(),
                project,
                cloud: Mutex::default(),
            })
        }
    }
}

/// The way through a cluster's API server: nothing needs a public address.
struct ClusterReach {
    clusters: Clusters,
    place: ClusterPlace,
    secret: Mutex<Option<(Instant, BTreeMap<String, String>)>>,
    /// The Google Cloud project that measures it, and where in it its series are.
    project: Option<(String, Scope)>,
    cloud: Mutex<Option<CloudMetrics>>,
}

impl ClusterReach {
    async fn cluster(&self) -> Result<Cluster, Away> {
        self.clusters.at(&self.place.way).await.map_err(away)
    }

    /// Its figures in Cloud Monitoring.
    async fn cloud(&self, project: &str, scope: &Scope) -> Result<CloudMetrics, Away> {
        let mut cloud = self.cloud.lock().await;
        if let Some(cloud) = &*cloud {
            return Ok(cloud.clone());
        }
        let google = google::of_environment().map_err(away)?;
        Ok(cloud.insert(CloudMetrics::new(google, project, scope.clone())).clone())
    }

    /// A value of the lab's secret. One that is not there yet is looked for each time.
    async fn value(&self, key: &str) -> Result<Option<String>, Away> {
        let mut secret = self.secret.lock().await;
        if let Some((read, values)) = &*secret
            && read.elapsed() < FRESH
        {
            return Ok(values.get(key).cloned());
        }
        let values = self.cluster().await?.secret(&self.place.namespace, SECRET).await.map_err(away)?;
        *secret = values.map(|values| (Instant::now(), values));
        Ok(secret.as_ref().and_then(|(_, values)| values.get(key).cloned()))
    }
}

fn away(fault: impl Into<Fault>) -> Away {
    Away::Unreachable(fault.into().words)
}

#[async_trait]
impl Reach for ClusterReach {
    async fn connect(&self, service: Service) -> Result<Box<dyn Stream>, Away> {
        let (name, port) = match service {
            Service::Web => ("web", 5555),
            Service::Backend => ("backend", 9876),
            Service::Load => ("load", 8089),
            Service::Metrics if self.place.overlay == WITH_PROMETHEUS => ("prometheus", 9090),
            Service::Metrics => {
                let (project, scope) = self.project.as_ref().ok_or(Away::None(service))?;
                return Ok(self.cloud(project, scope).await?.connect());
            }
        };
        let stream = self.cluster().await?.connect(&self.place.namespace, name, port).await.map_err(away)?;
        Ok(Box::new(stream))
    }

    async fn admin_token(&self) -> Result<Option<String>, Away> {
        self.value(ADMIN_TOKEN).await
    }

    async fn load_password(&self) -> Result<Option<String>, Away> {
        self.value(LOAD_PASSWORD).await
    }

    async fn health(&self) -> Result<Health, Away> {
        let cluster = self.cluster().await?;
        let namespace = &self.place.namespace;
        let (pods, stuck) = futures::try_join!(cluster.pods(namespace), cluster.stuck(namespace)).map_err(away)?;
        let stuck = stuck.iter().map(ToString::to_string).collect();
        Ok(Health { ready: pods.ready, of: pods.of, stuck })
    }
}
