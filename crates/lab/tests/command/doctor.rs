//! `lab doctor`.

use std::net::TcpListener;

use tempfile::TempDir;

use crate::running::{Lab, lab, text};

#[test]
fn a_taken_port_and_a_folder_that_cannot_be_written_are_found() {
    let folder = TempDir::new().unwrap();
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port();
    let here = format!("http://127.0.0.1:{port}/");
    // As a lab left it that was killed, and whose port somebody else took.
    let addresses = serde_json::json!({"web": "http://127.0.0.1:1/", "backend": here, "load": "http://127.0.0.1:1/", "monitor": "http://127.0.0.1:1/"});
    std::fs::write(folder.path().join("lab.json"), addresses.to_string()).unwrap();
    let output = lab(folder.path(), &["doctor"]);
    let findings = text(&output.stdout);
    assert!(!output.status.success(), "{findings}");
    assert!(findings.contains(&format!("!!  port         {port} cannot be used")), "{findings}");
    assert!(findings.contains("--backend") && findings.contains("ok  data folder"), "{findings}");

    let file = folder.path().join("a-file");
    std::fs::write(&file, "").unwrap();
    let output = lab(&file.join("below"), &["doctor"]);
    assert!(!output.status.success());
    assert!(text(&output.stdout).contains("!!  data folder"), "{}", text(&output.stdout));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_running_lab_is_well() {
    let folder = TempDir::new().unwrap();
    let _running = Lab::up(folder.path(), &["--scenario", "healthy", "--users", "0"]);
    let output = lab(folder.path(), &["doctor"]);
    let findings = text(&output.stdout);
    assert!(output.status.success(), "{findings}");
    assert!(findings.contains("used by the running lab"), "{findings}");
}
