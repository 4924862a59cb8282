//! `lab load`: what it says is what the load generator does.

use movie_guru_test_support::wait_for;
use tempfile::TempDir;

use crate::running::{Lab, json, lab, text};

#[tokio::test(flavor = "multi_thread")]
async fn people_are_changed_stopped_and_started_again() {
    let folder = TempDir::new().unwrap();
    let running = Lab::up(folder.path(), &["--scenario", "healthy", "--users", "2"]);
    let said = |arguments: &[&str]| {
        let output = lab(folder.path(), arguments);
        assert!(output.status.success(), "{arguments:?}: {}", text(&output.stderr));
        text(&output.stdout)
    };
    let users =
        |users: usize| wait_for("people", || said(&["load", "status"]).contains(&format!("{users} people at work")));
    users(2);
    said(&["load", "set", "--users", "4"]);
    assert!(said(&["load", "status"]).contains("\nasked for: users=4 "), "while they are still coming");
    users(4);
    assert!(said(&["load", "status"]).contains("\nasked for: users=4 "));
    let page = reqwest::Url::parse(&running.url("load", "")).unwrap();
    assert!(said(&["load", "status"]).contains(page.as_str()));
    assert!(said(&["load", "stop"]).starts_with("ended: 0 people at work\nnext start: users=4"));
    assert!(said(&["load", "status"]).contains("\nlast run:   users=4 "));
    let again = said(&["load", "start", "--users", "3", "--spawn-rate", "50", "--journeys", "swarm"]);
    assert!(again.starts_with("running: "), "{again}");
    users(3);
    let runs = json(&running.url("load", "api/runs")).await;
    assert_eq!(runs["runs"].as_array().unwrap().len(), 1, "the run before is kept: {runs}");

    let refused = lab(folder.path(), &["load", "set", "--users", "0"]);
    assert!(!refused.status.success());
    assert!(text(&refused.stderr).contains("users must be between 1 and 20000"), "{}", text(&refused.stderr));
    let refused = lab(folder.path(), &["load", "start"]);
    assert!(text(&refused.stderr).contains("already running; stop it first"), "{}", text(&refused.stderr));
    users(3);
}
