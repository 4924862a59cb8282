//! Labs with an address of their own: waited for, and handed out.

use std::io::{BufRead, BufReader, Read};

use movie_guru_test_kubernetes::{Hand, StandIn};
use serde_json::json;
use tokio::runtime::Runtime;

use crate::coach::Coach;

#[test]
fn an_address_is_waited_for_and_handed_out() {
    let server = StandIn::start();
    server.install("monitoring.googleapis.com", "v1", "podmonitorings", "PodMonitoring");
    let coach = Coach::with(&server.kubeconfig());
    coach.images('a');
    coach.write(
        "teams.yaml",
        "version: 1\nimages: images.txt\nteams:\n  - {name: red, context: stand-in, overlay: gke, address: 203.0.113.7, \
         project: p-1}\n",
    );
    let mut process = coach.command(&["up", "--output", "json"]).spawn().unwrap();
    let mut told = BufReader::new(process.stderr.take().unwrap());
    let mut line = String::new();
    while !line.contains("waits for its address") {
        line.clear();
        assert_ne!(told.read_line(&mut line).unwrap(), 0, "it has ended by itself");
    }
    let hand = Hand::new(&server.kubeconfig(), "balancer");
    let service = "/api/v1/namespaces/movie-guru-red/services/web-public";
    let runtime = Runtime::new().unwrap();
    let wanted = runtime.block_on(hand.get(service)).unwrap();
    assert_eq!(wanted["spec"]["loadBalancerIP"], "203.0.113.7");
    let status = json!({"status": {"loadBalancer": {"ingress": [{"ip": "203.0.113.7"}]}}});
    runtime.block_on(hand.change(service, &status));

    let mut rest = String::new();
    told.read_to_string(&mut rest).unwrap();
    let output = process.wait_with_output().unwrap();
    assert!(output.status.success(), "{rest}");
    let said: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(said["teams"][0]["app"], "http://203.0.113.7/", "{said}");
    let page = coach.read("handout/red.md");
    assert!(page.contains("<http://203.0.113.7/guide>") && page.contains("project `p-1`"), "{page}");
    assert!(coach.read("handout/red.env").contains("LAB_WEB_URL=http://203.0.113.7/\n"));
}

#[test]
fn a_lab_without_its_address_is_up_and_says_what_is_to_come() {
    let server = StandIn::start();
    server.install("monitoring.googleapis.com", "v1", "podmonitorings", "PodMonitoring");
    let coach = Coach::with(&server.kubeconfig());
    coach.images('a');
    coach.write(
        "teams.yaml",
        "version: 1\nimages: images.txt\nteams:\n  - {name: red, context: stand-in, overlay: gke}\n",
    );
    let ran = coach.run(&["up", "--limit", "5s"]);
    assert_eq!(ran.code, 0, "{ran:?}");
    assert!(ran.out.contains("web-public has no address yet") && ran.out.contains("1 of 1 up"), "{ran:?}");
}
