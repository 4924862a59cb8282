//! What is somebody else's stays theirs.

use movie_guru_cluster::{Did, Trouble};
use movie_guru_test_kubernetes::Hand;
use serde_json::json;

use crate::ground::{Ground, on_both, part, those};

on_both!(
    an_object_of_another_stops_an_apply_before_anything_is_written,
    a_field_that_another_has_set_is_not_taken_over,
    what_was_written_otherwise_in_our_name_is_ours_to_change,
    a_parent_of_another_stops_an_apply,
    a_namespace_that_was_there_is_used_and_stays_as_it_is,
    two_who_apply_at_once_both_end_with_a_whole_lab,
    an_object_of_another_bundle_is_not_ours,
);

async fn an_object_of_another_stops_an_apply_before_anything_is_written(ground: Ground) {
    let lab = ground.lab();
    ground.other.namespace(&ground.namespace).await;
    let theirs =
        json!({"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "settings"}, "data": {"theirs": "1"}});
    ground.other.create(&ground.path("v1", "configmaps"), &theirs).await;
    match ground.apply(&lab).await {
        Err(Trouble::NotOurs { object, why }) => {
            assert_eq!(object, "ConfigMap/settings");
            assert!(why.contains("kubectl") && why.contains("part-of"), "{why}");
        }
        other => panic!("{other:?}"),
    }
    assert!(ground.get("v1", "configmaps/lab").await.is_none(), "nothing is written");
    assert!(ground.get("apps/v1", "deployments/web").await.is_none(), "nothing is written");
    ground.remove().await.unwrap();
    assert_eq!(ground.get("v1", "configmaps/settings").await.unwrap()["data"], json!({"theirs": "1"}));
}

async fn a_field_that_another_has_set_is_not_taken_over(ground: Ground) {
    let mut lab = ground.lab();
    ground.apply(&lab).await.unwrap();
    let path = ground.path("apps/v1", "deployments/web");
    ground.other.change(&path, &json!({"spec": {"replicas": 5}})).await;
    part(&mut lab, "ConfigMap", "settings")["data"]["a"] = json!("2");
    match ground.apply(&lab).await {
        Err(Trouble::NotOurs { object, why }) => {
            assert_eq!(object, "Deployment/web");
            assert!(why.contains("spec.replicas") && why.contains("kubectl"), "{why}");
        }
        other => panic!("{other:?}"),
    }
    assert_eq!(ground.other.get(&path).await.unwrap()["spec"]["replicas"], 5);
    let settings = ground.get("v1", "configmaps/settings").await.unwrap();
    assert_eq!(settings["data"]["a"], "1", "and nothing else is written");
    // Left out of ours, it is theirs.
    part(&mut lab, "Deployment", "web")["spec"].as_object_mut().unwrap().remove("replicas");
    ground.apply(&lab).await.unwrap();
    assert_eq!(ground.other.get(&path).await.unwrap()["spec"]["replicas"], 5);
}

async fn what_was_written_otherwise_in_our_name_is_ours_to_change(ground: Ground) {
    let lab = ground.lab();
    ground.apply(&lab).await.unwrap();
    let webhook = Hand::new(&ground.kubeconfig, "movie-guru-coach");
    let path = ground.path("apps/v1", "deployments/web");
    webhook.change(&path, &json!({"spec": {"replicas": 5}})).await;
    assert_eq!(those(&ground.apply(&lab).await.unwrap(), Did::Changed), ["Deployment/web"]);
    assert_eq!(ground.other.get(&path).await.unwrap()["spec"]["replicas"], 2);
}

async fn a_parent_of_another_stops_an_apply(ground: Ground) {
    ground.other.namespace(&ground.namespace).await;
    let theirs = json!({"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "lab"}, "data": {"theirs": "1"}});
    ground.other.create(&ground.path("v1", "configmaps"), &theirs).await;
    let refused = ground.apply(&ground.lab()).await;
    assert!(matches!(&refused, Err(Trouble::NotOurs { object, .. }) if object == "ConfigMap/lab"), "{refused:?}");
    assert!(ground.get("v1", "serviceaccounts/web").await.is_none());
}

async fn a_namespace_that_was_there_is_used_and_stays_as_it_is(ground: Ground) {
    let lab = ground.lab();
    ground.other.namespace(&ground.namespace).await;
    let path = format!("/api/v1/namespaces/{}", ground.namespace);
    let before = ground.other.get(&path).await.unwrap();
    let changes = ground.apply(&lab).await.unwrap();
    assert_eq!(those(&changes, Did::Unchanged), [format!("Namespace/{}", ground.namespace)]);
    assert_eq!(ground.other.get(&path).await.unwrap(), before);
    ground.remove().await.unwrap();
    assert!(ground.get("v1", "configmaps/lab").await.is_none());
    assert!(ground.get("apps/v1", "deployments/web").await.is_none());
    assert!(!ground.other.get(&path).await.unwrap()["metadata"]["deletionTimestamp"].is_string());
}

async fn two_who_apply_at_once_both_end_with_a_whole_lab(ground: Ground) {
    let (one, mut two) = (ground.lab(), ground.lab());
    part(&mut two, "ConfigMap", "settings")["data"]["a"] = json!("2");
    let other = Ground::at(ground.kubeconfig.clone(), ground.context).await;
    let (first, second) = tokio::join!(ground.apply(&one), other.apply(&two));
    first.unwrap();
    second.unwrap();
    let settings = ground.get("v1", "configmaps/settings").await.unwrap();
    assert!(settings["data"]["a"] == "1" || settings["data"]["a"] == "2", "{settings}");
    ground.wait(&one, crate::ground::LIMIT).await.unwrap();
    ground.apply(&one).await.unwrap();
    assert!(those(&ground.apply(&one).await.unwrap(), Did::Changed).is_empty());
}

async fn an_object_of_another_bundle_is_not_ours(ground: Ground) {
    let lab = ground.lab();
    ground.apply(&lab).await.unwrap();
    let mut other = ground.lab();
    other.name = "other".to_owned();
    let refused = ground.apply(&other).await;
    assert!(matches!(&refused, Err(Trouble::NotOurs { why, .. }) if why.contains("applyset-")), "{refused:?}");
}
