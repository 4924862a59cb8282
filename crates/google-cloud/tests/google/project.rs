use movie_guru_google_cloud::project::{PERMISSIONS, apis_off, is_there, quotas, rights_missing};
use serde_json::json;

use crate::kept::PROJECT;
use crate::server::Server;

#[tokio::test(flavor = "multi_thread")]
async fn a_project_that_is_ready_lacks_nothing() {
    let server = Server::start().await;
    server.answers("/v1/projects/my-project", json!({"projectId": PROJECT, "lifecycleState": "ACTIVE"}));
    let on = json!({"services": [{"name": "projects/1/services/monitoring.googleapis.com", "state": "ENABLED"}]});
    server.answers("/v1/projects/my-project/services:batchGet", on);
    server.answers("/v1/projects/my-project:testIamPermissions", json!({ "permissions": PERMISSIONS }));
    let google = server.google();
    is_there(&google, PROJECT).await.unwrap();
    assert_eq!(apis_off(&google, PROJECT, &["monitoring.googleapis.com"]).await.unwrap(), []);
    assert_eq!(rights_missing(&google, PROJECT, &PERMISSIONS).await.unwrap(), []);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_a_project_lacks_is_named_with_what_mends_it() {
    let server = Server::start().await;
    let google = server.google();
    assert!(is_there(&google, PROJECT).await.unwrap_err().to_string().contains("there is no project my-project"));
    server.answers("/v1/projects/my-project", json!({"lifecycleState": "DELETE_REQUESTED"}));
    assert!(is_there(&google, PROJECT).await.unwrap_err().to_string().contains("gcloud projects undelete"));

    let some = json!({"services": [{"name": "projects/1/services/monitoring.googleapis.com", "state": "DISABLED"}]});
    server.answers("/v1/projects/my-project/services:batchGet", some);
    let off = apis_off(&google, PROJECT, &["monitoring.googleapis.com", "container.googleapis.com"]).await.unwrap();
    assert_eq!(off.len(), 2);
    assert!(off[1].to_string().contains("gcloud services enable container.googleapis.com"), "{}", off[1]);

    // An empty list is left out.
    server.answers("/v1/projects/my-project:testIamPermissions", json!({}));
    let missing = rights_missing(&google, PROJECT, &PERMISSIONS).await.unwrap();
    assert_eq!(missing.len(), PERMISSIONS.len());
    let roles =
        ["clusterViewer", "alertPolicyEditor", "dashboardEditor", "notificationChannelEditor", "servicesEditor"];
    let text = missing.iter().map(ToString::to_string).collect::<String>();
    assert!(roles.iter().all(|role| text.contains(role)), "{text}");
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_left_of_a_quota_is_known() {
    let server = Server::start().await;
    let all = json!({"quotas": [
        {"metric": "CPUS", "limit": 24.0, "usage": 20.0},
        {"metric": "SSD_TOTAL_GB", "limit": 500.0},
        {"metric": "SNAPSHOTS", "limit": 10.0, "usage": 10.0},
    ]});
    server.answers("/compute/v1/projects/my-project/regions/europe-west4", all);
    let found = quotas(&server.google(), PROJECT, "europe-west4").await.unwrap();
    let found: Vec<_> = found.iter().map(|quota| (quota.metric.as_str(), quota.is_tight())).collect();
    assert_eq!(found, [("CPUS", true), ("SSD_TOTAL_GB", false)]);
}
