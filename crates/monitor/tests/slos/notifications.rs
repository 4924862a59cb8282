//! Who is told of alerts: a webhook in Slack's format, and Debian's Alertmanager.

use std::net::TcpListener;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use axum::Json;
use axum::http::StatusCode;
use axum::routing::post;
use movie_guru_monitor::alerts::{NotifierConfig, Patience};
use movie_guru_slo::TimeScale;
use movie_guru_test_support::{Server, until};
use serde_json::Value;
use tempfile::TempDir;
use tokio_util::sync::CancellationToken;

use crate::board::{SCRAPE, TestBoard, Wanted, at};
use crate::lifecycle::{chat_is_fast, live};

fn soon() -> Patience {
    Patience { first: Duration::from_millis(5), longest: Duration::from_millis(20), attempts: 5 }
}

/// A webhook that answers as it is told, the last answer again and again, and keeps what it took.
struct Webhook {
    url: String,
    taken: Arc<Mutex<Vec<Value>>>,
    left: Arc<Mutex<Vec<u16>>>,
}

impl Webhook {
    async fn answering(statuses: &[u16]) -> Self {
        let taken: Arc<Mutex<Vec<Value>>> = Arc::default();
        let left = Arc::new(Mutex::new(statuses.to_vec()));
        let (kept, answers) = (Arc::clone(&taken), Arc::clone(&left));
        let answer = post(move |Json(message): Json<Value>| async move {
            let mut left = answers.lock().unwrap();
            let status = if left.len() > 1 { left.remove(0) } else { left[0] };
            if status == 200 {
                kept.lock().unwrap().push(message);
            }
            StatusCode::from_u16(status).unwrap()
        });
        let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/services/T0/B0/s3cret", listener.local_addr().unwrap());
        let router = axum::Router::new().route("/services/T0/B0/s3cret", answer);
        tokio::spawn(async move { axum::serve(listener, router).await });
        Self { url, taken, left }
    }

    /// Answers like this from now on.
    fn answer(&self, status: u16) {
        *self.left.lock().unwrap() = vec![status];
    }

    fn taken(&self) -> Vec<Value> {
        self.taken.lock().unwrap().clone()
    }
}

/// A board that tells Slack, running, and firing.
async fn firing(slack: &str) -> (TestBoard, CancellationToken) {
    let notifier = NotifierConfig {
        slack: Some(slack.parse().unwrap()),
        patience: soon(),
        page: Some("http://localhost:9090/alerts".to_owned()),
        ..NotifierConfig::default()
    };
    let lab = TestBoard::with(Wanted { notifier, ..Wanted::default() }).await;
    lab.apply(&chat_is_fast()).await;
    live(&lab, 0..150, 0.0).await;
    let stop = CancellationToken::new();
    tokio::spawn(Arc::clone(&lab.board).run(stop.clone()));
    (lab, stop)
}

#[tokio::test]
async fn slack_is_told_after_its_errors_are_over_in_order_and_once() {
    let webhook = Webhook::answering(&[500, 503, 429, 200]).await;
    let (lab, _stop) = firing(&webhook.url).await;
    until("two alerts", async || webhook.taken().len() == 2).await;
    live(&lab, 150..2000, 10.0).await;
    until("their ends", async || webhook.taken().len() == 4).await;
    let texts: Vec<_> = webhook.taken().iter().map(|message| message["text"].as_str().unwrap().to_owned()).collect();
    assert_eq!(texts[0], "FIRING: Chat is fast: Burns fast (10x)", "{texts:?}");
    assert!(texts[2..].contains(&"RESOLVED: Chat is fast: Burns fast (10x)".to_owned()), "{texts:?}");
    let attachment = &webhook.taken()[0]["attachments"][0];
    assert_eq!(attachment["title_link"], "http://localhost:9090/alerts");
    assert_eq!(attachment["fields"][0]["value"], "chat-is-fast");
    let delivery = lab.get("/api/alerts").await["deliveries"][0].clone();
    assert_eq!((&delivery["delivered"], &delivery["failed_attempts"]), (&4.into(), &3.into()), "{delivery}");
    assert_eq!(delivery["last_error"], Value::Null);
}

#[tokio::test]
async fn a_webhook_that_refuses_or_is_gone_is_given_up_and_its_address_never_shown() {
    let webhook = Webhook::answering(&[404]).await;
    let free = TcpListener::bind("127.0.0.1:0").unwrap();
    let gone = format!("http://{}/services/T0/B0/s3cret", free.local_addr().unwrap());
    drop(free);
    for url in [&webhook.url, &gone] {
        let (lab, _stop) = firing(url).await;
        until("giving up", async || lab.get("/api/alerts").await["deliveries"][0]["given_up"] == 2).await;
        let shown = lab.get("/api/alerts").await.to_string() + &lab.get("/api/inbox").await.to_string();
        assert!(!shown.contains("s3cret") && !shown.contains("/services/"), "{shown}");
        assert!(lab.get("/api/alerts").await["deliveries"][0]["last_error"].is_string());
        assert_eq!(lab.get("/api/inbox").await["unread"], 2, "the inbox has them all the same");
    }
}

/// A board that tells Slack for as long as it takes, not running.
fn patient(webhook: &Webhook) -> Wanted {
    let patience = Patience { attempts: u32::MAX, ..soon() };
    let notifier = NotifierConfig { slack: Some(webhook.url.parse().unwrap()), patience, ..NotifierConfig::default() };
    Wanted { notifier, ..Wanted::default() }
}

/// Two messages that a webhook refuses, and the end of whoever sends them, without a goodbye.
async fn refused_and_killed(webhook: &Webhook) -> TestBoard {
    let lab = TestBoard::with(patient(webhook)).await;
    lab.apply(&chat_is_fast()).await;
    let running = tokio::spawn(Arc::clone(&lab.board).run(CancellationToken::new()));
    live(&lab, 0..120, 0.0).await;
    until("attempts", async || {
        let delivery = lab.get("/api/alerts").await["deliveries"][0].clone();
        delivery["failed_attempts"].as_u64() >= Some(3) && delivery["waiting"] == 2
    })
    .await;
    running.abort();
    let _ = running.await;
    lab
}

fn kept(lab: &TestBoard) -> Value {
    serde_json::from_slice(&std::fs::read(lab.folder.path().join("alerts.json")).unwrap()).unwrap()
}

#[tokio::test]
async fn what_waits_for_slack_survives_a_kill_and_is_sent_once() {
    let webhook = Webhook::answering(&[503]).await;
    let lab = refused_and_killed(&webhook).await;
    let book = kept(&lab);
    assert_eq!(book["waiting"].as_array().unwrap().len(), 2, "{book}");
    assert!(!book.to_string().contains("s3cret") && !book.to_string().contains("/services/"), "{book}");
    assert_eq!(webhook.taken(), Vec::<Value>::new());

    webhook.answer(200);
    let lab = lab.again(patient(&webhook), at(120)).await;
    assert_eq!(lab.get("/api/alerts").await["deliveries"][0]["waiting"], 2);
    let running = tokio::spawn(Arc::clone(&lab.board).run(CancellationToken::new()));
    until("two alerts", async || webhook.taken().len() == 2).await;
    assert_eq!(webhook.taken()[0]["text"], "FIRING: Chat is fast: Burns fast (10x)");
    until("a note of it", async || kept(&lab)["waiting"] == serde_json::json!([])).await;
    running.abort();
    let _ = running.await;

    let lab = lab.again(patient(&webhook), at(125)).await;
    assert_eq!(lab.get("/api/alerts").await["deliveries"][0]["waiting"], 0, "what was taken is not sent again");
}

#[tokio::test]
async fn what_has_waited_for_half_an_hour_is_given_up_also_across_a_kill() {
    let webhook = Webhook::answering(&[503]).await;
    let lab = refused_and_killed(&webhook).await;
    let lab = lab.again(patient(&webhook), at(120 + 31 * 60)).await;
    let delivery = lab.get("/api/alerts").await["deliveries"][0].clone();
    assert_eq!((&delivery["waiting"], &delivery["given_up"]), (&0.into(), &2.into()), "{delivery}");
}

/// Debian's Alertmanager, ready, and its folder; none where it is absent.
async fn alertmanager() -> Option<(Server, TempDir)> {
    let folder = tempfile::tempdir().unwrap();
    let config = "route: {receiver: nobody}\nreceivers: [{name: nobody}]\n";
    std::fs::write(folder.path().join("alertmanager.yml"), config).unwrap();
    Some((Server::alertmanager(folder.path()).await?, folder))
}

async fn told(alertmanager: &Server) -> Vec<Value> {
    alertmanager.get("/api/v2/alerts").await.as_array().unwrap().clone()
}

#[tokio::test]
async fn alertmanager_is_told_of_what_fires_and_of_its_end() {
    let lab = TestBoard::new().await;
    let Some((alertmanager, _folder)) = alertmanager().await else { return };
    // Alertmanager compares ends with its own clock, so this lab lives in real time, a while ago.
    let now = jiff::Timestamp::now().as_second();
    let ago = |seconds: i64| jiff::Timestamp::from_second(now - seconds).unwrap();
    let notifier = NotifierConfig {
        alertmanager: Some(alertmanager.url.as_str().parse().unwrap()),
        patience: soon(),
        ..NotifierConfig::default()
    };
    let scale = TimeScale::new(24.0, SCRAPE, at(0)).unwrap();
    let lab =
        TestBoard::on_at(lab.folder, lab.figures, Wanted { scale, notifier, ..Wanted::default() }, ago(270)).await;
    lab.apply(&chat_is_fast()).await;
    let stop = CancellationToken::new();
    // The clock stands still unless the test moves it.
    tokio::spawn(Arc::clone(&lab.board).run(stop.clone()));
    let live = async |seconds: std::ops::Range<i64>, fast| {
        for second in seconds.rev().step_by(5) {
            lab.figures.chats(ago(second), 10.0, fast);
            lab.evaluate(ago(second)).await;
        }
    };
    live(120..270, 0.0).await;
    until("the alert", async || told(&alertmanager).await.len() == 2).await;
    let alerts = told(&alertmanager).await;
    let fast = alerts.iter().find(|alert| alert["labels"]["policy"] == "burns-fast-10x").unwrap();
    assert_eq!(fast["labels"]["alertname"], "ChatIsFastBurnsFast10x");
    assert_eq!(fast["labels"]["severity"], "page");
    assert!(fast["annotations"]["summary"].as_str().unwrap().contains("more than 10 times"), "{fast}");
    assert_eq!(fast["status"]["state"], "active");
    // All is well again, which ends the fast one a minute after its last 20 s were bad; the slow one goes on.
    live(0..120, 10.0).await;
    until("the end", async || told(&alertmanager).await.iter().all(|alert| alert["labels"]["severity"] != "page"))
        .await;
    assert_eq!(told(&alertmanager).await.len(), 1, "the slow one goes on");
}
