use std::fs;

use movie_guru_test_kubernetes::{Hand, StandIn};
use serde_json::{Value, json};

use crate::google::{DIGEST, Google};
use crate::run::{Desk, Said};

/// Those of `movie_guru_google_cloud::project::PERMISSIONS` for monitoring; held against it by the first test.
const PERMISSIONS: [&str; 13] = [
    "monitoring.alertPolicies.create",
    "monitoring.alertPolicies.delete",
    "monitoring.alertPolicies.update",
    "monitoring.dashboards.create",
    "monitoring.dashboards.delete",
    "monitoring.dashboards.update",
    "monitoring.notificationChannels.create",
    "monitoring.notificationChannels.delete",
    "monitoring.services.create",
    "monitoring.services.delete",
    "monitoring.slos.create",
    "monitoring.slos.delete",
    "monitoring.slos.update",
];

/// The screen of what is ready.
const READY: &str = "\
ok  google       credentials: they give a token
ok  cluster      stand-in: v1.33.1-stand-in
ok  nodes        stand-in: 2 of 2 ready
??  policies     stand-in: whether network policies are enforced cannot be told from here: `kubectl -n kube-system get pods` \
shows calico, cilium or antrea where they are; without, teams reach each other's labs
ok  rights       red: all 24 that a lab takes
??  manifests    red: 2 objects; the cluster says whether it takes them once the namespace is there
ok  image        registry/movie-guru@sha256:…: registry has it
ok  project      my-project: is there
ok  apis         my-project: on: monitoring.googleapis.com
ok  rights       my-project: all 13 that the coach takes

Nothing is to be mended.
";

/// A context of the stand-in, and a lab of two objects.
fn desk(google: &Google, cluster: &StandIn, image: &str) -> Desk {
    let team = "{name: red, context: stand-in, namespace: red, overlay: lab, project: my-project}";
    let desk = Desk::new(google, &format!("version: 1\nmanifests: manifests\nteams:\n  - {team}\n"));
    let folder = desk.folder.path().join("manifests");
    fs::create_dir(&folder).unwrap();
    let pod = json!({"metadata": {"labels": {"app": "web"}},
        "spec": {"containers": [{"name": "web", "image": format!("{}/{image}", google.address)}]}});
    let objects = [
        json!({"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "movie-guru"}}),
        json!({"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": "web", "namespace": "movie-guru"},
            "spec": {"selector": {"matchLabels": {"app": "web"}}, "template": pod}}),
    ];
    let text: Vec<_> = objects.iter().map(Value::to_string).collect();
    fs::write(folder.join("lab.yaml"), text.join("\n---\n")).unwrap();
    desk.and("KUBECONFIG", cluster.kubeconfig().to_str().unwrap())
}

fn well() -> String {
    format!("movie-guru@{DIGEST}")
}

/// The lines with a mark and a word after it.
fn lines<'s>(said: &'s Said, begin: &str) -> Vec<&'s str> {
    said.out.lines().filter(|line| line.starts_with(begin)).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_ready_has_nothing_to_mend() {
    let (google, cluster) = (Google::start().await, StandIn::start());
    google.ready(&PERMISSIONS);
    let said = desk(&google, &cluster, &well()).coach(&["doctor"]).await;
    assert_eq!(said.code, 0, "{}{}", said.out, said.err);
    let screen = said.out.replace(&google.address, "registry").replace(DIGEST, "sha256:…");
    assert_eq!(screen, READY);
    assert_eq!(google.written().0, 1, "only the question which permissions there are");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_the_cluster_refuses_and_what_is_anothers_is_met_before_the_workshop() {
    let (google, cluster) = (Google::start().await, StandIn::start());
    google.ready(&PERMISSIONS);
    let desk = desk(&google, &cluster, &well());
    let hand = Hand::new(&cluster.kubeconfig(), "kubectl");
    hand.namespace("red").await;
    let object = json!({"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": "web"},
        "spec": {"selector": {"matchLabels": {"a": "b"}}, "template": {"metadata": {"labels": {"a": "b"}},
            "spec": {"containers": [{"name": "theirs", "image": "theirs"}]}}}});
    hand.create("/apis/apps/v1/namespaces/red/deployments", &object).await;
    let said = desk.coach(&["doctor"]).await;
    assert_eq!(said.code, 1, "{}{}", said.out, said.err);
    assert!(lines(&said, "!!  manifests").len() == 1, "{}", said.out);
    assert!(said.out.contains("is not ours"), "{}", said.out);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_quota_with_too_little_room_is_met_before_the_workshop() {
    let (google, cluster) = (Google::start().await, StandIn::start());
    google.ready(&PERMISSIONS);
    let desk = desk(&google, &cluster, &well());
    let hand = Hand::new(&cluster.kubeconfig(), "kubectl");
    hand.namespace("red").await;
    let quota = |name: &str, pods: &str| json!({"apiVersion": "v1", "kind": "ResourceQuota", "metadata": {"name": name}, "spec": {"hard": {"pods": pods}}});
    hand.create("/api/v1/namespaces/red/resourcequotas", &quota("wide", "10")).await;
    let said = desk.coach(&["doctor"]).await;
    assert_eq!((said.code, lines(&said, "ok  quota").len()), (0, 1), "{}", said.out);
    hand.create("/api/v1/namespaces/red/resourcequotas", &quota("narrow", "0")).await;
    let said = desk.coach(&["doctor"]).await;
    assert_eq!(said.code, 1, "{}", said.out);
    assert!(
        lines(&said, "!!  quota")[0].contains("narrow allows 0 pods, 0 in use, and the lab takes 1"),
        "{}",
        said.out
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_to_be_mended_says_how() {
    let (google, cluster) = (Google::start().await, StandIn::start());
    google.ready(&PERMISSIONS[1..]);
    let services =
        json!({"services": [{"name": "projects/1/services/monitoring.googleapis.com", "state": "DISABLED"}]});
    google.says("/v1/projects/my-project/services:batchGet", 200, services);
    cluster.deny("create deployments.apps");
    cluster.deny("create pods/portforward");
    let desk = desk(&google, &cluster, &format!("movie-guru@{}", DIGEST.replace('a', "b")));
    let said = desk.coach(&["doctor", "--output", "json"]).await;
    assert_eq!(said.code, 1, "{}", said.err);
    let document = said.json();
    let findings = document["findings"].as_array().unwrap();
    let mend = |what: &str| -> Vec<&str> {
        let is_it = |finding: &&Value| finding["what"] == what && finding["mark"] == "mend";
        findings.iter().filter(is_it).map(|finding| finding["words"].as_str().unwrap()).collect()
    };
    assert!(
        mend("rights")
            .iter()
            .any(|words| words.contains("create deployments.apps in red; create pods/portforward in red"))
    );
    assert!(
        mend("rights").iter().any(|words| words.contains("monitoring.alertPolicies.create is missing")),
        "{findings:#?}"
    );
    assert!(mend("apis")[0].contains("gcloud services enable monitoring.googleapis.com --project my-project"));
    assert!(mend("image")[0].contains("does not have it: push it"), "{findings:#?}");
    assert!(document["toMend"].as_u64().unwrap() >= 4);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cluster_that_is_away_leaves_the_rest_to_be_looked_at() {
    let (google, mut cluster) = (Google::start().await, StandIn::start());
    google.ready(&PERMISSIONS);
    let desk = desk(&google, &cluster, &well());
    cluster.kill();
    let said = desk.coach(&["doctor"]).await;
    assert_eq!(said.code, 1);
    assert_eq!(lines(&said, "!!").len(), 1, "{}", said.out);
    assert!(lines(&said, "!!  cluster").len() == 1 && lines(&said, "ok  project").len() == 1, "{}", said.out);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cluster_of_googles_is_asked_about_policies_and_quotas() {
    let google = Google::start().await;
    google.ready(&[&PERMISSIONS[..], &["container.clusters.get"]].concat());
    let path = "/v1/projects/my-project/locations/europe-west4-a/clusters/movie-guru";
    google.says(path, 200, json!({"status": "RUNNING", "networkPolicy": {}}));
    let quotas = json!({"quotas": [{"metric": "CPUS", "limit": 24.0, "usage": 23.0}]});
    google.says("/compute/v1/projects/my-project/regions/europe-west4", 200, quotas);
    let gke = "{project: my-project, location: europe-west4-a, cluster: movie-guru}";
    let teams = format!(
        "version: 1\nteams:\n  - {{name: red, namespace: red, overlay: lab, gke: {gke}}}\nmanifests: manifests\n"
    );
    let desk = Desk::new(&google, &teams);
    fs::create_dir(desk.folder.path().join("manifests")).unwrap();
    let object = json!({"apiVersion": "v1", "kind": "Namespace", "metadata": {"name": "movie-guru"}});
    fs::write(desk.folder.path().join("manifests/lab.yaml"), object.to_string()).unwrap();
    let said = desk.coach(&["doctor"]).await;
    assert_eq!(said.code, 1, "{}", said.err);
    assert!(lines(&said, "!!  cluster")[0].contains("--enable-dns-access"), "{}", said.out);
    assert!(lines(&said, "!!  policies")[0].contains("--enable-dataplane-v2"), "{}", said.out);
    assert!(lines(&said, "!!  quotas")[0].contains("little is left in europe-west4: CPUS 23 of 24"), "{}", said.out);
}

#[tokio::test(flavor = "multi_thread")]
async fn no_credentials_are_to_be_mended_where_a_project_needs_them() {
    let (google, cluster) = (Google::start().await, StandIn::start());
    let desk = desk(&google, &cluster, &well()).and("GOOGLE_OAUTH_ACCESS_TOKEN", "not a token");
    let said = desk.coach(&["doctor"]).await;
    assert!(said.code == 1 && lines(&said, "!!  google").len() == 1, "{}", said.out);
    assert!(!lines(&said, "ok  rights").is_empty(), "the cluster is looked at all the same: {}", said.out);
}
