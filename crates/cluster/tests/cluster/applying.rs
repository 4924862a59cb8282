//! What an apply writes, and what it does not.

use movie_guru_cluster::{Did, Trouble};
use serde_json::json;
use tokio_util::sync::CancellationToken;

use crate::ground::{Ground, on_both, part, those};

on_both!(
    a_bundle_is_made_and_a_second_apply_writes_nothing,
    a_plan_says_what_an_apply_does_and_does_nothing,
    a_new_image_is_the_only_change,
    a_field_that_is_wanted_no_more_is_taken_away,
    what_is_wanted_no_more_is_deleted,
    an_apply_after_a_write_of_another_puts_back_what_differs_nowhere_else,
    a_misspelt_field_is_refused,
    a_namespace_that_nobody_made_is_told,
    a_kind_that_the_cluster_does_not_have_is_refused_before_anything_is_written,
    what_is_called_off_goes_on_with_the_next_apply,
);

async fn a_bundle_is_made_and_a_second_apply_writes_nothing(ground: Ground) {
    let lab = ground.lab();
    let changes = ground.apply(&lab).await.unwrap();
    assert_eq!(those(&changes, Did::Created).len(), lab.objects.len(), "{changes:?}");
    ground.wait(&lab, crate::ground::LIMIT).await.unwrap();
    let before = ground.versions(&lab).await;
    let parent = ground.get("v1", "configmaps/lab").await.unwrap();
    let kinds = &parent["metadata"]["annotations"]["applyset.kubernetes.io/contains-group-kinds"];
    let wanted = "ConfigMap,Deployment.apps,NetworkPolicy.networking.k8s.io,Service,ServiceAccount,StatefulSet.apps";
    assert_eq!(kinds, wanted);

    let calls = ground.cluster.calls();
    let again = ground.apply(&lab).await.unwrap();
    let calls = ground.cluster.calls() - calls;
    assert_eq!(those(&again, Did::Unchanged).len(), lab.objects.len(), "{again:?}");
    assert_eq!(ground.versions(&lab).await, before);
    assert_eq!(ground.get("v1", "configmaps/lab").await.unwrap(), parent);
    assert!(calls <= lab.objects.len() as u64 + 10, "{calls} calls");
    if let Some(stand_in) = &ground.stand_in {
        stand_in.forget_asked();
        ground.apply(&lab).await.unwrap();
        let asked = stand_in.asked();
        assert!(asked.iter().all(|asked| asked.method == "GET"), "{asked:?}");
        assert_eq!(asked.len() as u64, calls, "the cluster counts what it asks");
    }
}

async fn a_plan_says_what_an_apply_does_and_does_nothing(ground: Ground) {
    let mut lab = ground.lab();
    let plan = ground.cluster.plan(&lab).await.unwrap();
    assert_eq!(those(&plan, Did::Created).len(), lab.objects.len());
    assert!(ground.other.get(&format!("/api/v1/namespaces/{}", ground.namespace)).await.is_none());

    ground.apply(&lab).await.unwrap();
    part(&mut lab, "Deployment", "web")["spec"]["replicas"] = json!(3);
    lab.objects.retain(|object| object["kind"] != "NetworkPolicy");
    let plan = ground.cluster.plan(&lab).await.unwrap();
    assert_eq!(those(&plan, Did::Changed), ["Deployment/web"]);
    assert_eq!(those(&plan, Did::Deleted), ["NetworkPolicy/deny"]);
    let web = plan.iter().find(|change| change.object == "Deployment/web").unwrap();
    assert_eq!(web.fields, ["spec.replicas: 2 -> 3"]);
    assert_eq!(ground.apply(&lab).await.unwrap(), plan);
}

async fn a_new_image_is_the_only_change(ground: Ground) {
    let mut lab = ground.lab();
    ground.apply(&lab).await.unwrap();
    ground.wait(&lab, crate::ground::LIMIT).await.unwrap();
    part(&mut lab, "Deployment", "web")["spec"]["template"]["spec"]["containers"][0]["image"] = json!("registry/web:2");
    let changes = ground.apply(&lab).await.unwrap();
    assert_eq!(those(&changes, Did::Changed), ["Deployment/web"]);
    let change = changes.iter().find(|change| change.did == Did::Changed).unwrap();
    assert_eq!(change.fields, ["spec.template.spec.containers[web].image: registry/web:1 -> registry/web:2"]);
    ground.wait(&lab, crate::ground::LIMIT).await.unwrap();
    let pods = ground.other.list(&ground.path("v1", "pods?labelSelector=app=web")).await;
    let live = pods.iter().filter(|pod| !pod["metadata"]["deletionTimestamp"].is_string());
    let images: Vec<_> = live.map(|pod| pod["spec"]["containers"][0]["image"].clone()).collect();
    assert_eq!(images, ["registry/web:2", "registry/web:2"], "rolled out");
}

async fn a_field_that_is_wanted_no_more_is_taken_away(ground: Ground) {
    let mut lab = ground.lab();
    ground.apply(&lab).await.unwrap();
    part(&mut lab, "ConfigMap", "settings")["data"].as_object_mut().unwrap().remove("b");
    let web = part(&mut lab, "Deployment", "web");
    web["spec"]["template"]["spec"]["containers"][0].as_object_mut().unwrap().remove("env");
    let changes = ground.apply(&lab).await.unwrap();
    assert_eq!(those(&changes, Did::Changed), ["ConfigMap/settings", "Deployment/web"]);
    let settings = changes.iter().find(|change| change.object == "ConfigMap/settings").unwrap();
    assert_eq!(settings.fields, ["data.b: taken away"]);
    assert_eq!(ground.get("v1", "configmaps/settings").await.unwrap()["data"], json!({"a": "1"}));
    let web = ground.get("apps/v1", "deployments/web").await.unwrap();
    assert!(web["spec"]["template"]["spec"]["containers"][0].get("env").is_none());
    assert!(those(&ground.apply(&lab).await.unwrap(), Did::Changed).is_empty());
}

async fn what_is_wanted_no_more_is_deleted(ground: Ground) {
    let mut lab = ground.lab();
    ground.apply(&lab).await.unwrap();
    lab.objects.retain(|object| object["kind"] != "NetworkPolicy" && object["metadata"]["name"] != "backend");
    let changes = ground.apply(&lab).await.unwrap();
    assert_eq!(those(&changes, Did::Deleted), ["Deployment/backend", "NetworkPolicy/deny"]);
    assert!(ground.get("networking.k8s.io/v1", "networkpolicies/deny").await.is_none());
    let parent = ground.get("v1", "configmaps/lab").await.unwrap();
    let kinds = parent["metadata"]["annotations"]["applyset.kubernetes.io/contains-group-kinds"].as_str().unwrap();
    assert_eq!(kinds, "ConfigMap,Deployment.apps,Service,ServiceAccount,StatefulSet.apps");
    assert!(those(&ground.apply(&lab).await.unwrap(), Did::Deleted).is_empty());
}

async fn an_apply_after_a_write_of_another_puts_back_what_differs_nowhere_else(ground: Ground) {
    let lab = ground.lab();
    ground.apply(&lab).await.unwrap();
    // What we do not set is another's to set.
    let path = ground.path("apps/v1", "deployments/web");
    ground.other.change(&path, &json!({"metadata": {"annotations": {"note": "theirs"}}})).await;
    assert_eq!(those(&ground.apply(&lab).await.unwrap(), Did::Changed), Vec::<&str>::new());
    ground.other.delete(&ground.path("v1", "services/web")).await;
    assert_eq!(those(&ground.apply(&lab).await.unwrap(), Did::Created), ["Service/web"]);
    let live = ground.get("apps/v1", "deployments/web").await.unwrap();
    assert_eq!(live["metadata"]["annotations"]["note"], "theirs");
}

async fn a_namespace_that_nobody_made_is_told(ground: Ground) {
    let mut lab = ground.lab();
    lab.objects.retain(|object| object["kind"] != "Namespace");
    let refused = ground.apply(&lab).await.unwrap_err().to_string();
    assert!(refused.contains(&format!("kubectl create namespace {}", ground.namespace)), "{refused}");
}

async fn a_misspelt_field_is_refused(ground: Ground) {
    let mut lab = ground.lab();
    part(&mut lab, "Deployment", "web")["spec"]["replicaz"] = json!(1);
    match ground.apply(&lab).await {
        Err(Trouble::Refused { object, why }) => {
            assert_eq!(object, "Deployment/web");
            assert!(why.contains("replicaz"), "{why}");
        }
        other => panic!("{other:?}"),
    }
}

async fn a_kind_that_the_cluster_does_not_have_is_refused_before_anything_is_written(ground: Ground) {
    let mut lab = ground.lab();
    let monitoring =
        json!({"apiVersion": "monitoring.googleapis.com/v1", "kind": "PodMonitoring", "metadata": {"name": "m"}});
    lab.objects.push(monitoring);
    let refused = ground.apply(&lab).await;
    assert!(matches!(&refused, Err(Trouble::Refused { why, .. }) if why.contains("PodMonitoring")), "{refused:?}");
    assert!(ground.other.get(&format!("/api/v1/namespaces/{}", ground.namespace)).await.is_none());
}

async fn what_is_called_off_goes_on_with_the_next_apply(ground: Ground) {
    let lab = ground.lab();
    let stop = CancellationToken::new();
    let calls = ground.cluster.calls();
    let called_off = {
        let applied = ground.cluster.apply(&lab, &stop);
        let watch = async {
            // In the middle of the writes: the namespace and the parent are there.
            let path = ground.path("v1", "configmaps/lab");
            movie_guru_test_support::until("the parent is there", async || ground.other.get(&path).await.is_some())
                .await;
            stop.cancel();
        };
        tokio::join!(applied, watch).0
    };
    assert!(ground.cluster.calls() > calls);
    assert!(matches!(called_off, Err(Trouble::CalledOff) | Ok(_)), "{called_off:?}");
    ground.apply(&lab).await.unwrap();
    ground.wait(&lab, crate::ground::LIMIT).await.unwrap();
    assert!(those(&ground.apply(&lab).await.unwrap(), Did::Changed).is_empty());
}
