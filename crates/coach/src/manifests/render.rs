//! The objects of a team's lab.

use std::collections::BTreeSet;
use std::net::IpAddr;
use std::path::Path;

use movie_guru_cluster::Bundle;
use serde_json::{Value, json};

use super::images::{self, Images};
use super::problem::ManifestsError;
use super::{namespace, overrides};
use crate::overlays::Overlays;
use crate::team::{ClusterPlace, Team, Teams};

/// What belongs to a lab, in its namespace, has this name as a whole.
pub(crate) const BUNDLE: &str = "movie-guru";
/// Whose it is: "a unique name identifying the instance of an application", by Kubernetes' recommended labels.
const INSTANCE: &str = "app.kubernetes.io/instance";

/// The overlays and the images of a workshop.
#[derive(Clone, Debug)]
pub(crate) struct Manifests {
    overlays: Overlays,
    images: Images,
}

/// By what the world reaches a lab.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Entrance {
    /// The Service of type LoadBalancer, or the Gateway.
    pub(crate) object: String,
    /// `http` or `https`
    pub(crate) scheme: &'static str,
    /// The address that it is to have, where that was said.
    pub(crate) wanted: Option<String>,
}

impl Manifests {
    /// The overlays that the teams' file means, and its images.
    ///
    /// # Errors
    /// Everything that is wrong with them.
    pub(crate) fn of(teams: &Teams) -> Result<Self, ManifestsError> {
        let overlays = Overlays::of(teams.manifests.as_deref()).map_err(|error| error.to_string())?;
        let images = match &teams.images {
            Some(file) => Self::images(&overlays, file)?,
            None => Images::default(),
        };
        Ok(Self { overlays, images })
    }

    fn images(overlays: &Overlays, file: &Path) -> Result<Images, ManifestsError> {
        let mut objects = overlays.all().map_err(|error| error.to_string())?;
        Images::read(file, &images::names(&mut objects))
    }

    /// The objects of a team's lab.
    ///
    /// # Errors
    /// Everything that is wrong with them.
    pub(crate) fn bundle(&self, team: &Team, place: &ClusterPlace) -> Result<Bundle, ManifestsError> {
        let mut objects = self.overlays.objects(&place.overlay).map_err(|error| error.to_string())?;
        let mut missing = BTreeSet::new();
        for object in &mut objects {
            label(object, &team.name);
            self.images.put(object, &mut missing);
        }
        let mut problems: Vec<_> = images::missing(&missing).into_iter().collect();
        if let Err(ManifestsError(more)) = namespace::move_to(&mut objects, &place.namespace) {
            problems.extend(more);
        }
        if let Some(address) = place.address
            && !give(&mut objects, address)
        {
            let next = "leave `address` out, or take `gke` or `gke-autopilot`";
            problems.push(format!("the overlay {} has no load balancer for {address}: {next}", place.overlay));
        }
        problems.extend(overrides::apply(&mut objects, &place.overrides).err());
        if !problems.is_empty() {
            return Err(ManifestsError(problems));
        }
        Ok(Bundle { name: BUNDLE.to_owned(), namespace: place.namespace.clone(), objects })
    }
}

/// Says whose an object is, and whose its pods are.
fn label(object: &mut Value, team: &str) {
    object["metadata"]["labels"][INSTANCE] = team.into();
    if let Some(template) = object.pointer_mut("/spec/template/metadata") {
        template["labels"][INSTANCE] = team.into();
    }
}

fn give(objects: &mut [Value], address: IpAddr) -> bool {
    let balancers = objects.iter_mut().filter(|object| is_balancer(object));
    balancers.map(|object| object["spec"]["loadBalancerIP"] = json!(address)).count() > 0
}

fn is_balancer(object: &Value) -> bool {
    object["kind"] == "Service" && object["spec"]["type"] == "LoadBalancer"
}

/// By what the world reaches a lab; none where nothing of it is public.
pub(crate) fn entrance(objects: &[Value]) -> Option<Entrance> {
    let balancer = objects.iter().find(|object| is_balancer(object)).map(|object| (object, "http"));
    let (object, scheme) = balancer
        .or_else(|| objects.iter().find(|object| object["kind"] == "Gateway").map(|object| (object, "https")))?;
    Some(Entrance {
        object: object["metadata"]["name"].as_str()?.to_owned(),
        scheme,
        wanted: object["spec"]["loadBalancerIP"].as_str().map(str::to_owned),
    })
}

#[cfg(test)]
#[path = "render_tests.rs"]
mod tests;
