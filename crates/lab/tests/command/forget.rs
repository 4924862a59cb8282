//! A team begins anew, on a lab with all its parts.

use std::fs;

use movie_guru_test_support::{client, workspace};
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::running::{Lab, lab, text};

#[tokio::test(flavor = "multi_thread")]
async fn slos_checks_workbook_and_record_of_a_lab_are_forgotten_and_stay_so() {
    let folder = TempDir::new().unwrap();
    let running = Lab::up(folder.path(), &["--users", "0"]);
    let http = client();
    let files = ["movie-guru.yaml", "alerts.yaml", "achievable.yaml"];
    let slos = files.map(|file| fs::read_to_string(workspace().join("slos").join(file)).unwrap()).join("\n---\n");
    let applied = http.post(running.url("monitor", "api/slos")).body(slos).send().await.unwrap();
    assert!(applied.status().is_success(), "{}", applied.text().await.unwrap());
    let ask = async |part: &str, path: &str| {
        http.get(running.url(part, path)).send().await.unwrap().json::<Value>().await.unwrap()
    };
    assert_ne!(ask("monitor", "api/alerts").await["policies"], json!([]));
    let before = ask("monitor", "api/slos").await["slos"].as_array().unwrap().len();
    let made = lab(folder.path(), &["synthetic", "new", "my-check"]);
    assert!(made.status.success(), "{}", text(&made.stderr));
    let call = running.url("web", "api/workshop/help");
    http.post(call).json(&json!({"text": "stuck"})).send().await.unwrap();
    let forgotten = http.delete(running.url("web", "api/workshop")).send().await.unwrap();
    assert_eq!(forgotten.status(), 200);
    let forgotten: Value = forgotten.json().await.unwrap();
    assert!(before > 0 && forgotten["slos"].as_array().unwrap().len() == before, "{forgotten}");
    assert_eq!((&forgotten["slos_stay"], &forgotten["checks"]), (&json!(null), &json!(["my-check.yaml"])));
    assert_eq!(ask("monitor", "api/slos").await["slos"], json!([]));
    assert_eq!(ask("monitor", "api/alerts").await["policies"], json!([]));
    drop(running);
    let running = Lab::up(folder.path(), &["--users", "0"]);
    let ask = async |part: &str, path: &str| {
        http.get(running.url(part, path)).send().await.unwrap().json::<Value>().await.unwrap()
    };
    assert_eq!(ask("monitor", "api/slos").await["slos"], json!([]));
    assert_eq!(ask("web", "api/workshop").await["help"], json!(null));
    assert!(!folder.path().join("workbook").exists() && !folder.path().join("checks/my-check.yaml").exists());
}
