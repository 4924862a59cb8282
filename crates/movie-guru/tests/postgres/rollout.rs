//! A roll-out under load: three replicas behind nginx, replaced one by one while fifty people use them.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;

use reqwest::Client;
use serde_json::{Value, json};

use crate::app_under_test::{Person, until};
use crate::binary::{ANY_PORT, Binary};
use crate::home::Home;
use crate::nginx::Nginx;
use crate::phases::phase_with;

const PEOPLE: usize = 50;

/// Fifty people, and what failed for them.
struct Crowd {
    stop: Arc<AtomicBool>,
    answered: Arc<AtomicU64>,
    people: Vec<tokio::task::JoinHandle<Vec<String>>>,
}

impl Crowd {
    fn comes(front: std::net::SocketAddr) -> Self {
        let (stop, answered) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicU64::new(0)));
        let person = |number| tokio::spawn(use_it(front, number, Arc::clone(&stop), Arc::clone(&answered)));
        let people = (0..PEOPLE).map(person).collect();
        Self { stop, answered, people }
    }

    /// Waits until they had so many answers more.
    async fn go_on(&self, answers: u64) {
        let enough = self.answered.load(Ordering::Relaxed) + answers;
        until("people had their answers", async || self.answered.load(Ordering::Relaxed) >= enough).await;
    }

    async fn leaves(self) -> Vec<String> {
        self.stop.store(true, Ordering::Relaxed);
        let mut failed = Vec::new();
        for person in self.people {
            failed.extend(person.await.unwrap());
        }
        failed
    }
}

/// Logs in and goes through the app until told to stop. A new connection for each request: one that stays open ends when
/// nginx is told anew, which is nginx's doing and not the replica's.
async fn use_it(
    front: std::net::SocketAddr,
    number: usize,
    stop: Arc<AtomicBool>,
    answered: Arc<AtomicU64>,
) -> Vec<String> {
    let client =
        Client::builder().cookie_store(true).no_proxy().pool_max_idle_per_host(0).tls_certs_only([]).build().unwrap();
    let mut failed = Vec::new();
    let none = json!({"actors": [], "directors": [], "genres": [], "others": []});
    let steps: [(&str, Option<Value>); 6] = [
        ("/login", Some(json!({"user": format!("person {number}")}))),
        ("/startup", None),
        ("/chat", Some(json!({"content": "Something funny, please"}))),
        ("/preferences", Some(json!({"content": {"likes": none, "dislikes": none}}))),
        ("/preferences", None),
        ("/history", None),
    ];
    for (path, body) in steps.iter().cycle() {
        if stop.load(Ordering::Relaxed) {
            break;
        }
        let url = format!("http://{front}{path}");
        let request = match body {
            Some(body) => client.post(url).json(body),
            None => client.get(url),
        };
        let outcome = match request.send().await {
            Ok(answer) if answer.status().is_success() => {
                answer.bytes().await.map(drop).map_err(|error| error.to_string())
            }
            Ok(answer) => Err(format!("{path} {}", answer.status())),
            Err(error) => Err(format!("{path} {error}")),
        };
        match outcome {
            Ok(()) => _ = answered.fetch_add(1, Ordering::Relaxed),
            Err(what) => failed.push(what),
        }
        tokio::time::sleep(Duration::from_millis(400)).await;
    }
    failed
}

async fn replica(home: &Home, draining: [&str; 2]) -> Binary {
    let mut program = home.command(ANY_PORT);
    program.args(["--drain-notice", draining[0], "--drain-limit", draining[1], "--database-connections", "4"]);
    let binary = tokio::task::spawn_blocking(|| Binary::start(program)).await.unwrap();
    until("it is ready", async || Person::at(binary.address).get("/readyz").await.status == 200).await;
    binary
}

/// Whether it still says that it is ready, as a cluster asks.
async fn is_ready(replica: &Binary) -> bool {
    let asked = Person::at(replica.address).request(reqwest::Method::GET, "/readyz").send().await;
    asked.is_ok_and(|answer| answer.status().is_success())
}

/// Replaces all three under load, and returns what failed for people; none where something is not installed.
async fn roll_out(draining: [&str; 2]) -> Option<Vec<String>> {
    let home = Home::new().await;
    if !home.is_shared() {
        return None;
    }
    let mut replicas = Vec::new();
    for _ in 0..3 {
        replicas.push(replica(&home, draining).await);
    }
    let addresses = |replicas: &[Binary]| replicas.iter().map(|replica| replica.address).collect::<Vec<_>>();
    let mut nginx = Nginx::start(&addresses(&replicas)).await?;
    // Chats take a while, so that some are in flight whenever a replica is told to end.
    let phase = phase_with(&[("ChatLatencyMinMS", json!(1000)), ("ChatLatencyMaxMS", json!(1500))]);
    assert_eq!(Person::at(replicas[0].address).post("/phase", &phase).await.status, 200);
    let crowd = Crowd::comes(nginx.address);
    crowd.go_on(200).await;
    for _ in 0..3 {
        let next = replica(&home, draining).await;
        replicas.push(next);
        nginx.send_to(&addresses(&replicas)).await;
        let mut old = replicas.remove(0);
        old.running.signal("-TERM");
        until("it is not ready any more", async || !is_ready(&old).await).await;
        nginx.send_to(&addresses(&replicas)).await;
        let ended = tokio::task::spawn_blocking(move || old.running.process.wait().unwrap()).await.unwrap();
        assert!(ended.success(), "{ended}");
        crowd.go_on(100).await;
    }
    Some(crowd.leaves().await)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_roll_out_under_load_fails_nobody() {
    let Some(failed) = roll_out(["8", "30"]).await else { return };
    assert_eq!(failed, Vec::<String>::new());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn without_draining_it_does() {
    let Some(failed) = roll_out(["0", "0"]).await else { return };
    assert!(!failed.is_empty());
}
