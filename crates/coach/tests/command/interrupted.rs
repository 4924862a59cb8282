//! Ctrl-C, and then `coach up` once more.

use std::io::{BufRead, BufReader, Read};
use std::process::Command;

use movie_guru_test_kubernetes::StandIn;

use crate::coach::Coach;

#[test]
fn after_ctrl_c_the_next_up_goes_on() {
    let server = StandIn::start();
    let coach = Coach::with(&server.kubeconfig());
    coach.images('a');
    assert_eq!(coach.run(&["init", "--context", "stand-in", "--namespaces", "3"]).code, 0);
    // Nothing gets ready, so it waits.
    server.pause(true);
    let mut process = coach.command(&["up", "--parallel", "2"]).spawn().unwrap();
    let mut told = BufReader::new(process.stderr.take().unwrap());
    let mut line = String::new();
    while !line.contains("workloads ready") {
        line.clear();
        assert_ne!(told.read_line(&mut line).unwrap(), 0, "it has ended by itself");
    }
    let interrupt = Command::new("kill").args(["-INT", &process.id().to_string()]).status().unwrap();
    assert!(interrupt.success());
    let mut rest = String::new();
    told.read_to_string(&mut rest).unwrap();
    let output = process.wait_with_output().unwrap();
    assert_eq!(output.status.code(), Some(1), "{rest}");
    assert!(rest.contains("the next `coach up` goes on from there"), "{rest}");
    assert!(String::from_utf8_lossy(&output.stdout).contains("0 of 3 up"));

    server.pause(false);
    let (code, said) = coach.json(&["up"]);
    assert_eq!(code, 0, "{said}");
    // The one that was waited for had all its objects.
    let waited = line.split(':').next().unwrap();
    let whole = said["teams"].as_array().unwrap().iter().find(|team| team["team"] == waited).unwrap();
    assert_eq!(whole["created"], 0, "what was there already is not made again: {said}");
}
