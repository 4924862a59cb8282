//! `deploy/terraform` as `scripts/check-terraform` runs it, with Terraform itself and the schema of Google's provider: it is
//! formatted, valid, its own tests pass, and what it makes keeps the rules of this crate, each of which is broken once.

use std::fs;
use std::path::Path;
use std::sync::OnceLock;

use movie_guru_deploy_checks::{problems, terraform};
use movie_guru_test_support::{script, workspace};
use serde_json::{Map, Value, json};
use tempfile::TempDir;

use crate::scripts::{rendered, target};

/// What the runs of Terraform's own tests have made, by name: `resources` and `outputs`.
fn runs() -> Option<&'static Map<String, Value>> {
    static MADE: OnceLock<Option<Map<String, Value>>> = OnceLock::new();
    let made = MADE.get_or_init(|| {
        let said = script("check-terraform", [""; 0])?;
        assert!(said.passed() && said.text.contains(" 0 failed, 0 errored, 0 skipped"), "{}", said.text);
        let made = fs::read_to_string(target().join("check-terraform/terraform.json")).unwrap();
        Some(serde_json::from_str(&made).unwrap())
    });
    made.as_ref()
}

fn resources<'a>(runs: &'a Map<String, Value>, name: &str) -> &'a Vec<Value> {
    runs[name]["resources"].as_array().unwrap()
}

/// A folder that is as deep in the workspace as `deploy/terraform` is.
fn beside(name: &str) -> TempDir {
    let place = workspace().join("target");
    fs::create_dir_all(&place).unwrap();
    tempfile::Builder::new().prefix(name).tempdir_in(place).unwrap()
}

#[test]
fn it_is_formatted_and_valid_and_its_own_tests_pass() {
    let Some(runs) = runs() else { return };
    let made = |name: &str| resources(runs, name).len();
    assert!(made("one_cluster_with_a_namespace_for_each_team") > 15, "{}", made("autopilot"));
    assert!(made("objectives_of_each_team") > 40);
}

#[test]
fn what_google_does_not_know_is_refused() {
    let cases = [
        ("clusters.tf", "enable_private_nodes = true", "enable_private_node = true", "Unsupported argument"),
        ("identity.tf", "  account_id   = \"movie-guru-nodes\"\n", "", "Missing required argument"),
        ("clusters.tf", "  management {", "  managment {", "Unsupported block type"),
        ("clusters.tf", "disk_size_gb    = 50", "disk_size_gb    = \"large\"", "a number is required"),
        (
            "outputs.tf",
            "google_compute_address.app[name].address",
            "google_compute_address.apps[name].address",
            "Reference to undeclared resource",
        ),
        (
            "identity.tf",
            "google_service_account.nodes.member",
            "google_service_account.nodes.membr",
            "Unsupported attribute",
        ),
        ("teams.tf", "var.layout", "var.lay", "undeclared input variable"),
        (
            "registry.tf",
            "resource \"google_artifact_registry_repository\"",
            "resource \"google_artifact_registry\"",
            "is no resource of the provider",
        ),
        (
            "network.tf",
            "  name                    = \"movie-guru\"",
            "  name = \"movie-guru\"",
            "not as `terraform fmt` writes it",
        ),
        (
            "objectives.tf",
            "\"${distribution_cut.value.distributionFilter}${local.filter_scope[each.value.team]}\"",
            "distribution_cut.value.distributionFilter",
            "An SLO must count only its own team's requests",
        ),
        ("dashboards.tf", "namespace=", "name=", "Every series of a team's dashboard must be its own"),
        ("outputs.tf", "\"gke-autopilot\" : \"gke\"", "\"gke\" : \"gke\"", "The manifests must be those for Autopilot"),
    ];
    let folders: Vec<_> = cases.iter().map(|case| (beside("terraform-broken-"), case)).collect();
    for (folder, (file, right, wrong, _)) in &folders {
        copy(&workspace().join("deploy/terraform"), folder.path());
        let text = fs::read_to_string(folder.path().join(file)).unwrap();
        assert!(text.contains(right), "{file} has no {right}");
        fs::write(folder.path().join(file), text.replacen(right, wrong, 1)).unwrap();
    }
    let paths: Vec<&Path> = folders.iter().map(|(folder, _)| folder.path()).collect();
    let Some(said) = script("check-terraform", &paths) else { return };
    assert!(!said.passed());
    for (folder, (file, _, wrong, expected)) in &folders {
        let path = folder.path().display().to_string();
        let found = said.text.split(&path).skip(1).any(|part| part.contains(expected));
        assert!(found, "{file}, {wrong}: no {expected} in {}", said.text);
    }
}

fn copy(from: &Path, to: &Path) {
    for entry in fs::read_dir(from).unwrap() {
        let (from, to) = (entry.as_ref().unwrap().path(), to.join(entry.unwrap().file_name()));
        if from.is_dir() {
            fs::create_dir(&to).unwrap();
            copy(&from, &to);
        } else {
            fs::copy(from, to).unwrap();
        }
    }
}

#[test]
fn what_it_makes_keeps_every_rule() {
    let Some(runs) = runs() else { return };
    for (name, run) in runs {
        let made = run["resources"].as_array().unwrap();
        assert_eq!(terraform::problems(made), Vec::<String>::new(), "{name}");
    }
}

#[test]
fn every_rule_that_is_broken_is_named() {
    let Some(runs) = runs() else { return };
    const ENDPOINTS: &str = "/control_plane_endpoints_config/0/ip_endpoints_config/0/enabled";
    const METRICS: &str = "/monitoring_config/0/managed_prometheus/0/enabled";
    const METADATA: &str = "/node_config/0/workload_metadata_config/0/mode";
    const BOOT: &str = "/node_config/0/shielded_instance_config/0/enable_secure_boot";
    const DEFAULTS: &str = "/cluster_autoscaling/0/auto_provisioning_defaults/0/service_account";
    let (all, autopilot, release) =
        ("one_cluster_with_a_namespace_for_each_team", "autopilot", "releases_of_one_repository");
    let cluster = "google_container_cluster";
    let cases = [
        (all, "google_project_iam_member", "/role", json!("roles/editor"), "more than anybody needs"),
        (all, "google_project_iam_member", "/member", json!("allUsers"), "gives everybody"),
        (all, cluster, "/private_cluster_config/0/enable_private_nodes", json!(false), "on the internet"),
        (all, cluster, ENDPOINTS, json!(true), "past IAM"),
        (all, cluster, "/datapath_provider", json!("LEGACY_DATAPATH"), "network policies"),
        (all, cluster, "/workload_identity_config/0/workload_pool", Value::Null, "Workload Identity"),
        (all, cluster, METRICS, json!(false), "nobody collects"),
        (all, "google_container_node_pool", "/node_config/0/service_account", Value::Null, "default account"),
        (all, "google_container_node_pool", METADATA, json!("GCE_METADATA"), "rights of the node"),
        (all, "google_container_node_pool", BOOT, json!(false), "nobody has signed"),
        (all, "google_compute_subnetwork", "/private_ip_google_access", json!(false), "do not reach Google"),
        (autopilot, cluster, DEFAULTS, Value::Null, "default account"),
        (
            release,
            "google_iam_workload_identity_pool_provider",
            "/attribute_condition",
            Value::Null,
            "every repository",
        ),
    ];
    for (run, kind, at, value, expected) in &cases {
        let mut made = resources(runs, run).clone();
        let resource = made.iter_mut().find(|resource| resource["type"] == *kind).unwrap();
        let place = resource["values"].pointer_mut(at).unwrap_or_else(|| panic!("{kind} has no {at}"));
        *place = value.clone();
        let found = terraform::problems(&made);
        assert!(found.iter().any(|problem| problem.contains(expected)), "{at}: {found:?}");
    }
    for (kind, expected) in
        [("google_service_account_key", "in the state"), ("google_project_iam_binding", "takes away")]
    {
        let found = terraform::problems(&[json!({"address": "x.y", "type": kind, "values": {}})]);
        assert!(found.iter().any(|problem| problem.contains(expected)), "{kind}: {found:?}");
    }
}

#[test]
fn the_manifests_of_each_team_are_rendered_for_its_namespace_and_address_and_keep_every_rule() {
    let Some(runs) = runs() else { return };
    for (run_name, team, namespace) in [
        ("one_cluster_with_a_namespace_for_each_team", "red", "movie-guru-red"),
        ("autopilot", "blue", "movie-guru-blue"),
        ("a_cluster_for_each_team", "red", "movie-guru"),
    ] {
        let written = runs[run_name]["outputs"]["teams"]["value"][team]["kustomization"].as_str().unwrap();
        let folder = beside("team-");
        // Two steps from the workspace here, four in deploy/k8s/teams.
        let moved = written.replace("../../overlays/", "../../deploy/k8s/overlays/");
        fs::write(folder.path().join("kustomization.yaml"), moved).unwrap();
        let Some(said) = script("check-k8s", [folder.path()]) else { return };
        assert!(said.passed() && said.text.contains(" 0 refused"), "{}", said.text);
        let objects = taken(folder.path().file_name().unwrap().to_str().unwrap());
        assert_eq!(problems(&objects), Vec::<String>::new(), "{team}");
        for object in &objects {
            let of_namespace = object["metadata"]["namespace"] == namespace || object["metadata"]["name"] == namespace;
            assert!(of_namespace, "{} {} is not in {namespace}", object["kind"], object["metadata"]["name"]);
        }
        let public = objects.iter().find(|object| object["metadata"]["name"] == "web-public").unwrap();
        assert_eq!(public["spec"]["loadBalancerIP"], "203.0.113.7");
    }
}

/// The objects of a folder that was rendered for this test alone.
fn taken(name: &str) -> Vec<Value> {
    let objects = rendered(name);
    fs::remove_file(target().join("k8s").join(format!("{name}.yaml"))).unwrap();
    objects
}

#[test]
fn the_dashboards_of_a_team_are_sound() {
    let Some(runs) = runs() else { return };
    let made = resources(runs, "objectives_of_each_team");
    let dashboards = made.iter().filter(|resource| resource["type"] == "google_monitoring_dashboard");
    let folder = tempfile::tempdir().unwrap();
    let files: Vec<_> = dashboards
        .enumerate()
        .map(|(at, dashboard)| {
            let file = folder.path().join(format!("{at}.json"));
            fs::write(&file, dashboard["values"]["dashboard_json"].as_str().unwrap()).unwrap();
            file
        })
        .collect();
    let arguments: Vec<&Path> =
        [Path::new("dashboards")].into_iter().chain(files.iter().map(|file| file.as_path())).collect();
    let Some(said) = script("check-gcp", &arguments) else { return };
    assert!(said.passed() && said.text.contains(&format!("{} messages, 0 refused", files.len())), "{}", said.text);
}

#[test]
fn every_variable_says_what_it_is_and_no_json_is_written_twice() {
    let folder = workspace().join("deploy/terraform");
    let variables = fs::read_to_string(folder.join("variables.tf")).unwrap();
    let each: Vec<&str> = variables.split("\nvariable \"").collect();
    assert!(each.len() > 8);
    for variable in each {
        assert!(variable.contains("\n  type ") && variable.contains("\n  description = \""), "{variable}");
    }
    for entry in fs::read_dir(&folder).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_some_and(|extension| extension == "tf") {
            let text = fs::read_to_string(&path).unwrap();
            assert!(!text.contains("jsonencode(") && !text.contains("<<"), "{} has JSON in it", path.display());
        }
        assert!(path.extension().is_none_or(|extension| extension != "json"), "{} is JSON", path.display());
    }
}
