//! The data folder: one lab at a time, what is kept, and `lab reset`.

#![expect(clippy::unwrap_used, reason = "a test stops where it cannot go on")]

use movie_guru_test_support::client;
use reqwest::header::{COOKIE, SET_COOKIE};
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::running::{Lab, lab, text};

async fn cookie(running: &Lab) -> String {
    let login = client().post(running.url("backend", "login")).json(&json!({"user": "ada"})).send().await.unwrap();
    let cookie = login.headers()[SET_COOKIE].to_str().unwrap();
    cookie.split(';').next().unwrap().to_owned()
}

async fn likes(running: &Lab) -> Value {
    let request = client().get(running.url("backend", "preferences")).header(COOKIE, cookie(running).await);
    request.send().await.unwrap().json::<Value>().await.unwrap()["likes"]["genres"].clone()
}

async fn like_westerns(running: &Lab) {
    let lists = |genres: &[&str]| json!({"actors": [], "directors": [], "genres": genres, "others": []});
    let profile = json!({"content": {"likes": lists(&["Western"]), "dislikes": lists(&[])}});
    let request = client().post(running.url("backend", "preferences")).header(COOKIE, cookie(running).await);
    assert!(request.json(&profile).send().await.unwrap().status().is_success());
}

const QUIET: [&str; 4] = ["--scenario", "healthy", "--users", "0"];

#[tokio::test(flavor = "multi_thread")]
async fn what_people_like_and_slos_are_kept_until_a_reset() {
    let folder = TempDir::new().unwrap();
    let running = Lab::up(folder.path(), &QUIET);
    like_westerns(&running).await;
    let slos = concat!(env!("CARGO_MANIFEST_DIR"), "/../../slos/achievable.yaml");
    let alerts = concat!(env!("CARGO_MANIFEST_DIR"), "/../../slos/alerts.yaml");
    assert!(lab(folder.path(), &["slo", "apply", slos, alerts]).status.success());
    let listed = || text(&lab(folder.path(), &["slo", "list"]).stdout).contains("chat-is-fast");
    running.interrupt();
    let running = Lab::up(folder.path(), &QUIET);
    assert_eq!(likes(&running).await, json!(["Western"]));
    assert!(listed());

    let refused = lab(folder.path(), &["reset", "--yes"]);
    assert!(!refused.status.success());
    assert!(text(&refused.stderr).contains("another lab is running"), "{}", text(&refused.stderr));
    assert_eq!(likes(&running).await, json!(["Western"]));
    running.interrupt();

    let unasked = lab(folder.path(), &["reset"]);
    assert!(!unasked.status.success());
    assert!(text(&unasked.stderr).contains("--yes"));
    assert!(lab(folder.path(), &["reset", "--yes"]).status.success());
    let running = Lab::up(folder.path(), &QUIET);
    assert_eq!(likes(&running).await, json!([]));
    assert!(!listed());
    drop(running);
    assert!(text(&lab(TempDir::new().unwrap().path(), &["reset", "--yes"]).stdout).contains("nothing to reset"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_second_lab_on_the_same_folder_is_refused() {
    let folder = TempDir::new().unwrap();
    let _running = Lab::up(folder.path(), &QUIET);
    let ports =
        ["--web", "127.0.0.1:0", "--backend", "127.0.0.1:0", "--load", "127.0.0.1:0", "--monitor", "127.0.0.1:0"];
    let second = lab(folder.path(), &[["up"].as_slice(), &ports].concat());
    assert!(!second.status.success());
    let complaint = text(&second.stderr);
    assert!(complaint.contains("another lab is running") && complaint.contains("--data-dir"), "{complaint}");
}

#[test]
fn a_folder_that_cannot_be_used_is_named_with_the_flag() {
    let folder = TempDir::new().unwrap();
    let file = folder.path().join("a-file");
    std::fs::write(&file, "not a folder").unwrap();
    let output = lab(&file.join("below"), &["up"]);
    let complaint = text(&output.stderr);
    assert!(!output.status.success());
    assert!(complaint.contains("a-file") && complaint.contains("--data-dir"), "{complaint}");
}
