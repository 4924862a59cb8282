//! What must hold of everything that Terraform makes, beyond what Terraform and Google check themselves: who may do what,
//! that no secret gets into the state, and that clusters are closed.

use serde_json::Value;

/// The roles that anybody gets. Each is the least that does its work: nodes that log and measure, images that are pulled,
/// images that are pushed, traces that are written, a roll-out, and a workflow that speaks for an account.
const ROLES: [&str; 6] = [
    "roles/artifactregistry.reader",
    "roles/artifactregistry.writer",
    "roles/cloudtrace.agent",
    "roles/container.defaultNodeServiceAccount",
    "roles/container.developer",
    "roles/iam.workloadIdentityUser",
];

/// Kinds of resources whose secret stands in the state for whoever reads it.
const WITH_SECRET: [&str; 5] = [
    "google_secret_manager_secret_version",
    "google_service_account_key",
    "google_sql_user",
    "random_password",
    "tls_private_key",
];

/// Every broken rule, one a line: `google_project_iam_member.nodes: …`. Empty where all hold. `resources` are those of a
/// plan or a state in Terraform's JSON, each with `address`, `type` and `values`.
pub fn problems(resources: &[Value]) -> Vec<String> {
    let mut broken = Vec::new();
    for resource in resources {
        let address = resource["address"].as_str().unwrap_or_default();
        let mut say = |what: &str| broken.push(format!("{address}: {what}"));
        let (kind, values) = (resource["type"].as_str().unwrap_or_default(), &resource["values"]);
        rights(kind, values, &mut say);
        match kind {
            "google_container_cluster" => cluster(values, &mut say),
            "google_container_node_pool" => nodes(&values["node_config"][0], &mut say),
            "google_compute_subnetwork" if values["private_ip_google_access"] != true => {
                say("nodes without an address do not reach Google");
            }
            "google_iam_workload_identity_pool_provider" if values["attribute_condition"].as_str().is_none() => {
                say("every repository of GitHub may come in");
            }
            _ => {}
        }
    }
    broken
}

fn rights(kind: &str, values: &Value, say: &mut impl FnMut(&str)) {
    if WITH_SECRET.contains(&kind) {
        say("its secret would stand in the state");
    }
    if kind.ends_with("_iam_binding") || kind.ends_with("_iam_policy") {
        say("takes away the rights that others gave");
    }
    if !kind.ends_with("_iam_member") {
        return;
    }
    let role = values["role"].as_str().unwrap_or_default();
    if !ROLES.contains(&role) {
        say(&format!("{role} is more than anybody needs"));
    }
    let member = values["member"].as_str().unwrap_or_default();
    if ["allUsers", "allAuthenticatedUsers"].contains(&member) {
        say("gives everybody a right");
    }
}

fn cluster(values: &Value, say: &mut impl FnMut(&str)) {
    if values["private_cluster_config"][0]["enable_private_nodes"] != true {
        say("its nodes are on the internet");
    }
    if values["control_plane_endpoints_config"][0]["ip_endpoints_config"][0]["enabled"] != false {
        say("its control plane can be reached past IAM");
    }
    if values["enable_autopilot"] == true {
        let nodes = &values["cluster_autoscaling"][0]["auto_provisioning_defaults"][0];
        if nodes["service_account"].as_str().is_none() {
            say("its nodes use the default account, which may edit the project");
        }
        return;
    }
    if values["datapath_provider"] != "ADVANCED_DATAPATH" {
        say("does not enforce network policies");
    }
    if values["workload_identity_config"][0]["workload_pool"].as_str().is_none() {
        say("has no Workload Identity");
    }
    if values["monitoring_config"][0]["managed_prometheus"][0]["enabled"] != true {
        say("nobody collects its metrics");
    }
}

fn nodes(node: &Value, say: &mut impl FnMut(&str)) {
    if node["service_account"].as_str().is_none() {
        say("uses the default account, which may edit the project");
    }
    if node["workload_metadata_config"][0]["mode"] != "GKE_METADATA" {
        say("gives pods the rights of the node");
    }
    if node["shielded_instance_config"][0]["enable_secure_boot"] != true {
        say("starts what nobody has signed");
    }
}
