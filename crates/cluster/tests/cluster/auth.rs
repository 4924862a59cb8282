//! Contexts, and the programs and tokens by which we are known.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

use movie_guru_cluster::{Cluster, Token, Trouble};
use movie_guru_test_kubernetes::{RealServer, StandIn};
use serde_json::{Value, json};

use crate::ground::LIMIT;

/// A kubeconfig whose user is known by this shell command.
fn known_by(stand_in: &StandIn, script: &str) -> PathBuf {
    let exec = json!({"apiVersion": "client.authentication.k8s.io/v1", "command": "sh", "args": ["-c", script],
        "interactiveMode": "Never"});
    let config = json!({
        "apiVersion": "v1", "kind": "Config", "current-context": "second",
        "clusters": [{"name": "c", "cluster": {"server": stand_in.url()}}],
        "users": [{"name": "u", "user": {"exec": exec}}],
        "contexts": [{"name": "first", "context": {"cluster": "c", "user": "u"}},
            {"name": "second", "context": {"cluster": "c", "user": "u"}}],
    });
    let file = stand_in.folder().join("exec-kubeconfig");
    std::fs::write(&file, config.to_string()).unwrap();
    file
}

fn credential(token: &str) -> Value {
    json!({"apiVersion": "client.authentication.k8s.io/v1", "kind": "ExecCredential", "status": {"token": token}})
}

async fn trouble(file: &Path, patience: Duration) -> String {
    match Cluster::of_context(Some(file), "first", patience).await {
        Err(Trouble::Auth(why)) => why,
        Err(other) => panic!("{other:?}"),
        Ok(_) => panic!("it is known"),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn contexts_are_read_the_current_one_first() {
    let stand_in = StandIn::start();
    let file = known_by(&stand_in, "exit 1");
    assert_eq!(Cluster::contexts(Some(&file)).unwrap(), ["second", "first"]);
    let absent = Cluster::of_context(Some(&file), "third", LIMIT).await.err().unwrap();
    assert!(absent.to_string().contains("no context third; it has first, second"), "{absent}");
    let nowhere = Cluster::contexts(Some(Path::new("/nowhere/kubeconfig"))).unwrap_err();
    assert!(nowhere.to_string().contains("/nowhere/kubeconfig"), "{nowhere}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_program_gives_the_token_and_is_run_once() {
    let stand_in = StandIn::start();
    stand_in.accept_only(&["from-the-program"]);
    let count = stand_in.folder().join("count");
    let script = format!("echo x >> {}; echo '{}'", count.display(), credential("from-the-program"));
    let file = known_by(&stand_in, &script);
    let cluster = Cluster::of_context(Some(&file), "first", LIMIT).await.unwrap();
    cluster.version().await.unwrap();
    cluster.version().await.unwrap();
    assert_eq!(std::fs::read_to_string(count).unwrap(), "x\n");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_token_that_ends_is_asked_for_again() {
    let stand_in = StandIn::start();
    let count = stand_in.folder().join("count");
    let mut said = credential("short");
    said["status"]["expirationTimestamp"] = json!(jiff::Timestamp::now().to_string());
    let file = known_by(&stand_in, &format!("echo x >> {}; echo '{said}'", count.display()));
    let cluster = Cluster::of_context(Some(&file), "first", LIMIT).await.unwrap();
    cluster.version().await.unwrap();
    assert_eq!(std::fs::read_to_string(count).unwrap(), "x\nx\n");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_program_that_fails_is_told_with_its_last_words() {
    let stand_in = StandIn::start();
    let file = known_by(&stand_in, "echo 'please log in again' >&2; exit 3");
    let why = trouble(&file, LIMIT).await;
    assert!(why.contains("please log in again") && why.contains('3'), "{why}");
    let file = known_by(&stand_in, "echo nonsense");
    assert!(trouble(&file, LIMIT).await.contains("no ExecCredential"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_program_that_hangs_is_ended_with_its_children() {
    let stand_in = StandIn::start();
    let process = stand_in.folder().join("process");
    let script = format!("echo 'a browser opens' >&2; sleep 1000 & echo $! > {}; wait", process.display());
    let file = known_by(&stand_in, &script);
    let started = Instant::now();
    let why = trouble(&file, Duration::from_millis(500)).await;
    assert!(why.contains("did not end within 0.5 s") && why.contains("a browser opens"), "{why}");
    assert!(started.elapsed() < Duration::from_secs(20));
    let child = std::fs::read_to_string(process).unwrap();
    movie_guru_test_support::until("its child is gone", async || {
        let state = std::fs::read_to_string(format!("/proc/{}/stat", child.trim())).unwrap_or_default();
        state.is_empty() || state.contains(") Z ")
    })
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn who_is_not_accepted_is_told_so() {
    let stand_in = StandIn::start();
    stand_in.accept_only(&["another"]);
    let cluster = Cluster::of_context(Some(&stand_in.kubeconfig()), "stand-in", LIMIT).await.unwrap();
    let refused = cluster.version().await.unwrap_err();
    assert!(matches!(&refused, Trouble::Auth(why) if why.contains("log in again")), "{refused:?}");
}

struct Counted(AtomicU32);

#[async_trait::async_trait]
impl Token for Counted {
    async fn token(&self) -> Result<String, String> {
        match self.0.fetch_add(1, Ordering::Relaxed) {
            0 => Ok("given".to_owned()),
            _ => Err("no more".to_owned()),
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_address_is_reached_with_a_token_that_is_given() {
    let stand_in = StandIn::start();
    stand_in.accept_only(&["given"]);
    let cluster = Cluster::at(&stand_in.url().parse().unwrap(), Arc::new(Counted(AtomicU32::new(0)))).unwrap();
    cluster.version().await.unwrap();
    assert_eq!(cluster.nodes().await.unwrap().of, 2);
    let cluster = Cluster::at(&stand_in.url().parse().unwrap(), Arc::new(Counted(AtomicU32::new(1)))).unwrap();
    let refused = cluster.version().await.unwrap_err();
    assert!(matches!(&refused, Trouble::Auth(why) if why == "no more"), "{refused:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_real_server_says_its_version() {
    match tokio::task::spawn_blocking(RealServer::start).await.unwrap() {
        Ok(server) => {
            let cluster = Cluster::of_context(Some(server.kubeconfig()), "kube-test", LIMIT).await.unwrap();
            assert_eq!(cluster.version().await.unwrap(), "v1.20.2");
        }
        Err(absent) => movie_guru_test_support::skipped(&absent),
    }
}
