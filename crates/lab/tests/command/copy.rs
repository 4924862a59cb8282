//! `lab copy` as its users meet it.

use movie_guru_test_postgres::Server;
use movie_guru_test_support::client;
use serde_json::json;
use tempfile::TempDir;

use crate::running::{Lab, command, text};

const QUIET: [&str; 4] = ["--scenario", "healthy", "--users", "0"];

#[tokio::test(flavor = "multi_thread")]
async fn a_labs_people_are_copied_once_it_has_ended() {
    let Some(server) = tokio::task::spawn_blocking(Server::shared).await.unwrap() else { return };
    let url = server.database().await;
    let folder = TempDir::new().unwrap();
    let from = format!("sqlite://{}", folder.path().display());
    let copy = || command(&["copy", "--from", &from, "--to", &url]).output().unwrap();
    let running = Lab::up(folder.path(), &QUIET);
    let login = client().post(running.url("backend", "login")).json(&json!({"user": "ada"})).send().await.unwrap();
    assert!(login.status().is_success());
    let early = copy();
    assert!(
        !early.status.success() && text(&early.stderr).contains("another lab is running"),
        "{}",
        text(&early.stderr)
    );
    running.interrupt();

    let copied = copy();
    assert!(copied.status.success(), "{}", text(&copied.stderr));
    // The synthetic check walks as a person of its own, maybe.
    assert!(text(&copied.stdout).contains("Copied and counted: "), "{}", text(&copied.stdout));
    let again = copy();
    assert!(text(&again.stdout).contains("are there already; going on"), "{}", text(&again.stdout));
}

#[test]
fn what_cannot_be_copied_is_refused_with_the_flag_and_without_the_password() {
    let folder = TempDir::new().unwrap();
    let here = format!("sqlite://{}", folder.path().display());
    let target = "postgres://guru:hunter2@127.0.0.1:1/guru";
    let cases = [
        (["--from", "postgres://guru:hunter2@host/guru", "--to", target], "--from must look like sqlite://"),
        (["--from", &here, "--to", "mysql://guru:hunter2@host/guru"], "--to cannot be used"),
        (["--from", &here, "--to", target], "there is no database"),
        (["--from", "sqlite:///no/such/folder", "--to", target], "there is no database"),
    ];
    for (arguments, says) in cases {
        let output = command(&[["copy"].as_slice(), &arguments].concat()).output().unwrap();
        let complaint = text(&output.stderr);
        assert!(!output.status.success() && complaint.contains(says), "{complaint}");
        assert!(!complaint.contains("hunter2"), "{complaint}");
    }
    std::fs::write(folder.path().join("movie-guru.db"), "").unwrap();
    let output = command(&["copy", "--from", &here, "--to", target]).output().unwrap();
    let complaint = text(&output.stderr);
    assert!(!output.status.success() && !complaint.contains("hunter2"), "{complaint}");
}
