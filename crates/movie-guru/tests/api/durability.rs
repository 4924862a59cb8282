//! `kill -9` loses nothing that was acknowledged.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use reqwest::Method;
use serde_json::{Value, json};

use crate::app_under_test::{Person, until};
use crate::binary::{ANY_PORT, Binary};
use crate::home::Home;

const ROUNDS: u64 = 20;
const PEOPLE: u64 = 4;
/// With one more on its way when the process is killed, the ten newest messages hold them all.
const CHATS_BETWEEN_DELETES: usize = 4;

/// What somebody was told is kept, and what they asked for without hearing an answer.
#[derive(Default)]
struct Acknowledged {
    liked: Option<String>,
    liked_in_flight: Option<String>,
    said: Vec<String>,
    forgetting: bool,
    calls: u64,
}

fn liking(what: &str) -> Value {
    json!({"content": {
        "likes": {"actors": [], "directors": [], "genres": [], "others": [what]},
        "dislikes": {"actors": [], "directors": [], "genres": [], "others": []},
    }})
}

/// Whether the call was answered with success; not, when the process was killed meanwhile.
async fn acknowledged(person: &Person, method: Method, path: &str, body: &Value) -> bool {
    match person.request(method, path).json(body).send().await {
        Ok(response) => {
            assert!(response.status().is_success(), "{path}: {}", response.status());
            // The status alone is no acknowledgement.
            response.bytes().await.is_ok()
        }
        Err(_) => false,
    }
}

/// Writes and chats until the process is gone.
async fn live(person: &Person, name: &str, all_calls: &AtomicU64) -> Acknowledged {
    let mut told = Acknowledged::default();
    loop {
        told.calls += 1;
        all_calls.fetch_add(1, Ordering::Relaxed);
        let taste = format!("{name} taste {}", told.calls);
        told.liked_in_flight = Some(taste.clone());
        if !acknowledged(person, Method::POST, "/preferences", &liking(&taste)).await {
            return told;
        }
        (told.liked, told.liked_in_flight) = (Some(taste), None);

        let message = format!("Something funny, says {name} for the {}. time", told.calls);
        if !acknowledged(person, Method::POST, "/chat", &json!({"content": message})).await {
            return told;
        }
        told.said.push(message);

        if told.said.len() == CHATS_BETWEEN_DELETES {
            told.forgetting = true;
            if !acknowledged(person, Method::DELETE, "/history", &Value::Null).await {
                return told;
            }
            told.forgetting = false;
            told.said.clear();
        }
    }
}

async fn check(person: &Person, told: &Acknowledged, round: u64) {
    let preferences = person.get("/preferences").await;
    assert_eq!(preferences.status, 200, "round {round}: the session is lost");
    let liked = preferences.json()["likes"]["others"][0].as_str().map(str::to_owned);
    let possible = [&told.liked, &told.liked_in_flight];
    assert!(
        possible.contains(&&liked) || (told.liked.is_none() && liked.is_none()),
        "round {round}: {possible:?} was acknowledged or asked for, {liked:?} is there"
    );
    let history = person.get("/history").await.json();
    let there = |message: &String| history.as_array().unwrap().iter().any(|said| said["content"] == message.as_str());
    let lost: Vec<_> = told.said.iter().filter(|message| !there(message)).collect();
    // A deletion on its way may have happened, then wholly.
    assert!(lost.is_empty() || (told.forgetting && history == json!([])), "round {round}: {lost:?} of {history}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_was_acknowledged_is_there_after_kill_9() {
    let home = Home::new().await;
    let mut dice = ChaCha8Rng::seed_from_u64(9);
    let mut binary = Binary::start(home.command(ANY_PORT));
    let calls = Arc::new(AtomicU64::new(0));
    for round in 0..ROUNDS {
        let mut lives = Vec::new();
        for number in 0..PEOPLE {
            let name = format!("person {number} of round {round}");
            let person = Person::at(binary.address);
            person.login(&name).await;
            let calls = Arc::clone(&calls);
            lives.push(tokio::spawn(async move {
                let told = live(&person, &name, &calls).await;
                (person, told)
            }));
        }
        let enough = calls.load(Ordering::Relaxed) + dice.random_range(8..60);
        until("people are in the middle of it", async || calls.load(Ordering::Relaxed) >= enough).await;
        tokio::time::sleep(Duration::from_millis(dice.random_range(0..20))).await;
        // `kill -9`.
        drop(binary);
        let mut lived = Vec::new();
        for life in lives {
            lived.push(life.await.unwrap());
        }
        binary = Binary::start(home.command(ANY_PORT));
        for (mut person, told) in lived {
            person.address = binary.address;
            check(&person, &told, round).await;
        }
    }
}
