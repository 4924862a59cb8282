//! Clusters, and what each team's lab needs of its own.

use std::collections::BTreeMap;

use movie_guru_cluster::{Change, Cluster, Did, Quota};
use movie_guru_google_cloud::Google;
use movie_guru_google_cloud::gke::GkeCluster;

use super::finding::Finding;
use super::rights::{in_words, needed};
use crate::clusters::Clusters;
use crate::manifests::Manifests;
use crate::team::{ClusterPlace, Team, Way};

/// Older ones have no `preStop.sleep` (docs/deploy.md, "Kubernetes").
const OLDEST: (u32, u32) = (1, 30);

/// A cluster: whether it answers, its version, its nodes. None where nothing more can be asked.
pub(crate) async fn cluster(clusters: &Clusters, way: &Way) -> (Vec<Finding>, Option<Cluster>) {
    let name = way.to_string();
    let cluster = match clusters.at(way).await {
        Ok(cluster) => cluster,
        Err(fault) => return (vec![Finding::mend("cluster", &name, fault)], None),
    };
    let version = match cluster.version().await {
        Ok(version) => version,
        Err(trouble) => return (vec![Finding::mend("cluster", &name, trouble)], None),
    };
    let is_old = number(&version).is_some_and(|number| number < OLDEST);
    let mut findings = vec![if is_old {
        Finding::mend("cluster", &name, format!("{version} is too old: labs need {}.{} or newer", OLDEST.0, OLDEST.1))
    } else {
        Finding::well("cluster", &name, version)
    }];
    findings.push(match cluster.nodes().await {
        Ok(nodes) if nodes.of == 0 => {
            Finding::unknown("nodes", &name, "there are none yet; Autopilot makes them when labs come up")
        }
        Ok(nodes) if nodes.ready < nodes.of => {
            let words = format!("{} of {} ready: `kubectl describe nodes` says why", nodes.ready, nodes.of);
            Finding::mend("nodes", &name, words)
        }
        Ok(nodes) => Finding::well("nodes", &name, format!("{} of {} ready", nodes.ready, nodes.of)),
        // Labs come up without this right.
        Err(trouble) => Finding::unknown("nodes", &name, trouble.to_string()),
    });
    (findings, Some(cluster))
}

/// `v1.33.1-gke.100` as (1, 33).
fn number(version: &str) -> Option<(u32, u32)> {
    let mut parts = version.trim_start_matches('v').split('.');
    Some((parts.next()?.parse().ok()?, parts.next()?.trim_end_matches('+').parse().ok()?))
}

/// Whether a cluster enforces network policies: Google says it of its own, others have to be looked at.
pub(crate) async fn policies(way: &Way, google: Option<&Google>) -> Finding {
    let name = way.to_string();
    let unknown = |why: &str| {
        let look = "`kubectl -n kube-system get pods` shows calico, cilium or antrea where they are; without, teams reach each \
                    other's labs";
        Finding::unknown("policies", &name, format!("{why}: {look}"))
    };
    let (Some((project, location, cluster)), Some(google)) = (of_google(way), google) else {
        return unknown("whether network policies are enforced cannot be told from here");
    };
    match GkeCluster::find(google, project, location, cluster).await {
        Ok(found) if found.enforces_network_policies() => {
            Finding::well("policies", &name, "network policies are enforced")
        }
        Ok(_) => {
            let words = "network policies are not enforced, so teams reach each other's labs: make the cluster anew with \
                         `--enable-dataplane-v2`, as deploy/terraform does";
            Finding::mend("policies", &name, words)
        }
        Err(trouble) => unknown(&format!("Google does not say whether network policies are enforced ({trouble})")),
    }
}

/// Project, location and name of a cluster of Google's; contexts that gcloud wrote have them in their names.
pub(crate) fn of_google(way: &Way) -> Option<(&str, &str, &str)> {
    match way {
        Way::Gke { project, location, cluster } => Some((project, location, cluster)),
        Way::Context(context) => {
            let mut parts = context.strip_prefix("gke_")?.splitn(3, '_');
            Some((parts.next()?, parts.next()?, parts.next()?))
        }
    }
}

/// What a team's lab needs: rights, and objects that the API server takes.
pub(crate) async fn lab(cluster: &Cluster, manifests: &Manifests, team: &Team, place: &ClusterPlace) -> Vec<Finding> {
    let bundle = match manifests.bundle(team, place) {
        Ok(bundle) => bundle,
        Err(problems) => return vec![Finding::mend("manifests", &team.name, problems)],
    };
    let (rights, plan, quotas) = tokio::join!(
        async {
            let needed = needed(&bundle);
            cluster.may(&needed).await.map(|has| (needed, has))
        },
        cluster.plan(&bundle),
        cluster.quotas(&place.namespace)
    );
    let rights = match rights {
        Ok((needed, has)) => {
            let missing: Vec<_> = needed.iter().zip(&has).filter(|(_, has)| !**has).map(|(right, _)| right).collect();
            if missing.is_empty() {
                Finding::well("rights", &team.name, format!("all {} that a lab takes", needed.len()))
            } else {
                let words = format!("missing: {}; ask an administrator of the cluster for them", in_words(&missing));
                Finding::mend("rights", &team.name, words)
            }
        }
        Err(trouble) => Finding::mend("rights", &team.name, trouble),
    };
    let comes = |change: &Change| change.did == Did::Created && change.object.starts_with("Deployment/");
    let is_new = plan.as_ref().is_ok_and(|changes| changes.iter().any(comes));
    // Who may not see quotas meets them as what is stuck.
    let quotas = if is_new { quotas.unwrap_or_default() } else { Vec::new() };
    let quotas = room(&team.name, &quotas, &bundle.takes());
    // Applied dry: admission, quotas of objects and other people's objects are met here as they would be by `coach up`.
    let plan = match plan {
        // Nothing can be applied, even dry, in a namespace that is not there.
        Ok(changes)
            if changes.iter().any(|change| change.did == Did::Created && change.object.starts_with("Namespace/")) =>
        {
            let words = format!(
                "{} objects; the cluster says whether it takes them once the namespace is there",
                changes.len()
            );
            Finding::unknown("manifests", &team.name, words)
        }
        Ok(changes) => Finding::well("manifests", &team.name, format!("the cluster takes {} objects", changes.len())),
        Err(trouble) => Finding::mend("manifests", &team.name, trouble),
    };
    // What quota and scheduler say of labs that are up already.
    let stuck = match cluster.stuck(&place.namespace).await {
        Ok(stuck) => stuck.iter().map(|stuck| Finding::mend("stuck", &team.name, stuck)).collect(),
        Err(_) => Vec::new(),
    };
    [vec![rights, plan], quotas, stuck].concat()
}

/// Whether quotas leave room for a lab that is not there yet; nothing where there are none.
fn room(team: &str, quotas: &[Quota], takes: &BTreeMap<String, f64>) -> Vec<Finding> {
    let too_small = |quota: &&Quota| takes.get(&quota.resource).is_some_and(|takes| quota.used + takes > quota.hard);
    let small: Vec<_> = quotas.iter().filter(too_small).collect();
    if small.is_empty() {
        let words = "they leave room for the lab";
        return if quotas.is_empty() { Vec::new() } else { vec![Finding::well("quota", team, words)] };
    }
    let words = small.into_iter().map(|quota| {
        let (hard, used) = &quota.shown;
        let takes = takes.get(&quota.resource).copied().unwrap_or_default();
        let takes = if quota.resource.ends_with("memory") {
            format!("{:.0}Mi", (takes / 1024.0 / 1024.0).ceil())
        } else {
            format!("{}", (takes * 1000.0).round() / 1000.0)
        };
        format!(
            "{} allows {hard} {}, {used} in use, and the lab takes {takes}: ask for more, or let `overrides` take less",
            quota.name, quota.resource
        )
    });
    words.map(|words| Finding::mend("quota", team, words)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_and_clusters_of_google_are_known_by_their_names() {
        assert_eq!(number("v1.33.1-gke.100"), Some((1, 33)));
        assert_eq!(number("v1.29+"), Some((1, 29)));
        assert_eq!(number("new"), None);
        let context = |name: &str| Way::Context(name.to_owned());
        assert_eq!(of_google(&context("gke_p_europe-west4_red")), Some(("p", "europe-west4", "red")));
        assert_eq!(of_google(&context("kind")), None);
    }
}
