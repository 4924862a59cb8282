//! Images are brought onto every node, so that nobody waits for them in the morning.

use std::collections::BTreeSet;
use std::time::Duration;

use movie_guru_cluster::Trouble;
use serde::Serialize;
use serde_json::Value;
use tokio_util::sync::CancellationToken;

use crate::clusters::Clusters;
use crate::manifests::Manifests;
use crate::side_by_side::side_by_side;
use crate::team::{ClusterPlace, Team, Way};
use crate::terminal::tell;

/// Clusters at a time.
const PARALLEL: usize = 8;
/// Where pods are made from in manifests.
const PODS: [&str; 3] = ["/spec/template/spec", "/spec/jobTemplate/spec/template/spec", "/spec"];

/// A node, and whether it has the images.
#[derive(Debug, Serialize)]
pub(super) struct Pulled {
    pub(super) cluster: String,
    /// `-` where nodes could not be asked.
    pub(super) node: String,
    /// What is wrong with it, with the next step.
    pub(super) problem: Option<String>,
    #[serde(skip)]
    way: Way,
}

/// What one cluster is to have.
struct Wanted<'t> {
    place: &'t ClusterPlace,
    images: BTreeSet<String>,
}

/// Has every node of the teams' clusters pull what its labs run: once for a cluster, in the namespace of its first team.
pub(super) async fn pull(
    manifests: &Manifests,
    chosen: &[&Team],
    clusters: &Clusters,
    limit: Duration,
    stop: &CancellationToken,
) -> Vec<Pulled> {
    let mut wanted: Vec<Wanted<'_>> = Vec::new();
    let mut found = Vec::new();
    for (team, place) in chosen.iter().filter_map(|team| Some((*team, team.on_cluster()?))) {
        let images = match manifests.bundle(team, place) {
            Ok(bundle) => of(&bundle.objects),
            Err(problems) => {
                found.push(failed(place, &format!("the images of {} are not known: {problems}", team.name)));
                continue;
            }
        };
        match wanted.iter_mut().find(|wanted| wanted.place.way == place.way) {
            Some(wanted) => wanted.images.extend(images),
            None => wanted.push(Wanted { place, images }),
        }
    }
    if stop.is_cancelled() {
        return found;
    }
    let each = wanted.iter().map(|wanted| of_cluster(wanted, clusters, limit));
    let pulling = side_by_side(each, PARALLEL);
    tokio::pin!(pulling);
    let pulled = tokio::select! {
        pulled = &mut pulling => pulled,
        () = stop.cancelled() => {
            // Dropped, its pods would stay.
            tell("The pods that pull are waited for, so that they go; Ctrl-C again ends at once, and leaves them.");
            pulling.await
        }
    };
    found.extend(pulled.into_iter().flatten());
    found
}

async fn of_cluster(wanted: &Wanted<'_>, clusters: &Clusters, limit: Duration) -> Vec<Pulled> {
    let Wanted { place, images } = wanted;
    let images: Vec<_> = images.iter().cloned().collect();
    tell(&format!("{}: every node pulls {} images", place.way, images.len()));
    let cluster = match clusters.at(&place.way).await {
        Ok(cluster) => cluster,
        Err(fault) => return vec![failed(place, &fault.words)],
    };
    match cluster.pull(&place.namespace, &images, limit).await {
        Ok(nodes) => nodes.into_iter().map(|(node, problem)| of_node(place, node, problem)).collect(),
        Err(trouble @ Trouble::Forbidden { .. }) => {
            vec![failed(place, &format!("its nodes cannot be had pull the images: {trouble}"))]
        }
        Err(trouble) => vec![failed(place, &trouble.to_string())],
    }
}

fn of_node(place: &ClusterPlace, node: String, problem: Option<String>) -> Pulled {
    Pulled { cluster: place.way.to_string(), node, problem, way: place.way.clone() }
}

fn failed(place: &ClusterPlace, why: &str) -> Pulled {
    of_node(place, "-".to_owned(), Some(why.to_owned()))
}

/// What a team's cluster lacks.
pub(super) fn lacking(pulled: &[Pulled], team: &Team) -> Vec<String> {
    let Some(place) = team.on_cluster() else { return Vec::new() };
    let here = pulled.iter().filter(|pulled| pulled.way == place.way);
    let lacks = |pulled: &Pulled| Some(format!("node {}: {}", pulled.node, pulled.problem.as_ref()?));
    here.filter_map(lacks).collect()
}

fn of(objects: &[Value]) -> BTreeSet<String> {
    let pods = objects.iter().flat_map(|object| PODS.iter().filter_map(|at| object.pointer(at)));
    let containers = pods.flat_map(|pod| ["containers", "initContainers"].map(|list| &pod[list]));
    let each = containers.filter_map(Value::as_array).flatten();
    each.filter_map(|container| container["image"].as_str().map(str::to_owned)).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn images_are_those_of_all_pods() {
        let pod = json!({"containers": [{"image": "a"}, {"image": "b"}], "initContainers": [{"image": "c"}]});
        let objects = [
            json!({"kind": "Deployment", "spec": {"template": {"spec": pod}}}),
            json!({"kind": "CronJob", "spec": {"jobTemplate": {"spec": {"template": {"spec": {"containers": [{"image": "d"}]}}}}}}),
            json!({"kind": "Service", "spec": {"ports": []}}),
        ];
        assert_eq!(of(&objects), ["a", "b", "c", "d"].map(str::to_owned).into());
    }
}
