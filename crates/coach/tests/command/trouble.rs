//! What one team's trouble is to the others, and which exit code it has.

use std::time::{Duration, Instant};

use movie_guru_test_kubernetes::{Fate, StandIn};
use serde_json::Value;

use crate::coach::Coach;

/// Two teams: one of the stand-in, and one of a cluster that nobody answers for.
pub(crate) fn with_one_away(server: &StandIn) -> Coach {
    let text = std::fs::read_to_string(server.kubeconfig()).unwrap();
    let mut config: Value = serde_json::from_str(&text).unwrap();
    let mut push = |list: &str, value: Value| config[list].as_array_mut().unwrap().push(value);
    push("clusters", serde_json::json!({"name": "away", "cluster": {"server": "http://127.0.0.1:1"}}));
    push("contexts", serde_json::json!({"name": "away", "context": {"cluster": "away", "user": "coach"}}));
    push(
        "users",
        serde_json::json!({"name": "hangs", "user": {"exec": {"apiVersion": "client.authentication.k8s.io/v1",
        "command": "sleep", "args": ["600"], "interactiveMode": "Never"}}}),
    );
    push("contexts", serde_json::json!({"name": "hangs", "context": {"cluster": "stand-in", "user": "hangs"}}));
    std::fs::write(server.folder().join("two"), config.to_string()).unwrap();
    let coach = Coach::with(&server.folder().join("two"));
    coach.images('a');
    coach.write(
        "teams.yaml",
        "version: 1\nimages: images.txt\ndefaults: {overlay: local}\nteams:\n  - {name: lost, context: away}\n  \
         - {name: fine, context: stand-in}\n",
    );
    coach
}

#[test]
fn a_cluster_that_does_not_answer_is_another_matter_than_one_that_refuses() {
    let server = StandIn::start();
    let coach = with_one_away(&server);
    let (code, said) = coach.json(&["up"]);
    let [lost, fine] = &said["teams"].as_array().unwrap()[..] else { panic!("{said}") };
    assert_eq!(
        (code, &lost["up"], &lost["away"], &fine["up"]),
        (3, &false.into(), &true.into(), &true.into()),
        "{said}"
    );
    assert!(lost["next"].as_str().unwrap().contains("does not answer"), "{said}");
    assert_eq!(coach.run(&["up", "fine"]).code, 0);
    assert_eq!(coach.run(&["up", "--dry-run"]).code, 3);
    assert_eq!(coach.run(&["down", "--yes", "--no-archive"]).code, 3);
    server.deny("create namespaces");
    server.deny("patch namespaces");
    let (code, said) = coach.json(&["up"]);
    assert_eq!(code, 1, "{said}");
    assert!(said["teams"][1]["next"].as_str().unwrap().contains("namespaces"), "{said}");
}

#[test]
fn a_program_for_tokens_that_hangs_holds_up_its_own_team_alone() {
    let server = StandIn::start();
    let coach = with_one_away(&server);
    let text = coach.read("teams.yaml").replace("context: away", "context: hangs");
    coach.write("teams.yaml", &text);
    let before = Instant::now();
    let (code, said) = coach.json(&["up"]);
    assert!(before.elapsed() < Duration::from_secs(60));
    assert_eq!((code, &said["teams"][1]["up"]), (3, &true.into()), "{said}");
    assert!(said["teams"][0]["next"].as_str().unwrap().contains("sleep"), "{said}");
}

#[test]
fn what_is_stuck_is_told_with_the_next_step_while_it_is_waited_for() {
    let server = StandIn::start();
    let coach = Coach::with(&server.kubeconfig());
    coach.images('a');
    assert_eq!(coach.run(&["init", "--context", "stand-in", "--namespaces", "1"]).code, 0);
    server.fate("movie-guru-web", Fate::CannotPull("registry.test: not found".to_owned()));
    let ran = coach.run(&["up", "--limit", "3s"]);
    assert_eq!(ran.code, 1, "{ran:?}");
    let told = ran.err.lines().find(|line| line.contains("Pod/web-")).unwrap_or_else(|| panic!("{ran:?}"));
    assert!(told.starts_with("popcorn: ") && told.contains("not found"), "{told}");
    assert!(ran.err.contains("workloads ready; waits for"), "{ran:?}");
    assert!(ran.out.contains("not up") && ran.out.contains("0 of 1 up"), "{ran:?}");
    let handout = coach.path("handout");
    assert!(!handout.exists(), "a lab that is not up has no hand-out");
}
