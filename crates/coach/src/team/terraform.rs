//! The teams that `deploy/terraform` has made clusters for, as its output `teams` says them.

use std::collections::BTreeMap;

use serde::Deserialize;
use serde_json::Value;

use super::names::is_name;
use super::roster::{ClusterPlace, Place, Team, Way};

/// One team of `terraform output -json teams`; what else it says is for people.
#[derive(Deserialize)]
struct Output {
    project: String,
    cluster: String,
    location: String,
    namespace: String,
    /// The kustomization of the team: its overlay, and the address of its load balancer.
    kustomization: String,
}

/// Reads what `terraform output -json teams` says; also `terraform output -json`, which has all outputs.
///
/// # Errors
/// What it is not, and how to come by it.
pub(crate) fn of_terraform(text: &str) -> Result<Vec<Team>, String> {
    let next = "`terraform -chdir=deploy/terraform output -json teams` says it, after `apply`";
    let mut value: Value =
        serde_json::from_str(text).map_err(|error| format!("Terraform's output is not JSON: {error}; {next}"))?;
    if let Some(teams) = value.pointer_mut("/teams/value") {
        value = teams.take();
    }
    let outputs: BTreeMap<String, Output> = serde_json::from_value(value)
        .map_err(|error| format!("Terraform's output is not that of teams: {error}; {next}"))?;
    if outputs.is_empty() {
        return Err(format!("Terraform's output has no team: name them in terraform.tfvars; {next}"));
    }
    outputs.into_iter().map(|(name, output)| team(name, output)).collect()
}

fn team(name: String, output: Output) -> Result<Team, String> {
    if !is_name(&name) {
        return Err(format!("`{name}` is no name of a team: lowercase letters, digits and `-`"));
    }
    let failed =
        |what: &str| format!("the kustomization of {name} has no {what}; deploy/terraform of this version has one");
    let kustomization: Value =
        serde_saphyr::from_str(&output.kustomization).map_err(|_| failed("form that can be read"))?;
    let resource = kustomization["resources"][0].as_str().unwrap_or_default();
    let overlay = resource.rsplit('/').find(|part| !part.is_empty()).ok_or_else(|| failed("overlay"))?.to_owned();
    let patches = kustomization["patches"].as_array().into_iter().flatten();
    let operations = patches.filter_map(|patch| serde_saphyr::from_str::<Value>(patch["patch"].as_str()?).ok());
    let address = operations
        .flat_map(|operations| operations.as_array().cloned().unwrap_or_default())
        .find(|operation| operation["path"] == "/spec/loadBalancerIP")
        .and_then(|operation| operation["value"].as_str()?.parse().ok());
    let Output { project, cluster, location, namespace, .. } = output;
    let way = Way::Gke { project: project.clone(), location, cluster };
    let place = ClusterPlace { way, namespace, overlay, address, overrides: Vec::new() };
    Ok(Team { name, place: Place::Cluster(place), project: Some(project) })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    /// As Terraform's template has it, filled in.
    fn kustomization(overlay: &str, address: &str) -> String {
        include_str!("../../../../deploy/terraform/team.yaml.tftpl")
            .replace("${team}", "red")
            .replace("${namespace}", "movie-guru-red")
            .replace("${overlay}", overlay)
            .replace("${address}", address)
    }

    #[test]
    fn a_team_has_cluster_namespace_overlay_and_address() {
        let red = json!({"project": "p-1", "cluster": "movie-guru", "location": "us-central1-a", "app": "http://x/",
            "namespace": "movie-guru-red", "kustomization": kustomization("gke-autopilot", "203.0.113.7"), "deploy": []});
        let alone = json!({ "red": red }).to_string();
        let teams = of_terraform(&alone).unwrap();
        let Place::Cluster(place) = &teams[0].place else { panic!("{teams:?}") };
        assert_eq!((teams[0].name.as_str(), teams[0].project.as_deref()), ("red", Some("p-1")));
        assert_eq!((place.namespace.as_str(), place.overlay.as_str()), ("movie-guru-red", "gke-autopilot"));
        assert_eq!(place.address, Some("203.0.113.7".parse().unwrap()));
        assert_eq!(place.way.to_string(), "movie-guru of p-1 in us-central1-a");
        let all = json!({"registry": {"value": "r"}, "teams": {"sensitive": false, "value": {"red": red}}}).to_string();
        assert_eq!(of_terraform(&all).unwrap(), teams);
    }

    #[test]
    fn what_is_no_output_is_refused_with_the_way_to_one() {
        for (text, words) in [
            ("", "is not JSON"),
            ("{}", "has no team"),
            ("{\"red\": {\"project\": \"p\"}}", "missing field"),
            ("[]", "not that of teams"),
        ] {
            let why = of_terraform(text).unwrap_err();
            assert!(why.contains(words) && why.contains("output -json teams"), "{why}");
        }
    }
}
