//! What a remove takes away: all of ours, nothing else.

use movie_guru_cluster::{Did, Trouble};
use serde_json::json;

use crate::ground::{Ground, on_both, those};

on_both!(
    a_namespace_that_the_bundle_made_goes_with_all_in_it,
    what_others_have_in_our_namespace_keeps_it,
    what_was_removed_can_be_made_again_at_once,
    nothing_there_is_nothing_to_remove,
    what_something_holds_is_told,
);

async fn a_namespace_that_the_bundle_made_goes_with_all_in_it(ground: Ground) {
    let lab = ground.lab();
    ground.apply(&lab).await.unwrap();
    ground.wait(&lab, crate::ground::LIMIT).await.unwrap();
    let changes = ground.remove().await.unwrap();
    let gone = those(&changes, Did::Deleted);
    assert!(gone.contains(&format!("Namespace/{}", ground.namespace).as_str()), "{gone:?}");
    assert!(gone.contains(&"Deployment/web") && gone.contains(&"ConfigMap/settings"), "{gone:?}");
    assert!(ground.other.get(&format!("/api/v1/namespaces/{}", ground.namespace)).await.is_none());
    assert!(ground.other.list(&ground.path("v1", "pods")).await.is_empty());
}

async fn what_others_have_in_our_namespace_keeps_it(ground: Ground) {
    let lab = ground.lab();
    ground.apply(&lab).await.unwrap();
    let theirs = json!({"apiVersion": "v1", "kind": "ConfigMap", "metadata": {"name": "theirs"}, "data": {"k": "v"}});
    ground.other.create(&ground.path("v1", "configmaps"), &theirs).await;
    match ground.remove().await {
        Err(Trouble::Stuck(left)) => assert!(left[0].why.contains("ConfigMap/theirs"), "{left:?}"),
        other => panic!("{other:?}"),
    }
    assert_eq!(ground.get("v1", "configmaps/theirs").await.unwrap()["data"], json!({"k": "v"}));
    for (version, rest) in [
        ("apps/v1", "deployments/web"),
        ("v1", "services/web"),
        ("v1", "configmaps/lab"),
        ("v1", "configmaps/settings"),
    ] {
        assert!(ground.get(version, rest).await.is_none(), "{rest}");
    }
    let pods = ground.other.list(&ground.path("v1", "pods")).await;
    assert!(pods.is_empty(), "workloads go after their pods");
    ground.other.delete(&ground.path("v1", "configmaps/theirs")).await;
    ground.remove().await.unwrap();
    assert!(ground.other.get(&format!("/api/v1/namespaces/{}", ground.namespace)).await.is_none());
}

async fn what_was_removed_can_be_made_again_at_once(ground: Ground) {
    let lab = ground.lab();
    ground.apply(&lab).await.unwrap();
    let path = format!("/api/v1/namespaces/{}", ground.namespace);
    ground.other.delete(&path).await;
    // It ends, and takes a while for it.
    let changes = ground.apply(&lab).await.unwrap();
    assert_eq!(those(&changes, Did::Created).len(), lab.objects.len(), "{changes:?}");
    ground.wait(&lab, crate::ground::LIMIT).await.unwrap();
}

async fn nothing_there_is_nothing_to_remove(ground: Ground) {
    assert_eq!(ground.remove().await.unwrap(), []);
    ground.other.namespace(&ground.namespace).await;
    assert_eq!(ground.remove().await.unwrap(), []);
}

async fn what_something_holds_is_told(ground: Ground) {
    let mut lab = ground.lab();
    lab.objects.retain(|object| object["kind"] == "ConfigMap" || object["kind"] == "Namespace");
    ground.apply(&lab).await.unwrap();
    let path = ground.path("v1", "configmaps/settings");
    ground.other.change(&path, &json!({"metadata": {"finalizers": ["example.org/held"]}})).await;
    let (stop, limit) = (tokio_util::sync::CancellationToken::new(), std::time::Duration::from_secs(1));
    match ground.cluster.remove("lab", &ground.namespace, limit, &|_| (), &stop).await {
        Err(Trouble::Stuck(left)) => {
            assert!(
                left.iter().any(|stuck| stuck.object == "ConfigMap/settings" && stuck.why.contains("example.org/held")),
                "{left:?}"
            );
        }
        other => panic!("{other:?}"),
    }
    ground.other.change(&path, &json!({"metadata": {"finalizers": null}})).await;
    ground.remove().await.unwrap();
    assert!(ground.other.get(&format!("/api/v1/namespaces/{}", ground.namespace)).await.is_none());
}
