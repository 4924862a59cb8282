use movie_guru_google_cloud::Trouble;
use movie_guru_google_cloud::gke::{GkeCluster, dns_endpoint};
use serde_json::{Value, json};

use crate::kept::PROJECT;
use crate::server::Server;

const PATH: &str = "/v1/projects/my-project/locations/europe-west4-a/clusters/movie-guru";

async fn endpoint(cluster: Value) -> Result<String, Trouble> {
    let server = Server::start().await;
    server.answers(PATH, cluster);
    dns_endpoint(&server.google(), PROJECT, "europe-west4-a", "movie-guru").await.map(|url| url.to_string())
}

fn with(config: Value) -> Value {
    json!({"status": "RUNNING", "controlPlaneEndpointsConfig": {"dnsEndpointConfig": config}})
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cluster_is_reached_by_its_name() {
    let cluster = with(json!({"endpoint": "gke-abc-123.europe-west4.gke.goog", "allowExternalTraffic": true}));
    assert_eq!(endpoint(cluster).await.unwrap(), "https://gke-abc-123.europe-west4.gke.goog/");
}

#[tokio::test(flavor = "multi_thread")]
async fn one_that_cannot_be_reached_says_what_opens_it() {
    let command = "gcloud container clusters update movie-guru --location europe-west4-a --project my-project --enable-dns-access";
    for config in
        [json!({}), json!({"endpoint": "a.gke.goog"}), json!({"endpoint": "a@b/", "allowExternalTraffic": true})]
    {
        let why = endpoint(with(config)).await.unwrap_err().to_string();
        assert!(why.contains(command), "{why}");
    }
    let why = endpoint(json!({"status": "PROVISIONING"})).await.unwrap_err();
    assert!(why.to_string().contains("not ready yet: wait"), "{why}");
}

#[tokio::test(flavor = "multi_thread")]
async fn one_that_is_not_there_says_which_are() {
    let server = Server::start().await;
    let why = dns_endpoint(&server.google(), PROJECT, "europe-west4-a", "movie-guru").await.unwrap_err();
    assert!(why.to_string().contains("there is no cluster movie-guru in europe-west4-a"), "{why}");
    assert!(why.to_string().contains("gcloud container clusters list"), "{why}");
}

#[tokio::test(flavor = "multi_thread")]
async fn whether_network_policies_are_enforced_is_known() {
    for (described, enforces) in [
        (json!({}), false),
        (json!({"networkConfig": {"datapathProvider": "ADVANCED_DATAPATH"}}), true),
        (json!({"networkPolicy": {"enabled": true}}), true),
        (json!({"autopilot": {"enabled": true}}), true),
    ] {
        let server = Server::start().await;
        server.answers(PATH, described);
        let cluster = GkeCluster::find(&server.google(), PROJECT, "europe-west4-a", "movie-guru").await.unwrap();
        assert_eq!(cluster.enforces_network_policies(), enforces);
    }
}
