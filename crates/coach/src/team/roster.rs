//! What a team is, and where its lab is.

use std::net::IpAddr;
use std::path::{Path, PathBuf};

use serde_json::Value;

use crate::terminal::Failure;

/// All teams of a workshop.
#[derive(Clone, Debug)]
pub(crate) struct Teams {
    /// The file that they stand in. Handouts, archives and local labs are in folders beside it.
    pub(crate) file: PathBuf,
    /// A file of lines `NAME=REGISTRY/NAME@sha256:DIGEST`, one for each image of ours; needed by teams on a cluster.
    pub(crate) images: Option<PathBuf>,
    /// A folder of manifests in place of those in the binary.
    pub(crate) manifests: Option<PathBuf>,
    /// In the file's order; at least one, each name once.
    pub(crate) teams: Vec<Team>,
}

/// A team, and where its lab is.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Team {
    /// A DNS label (RFC 1123): it names files, namespaces and links.
    pub(crate) name: String,
    /// Where its lab is.
    pub(crate) place: Place,
    /// Its Google Cloud project.
    pub(crate) project: Option<String>,
}

/// Where a lab is.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Place {
    /// A process on this machine, on ports of its own, with its data in `labs/TEAM` beside the teams' file.
    Local,
    /// A namespace of a cluster.
    Cluster(ClusterPlace),
}

/// A namespace of a cluster, and what is brought there.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct ClusterPlace {
    /// How the cluster is reached.
    pub(crate) way: Way,
    /// The namespace.
    pub(crate) namespace: String,
    /// A folder of `deploy/k8s/overlays`: `local`, `gke`, ….
    pub(crate) overlay: String,
    /// The address that the overlay's load balancer is given.
    pub(crate) address: Option<IpAddr>,
    /// Changes to objects of the overlay (RFC 6902), in this order.
    pub(crate) overrides: Vec<Override>,
}

/// How a cluster is reached.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Way {
    /// A context of the kubeconfig.
    Context(String),
    /// A GKE cluster by its DNS endpoint, with Google's own token.
    Gke { project: String, location: String, cluster: String },
}

/// A change to one object.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Override {
    /// `Deployment`
    pub(crate) kind: String,
    /// `web`
    pub(crate) name: String,
    /// Operations of RFC 6902.
    pub(crate) patch: Vec<Value>,
}

impl Teams {
    /// The folder of the teams' file, to join names to; empty where that is here.
    pub(crate) fn folder(&self) -> &Path {
        self.file.parent().unwrap_or(Path::new(""))
    }

    /// Those with these names, in the file's order; all where none is named.
    ///
    /// # Errors
    /// A name that no team has ([`Failure::Usage`]).
    pub(crate) fn chosen(&self, names: &[String]) -> Result<Vec<&Team>, Failure> {
        let known: Vec<_> = self.teams.iter().map(|team| team.name.as_str()).collect();
        if let Some(unknown) = names.iter().find(|name| !known.contains(&name.as_str())) {
            let nearest = movie_guru_slo::nearest(unknown, known.iter().copied());
            let hint = nearest.map_or_else(|| known.join(", "), |name| format!("did you mean {name}?"));
            return Err(Failure::Usage(format!("no team `{unknown}` in {}: {hint}", self.file.display())));
        }
        Ok(self.teams.iter().filter(|team| names.is_empty() || names.contains(&team.name)).collect())
    }
}

impl Team {
    /// Its place on a cluster; none where its lab is on this machine.
    pub(crate) fn on_cluster(&self) -> Option<&ClusterPlace> {
        match &self.place {
            Place::Local => None,
            Place::Cluster(place) => Some(place),
        }
    }

    /// Where its lab is, in a few words.
    pub(crate) fn where_it_is(&self) -> String {
        match &self.place {
            Place::Local => "this machine".to_owned(),
            Place::Cluster(place) => format!("{}, namespace {}", place.way, place.namespace),
        }
    }
}

impl std::fmt::Display for Way {
    fn fmt(&self, to: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Context(context) => to.write_str(context),
            Self::Gke { project, location, cluster } => write!(to, "{cluster} of {project} in {location}"),
        }
    }
}
