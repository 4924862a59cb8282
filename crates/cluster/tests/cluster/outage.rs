//! An API server that is away for a while, or too busy.

use std::time::Duration;

use movie_guru_cluster::{Cluster, Did, Trouble};
use movie_guru_test_kubernetes::{RealServer, StandIn};
use movie_guru_test_support::skipped;

use crate::ground::{Ground, LIMIT, those};

/// Applies one lab after another, until the server has been away and is back.
async fn through_an_outage(ground: &Ground, outage: impl Future<Output = ()>) {
    let lab = ground.lab();
    let all = async {
        for round in 0..6 {
            let mut lab = lab.clone();
            crate::ground::part(&mut lab, "ConfigMap", "settings")["data"]["a"] = serde_json::json!(round.to_string());
            ground.apply(&lab).await.unwrap();
            ground.wait(&lab, LIMIT).await.unwrap();
        }
    };
    tokio::join!(all, outage);
    let settings = ground.get("v1", "configmaps/settings").await.unwrap();
    assert_eq!(settings["data"]["a"], "5");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_apply_goes_on_after_the_stand_in_was_killed_and_started_again() {
    let mut stand_in = StandIn::start();
    let ground = Ground::at(stand_in.kubeconfig(), "stand-in").await;
    let before = ground.cluster.version().await.unwrap();
    through_an_outage(&ground, async {
        movie_guru_test_support::until("an apply is under way", async || stand_in.asked().len() > 20).await;
        stand_in.kill();
        let asked = ground.cluster.calls();
        movie_guru_test_support::until("it was asked in vain", async || ground.cluster.calls() > asked + 2).await;
        stand_in.start_again();
    })
    .await;
    assert_eq!(ground.cluster.version().await.unwrap(), before);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_apply_goes_on_after_the_real_server_was_killed_and_started_again() {
    let mut server = match tokio::task::spawn_blocking(RealServer::start).await.unwrap() {
        Ok(server) => server,
        Err(absent) => return skipped(&absent),
    };
    let ground = Ground::at(server.kubeconfig().to_owned(), "kube-test").await;
    through_an_outage(&ground, async {
        movie_guru_test_support::until("an apply is under way", async || ground.cluster.calls() > 20).await;
        tokio::task::block_in_place(|| server.kill());
        let asked = ground.cluster.calls();
        movie_guru_test_support::until("it was asked in vain", async || ground.cluster.calls() > asked + 2).await;
        server.start_again();
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_stays_away_is_given_up_with_its_address() {
    let mut stand_in = StandIn::start();
    let cluster = Cluster::of_context(Some(&stand_in.kubeconfig()), "stand-in", LIMIT).await.unwrap();
    let cluster = cluster.patient_for(Duration::from_millis(300));
    cluster.version().await.unwrap();
    stand_in.kill();
    match cluster.version().await {
        Err(Trouble::Unreachable { address, why }) => {
            assert!(address.contains("127.0.0.1"), "{address}");
            assert!(why.contains("refused") || why.contains("reset") || why.contains("closed"), "{why}");
        }
        other => panic!("{other:?}"),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_that_is_too_busy_or_starts_is_asked_again() {
    let ground = Ground::stand_in().await;
    let stand_in = ground.stand_in.as_ref().unwrap();
    for status in [429, 500, 503, 504] {
        stand_in.fail_next(2, status, None);
        assert!(ground.cluster.version().await.unwrap().contains("stand-in"), "{status}");
    }
    stand_in.fail_next(1, 429, Some(1));
    let started = std::time::Instant::now();
    ground.cluster.version().await.unwrap();
    assert!(started.elapsed() >= Duration::from_secs(1), "it says when to come back");
    stand_in.fail_next(3, 503, None);
    let lab = ground.lab();
    assert_eq!(those(&ground.apply(&lab).await.unwrap(), Did::Created).len(), lab.objects.len());
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_allowed_is_told_with_the_right_that_is_missing() {
    let ground = Ground::stand_in().await;
    ground.stand_in.as_ref().unwrap().deny("patch deployments.apps");
    match ground.apply(&ground.lab()).await {
        Err(Trouble::Forbidden { right, .. }) => {
            assert_eq!(right, format!("patch deployments.apps -n {}", ground.namespace))
        }
        other => panic!("{other:?}"),
    }
    ground.stand_in.as_ref().unwrap().allow_all();
    ground.apply(&ground.lab()).await.unwrap();
}
