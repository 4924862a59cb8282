//! When a lab is up, and what is said while it is not.

use std::sync::Mutex;
use std::time::Duration;

use movie_guru_cluster::{Pods, Progress, Trouble};
use movie_guru_test_kubernetes::Fate;
use serde_json::json;
use tokio_util::sync::CancellationToken;

use crate::ground::{Ground, LIMIT, on_both, part, stuck};

const SHORT: Duration = Duration::from_secs(4);

on_both!(a_lab_comes_up_step_by_step, a_quota_that_stops_a_workload_is_told);

async fn a_lab_comes_up_step_by_step(ground: Ground) {
    let lab = ground.lab();
    ground.apply(&lab).await.unwrap();
    let steps = Mutex::new(Vec::new());
    let tell = |progress: Progress| steps.lock().unwrap().push(progress);
    ground.cluster.wait(&lab, LIMIT, &tell, &CancellationToken::new()).await.unwrap();
    let steps = steps.into_inner().unwrap();
    let last = steps.last().unwrap();
    assert_eq!((last.ready, last.of), (3, 3));
    assert!(last.waits_for.is_empty() && last.stuck.is_empty(), "{last:?}");
    assert_eq!(ground.cluster.pods(&ground.namespace).await.unwrap(), Pods { ready: 5, of: 5 });
    assert!(ground.cluster.stuck(&ground.namespace).await.unwrap().is_empty());
}

async fn a_quota_that_stops_a_workload_is_told(ground: Ground) {
    let lab = ground.lab();
    ground.other.namespace(&ground.namespace).await;
    let quota = json!({"apiVersion": "v1", "kind": "ResourceQuota", "metadata": {"name": "tight"}, "spec": {"hard": {"pods": "0"}}});
    ground.other.create(&ground.path("v1", "resourcequotas"), &quota).await;
    ground.apply(&lab).await.unwrap();
    let found = stuck(ground.wait(&lab, SHORT).await);
    for object in ["Deployment/web", "Deployment/backend", "StatefulSet/db"] {
        let one = found.iter().find(|stuck| stuck.object == object).unwrap_or_else(|| panic!("{object}: {found:?}"));
        assert!(one.why.contains("exceeded quota"), "{one}");
        assert!(one.next.contains("Raise the quota"), "{one}");
    }
    assert_eq!(ground.cluster.pods(&ground.namespace).await.unwrap(), Pods { ready: 0, of: 5 });
    let events = ground.cluster.events(&ground.namespace).await.unwrap();
    assert!(
        events.iter().any(|(_, object, why)| object == "StatefulSet/db" && why.contains("FailedCreate")),
        "{events:?}"
    );
    ground.other.delete(&ground.path("v1", "resourcequotas/tight")).await;
}

async fn one(image: &str, fate: Fate) -> movie_guru_cluster::Stuck {
    let ground = Ground::stand_in().await;
    ground.stand_in.as_ref().unwrap().fate(image, fate);
    let mut lab = ground.lab();
    part(&mut lab, "Deployment", "web")["spec"]["template"]["spec"]["containers"][0]["image"] = json!(image);
    ground.apply(&lab).await.unwrap();
    let found = stuck(ground.wait(&lab, Duration::from_secs(2)).await);
    assert!(found.iter().all(|stuck| stuck.object.starts_with("Pod/web-")), "{found:?}");
    found.into_iter().next().unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn an_image_that_cannot_be_pulled_is_told() {
    let found = one("registry/absent:1", Fate::CannotPull("not found".to_owned())).await;
    assert!(found.why.contains("registry/absent:1 cannot be pulled: not found"), "{found}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_crash_loop_is_told() {
    let found = one("registry/crashes:1", Fate::Crashes(7)).await;
    assert!(found.why.contains("exit code 7") && found.next.contains("--previous"), "{found}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_pod_that_fits_no_node_is_told() {
    let found = one("registry/large:1", Fate::Unschedulable("0/2 nodes are available".to_owned())).await;
    assert!(found.why.contains("no node fits: 0/2"), "{found}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wait_that_is_called_off_ends() {
    let ground = Ground::stand_in().await;
    ground.stand_in.as_ref().unwrap().pause(true);
    let (lab, stop) = (ground.lab(), CancellationToken::new());
    ground.apply(&lab).await.unwrap();
    let tell = |_: Progress| stop.cancel();
    let ended = ground.cluster.wait(&lab, LIMIT, &tell, &stop).await;
    assert!(matches!(ended, Err(Trouble::CalledOff)), "{ended:?}");
}
