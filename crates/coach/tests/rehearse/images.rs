//! Images on every node, the evening before: on a stand-in for a cluster.

use movie_guru_test_kubernetes::{Fate, Hand, StandIn};
use serde_json::{Value, json};
use tokio::runtime::Runtime;

use crate::coach::Coach;

#[test]
fn every_node_pulls_the_images_once_and_a_node_that_cannot_is_named() {
    let server = StandIn::start();
    let coach = Coach::with(&server.kubeconfig());
    coach.images('a');
    assert_eq!(coach.run(&["init", "--context", "stand-in", "--namespaces", "2"]).code, 0);
    assert_eq!(coach.json(&["up"]).0, 0);
    let runtime = Runtime::new().unwrap();
    let hand = Hand::new(&server.kubeconfig(), "somebody");
    let pods = || {
        let pods = runtime.block_on(hand.list("/api/v1/pods"));
        pods.iter().filter(|pod| pod["metadata"]["name"].as_str().unwrap().starts_with("pull-")).count()
    };

    server.forget_asked();
    let (code, said) = coach.json(&["rehearse", "--challenges", "1", "--limit", "20s"]);
    let images = said["images"].as_array().unwrap();
    let of: Vec<_> = images.iter().map(|one| (&one["cluster"], &one["node"], &one["problem"])).collect();
    let node = |name| (json!("stand-in"), json!(name), Value::Null);
    let [one, two] = [node("node-1"), node("node-2")];
    assert_eq!(of, [(&one.0, &one.1, &one.2), (&two.0, &two.1, &two.2)], "{said:#}");
    let made = server.asked().iter().filter(|asked| asked.method == "POST" && asked.path.ends_with("/pods")).count();
    assert_eq!((made, pods()), (2, 0), "once on each node, for both teams, and gone");
    // Nobody is behind the stand-in's ports.
    assert_eq!(
        (code, &said["teams"][0]["ready"], &said["teams"][0]["away"]),
        (3, &false.into(), &true.into()),
        "{said:#}"
    );

    server.fate("movie-guru-web", Fate::CannotPull("registry.test: not found".to_owned()));
    let ran = coach.run(&["rehearse", "popcorn", "--challenges", "1", "--limit", "20s"]);
    assert_eq!(ran.code, 1, "{ran:?}");
    assert!(
        ran.out.contains("node-2  ") && ran.out.contains("popcorn: node node-1: registry.test/movie-guru-web@"),
        "{ran:?}"
    );
    assert!(
        ran.out.contains("cannot be pulled: registry.test: not found") && ran.out.contains("0 of 1 ready"),
        "{ran:?}"
    );
    assert_eq!(pods(), 0);

    server.deny("create pods");
    let (code, said) = coach.json(&["rehearse", "popcorn", "--challenges", "1"]);
    let problem = said["images"][0]["problem"].as_str().unwrap();
    assert!(code == 1 && problem.contains("create pods"), "{said:#}");
}
