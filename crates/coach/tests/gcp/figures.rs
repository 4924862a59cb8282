//! How a lab does that Google Cloud measures: on the screen as any other.

use movie_guru_test_kubernetes::{Hand, StandIn};
use serde_json::{Value, json};

use crate::google::Google;
use crate::kept::PROJECT;
use crate::run::Desk;

fn desk(google: &Google, cluster: &StandIn) -> Desk {
    let team = format!("{{name: red, context: stand-in, namespace: red, overlay: gke, project: {PROJECT}}}");
    let desk = Desk::new(google, &format!("version: 1\nteams:\n  - {team}\n"));
    desk.and("KUBECONFIG", cluster.kubeconfig().to_str().unwrap())
}

/// What `coach status` says of the team.
async fn status(desk: &Desk) -> Value {
    let said = desk.coach(&["status", "--output", "json"]).await;
    said.json()["teams"][0].clone()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_team_that_google_measures_has_figures_too() {
    let (google, cluster) = (Google::start().await, StandIn::start());
    Hand::new(&cluster.kubeconfig(), "test").namespace("red").await;
    let path = format!("/v1/projects/{PROJECT}/location/global/prometheus/api/v1/query");
    let of = |operation: &str, value: &str| json!({"metric": {"operation": operation}, "value": [0, value]});
    let result = [of("chat", "0.5"), of("startup", "NaN")];
    google.says(&path, 200, json!({"status": "success", "data": {"resultType": "vector", "result": result}}));
    let desk = desk(&google, &cluster);
    let team = status(&desk).await;
    let figure = |operation: &str, what: &str| {
        let all = team["operations"].as_array().unwrap();
        all.iter().find(|one| one["operation"] == operation).unwrap()[what].clone()
    };
    assert_eq!((figure("chat", "success_ratio"), figure("startup", "success_ratio")), (json!(0.5), Value::Null));
    assert_eq!(team["slos"]["count"], 0);
    let queries = google.queries();
    assert!(!queries.is_empty());
    for query in queries {
        let (series, own) = (query.matches("sum(rate(").count(), query.matches(r#"{namespace="red"}"#).count());
        assert!(query.contains("rate(") && own > 0 && own >= series, "{query}");
    }
    google.says(&path, 403, json!({"error": {"status": "PERMISSION_DENIED", "message": "no"}}));
    let team = status(&desk).await;
    assert!(team["operations"].is_null(), "{team}");
    assert!(team.to_string().contains("roles/monitoring.viewer"), "{team}");
}
